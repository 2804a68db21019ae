using Akka.Actor;
using Concentrator.Actors.Tunnels;

namespace Concentrator.Actors.Operations;

/// <summary>Whom the operations actor turns to.</summary>
public sealed record OperationsTargets
{
    /// <summary>Parent of all slots: understands <see cref="CollectStatus"/>.</summary>
    public required IActorRef Slots { get; init; }

    public required ITunnelDirectory Tunnels { get; init; }

    /// <summary>Understands <see cref="OperationsQueries.GetHistory"/>.</summary>
    public required IActorRef History { get; init; }

    /// <summary>Parent of the pools: passes <see cref="Pools.PoolQueries.GetPoolStatus"/> on to them.</summary>
    public required IActorRef Pools { get; init; }

    /// <summary>
    /// Parent of the dialers: passes <see cref="Dialers.DialerQueries.GetDialerStatus"/> on to all and <see cref="OperationsCommands.Dial"/> to the
    /// one that it names, or answers that there is none.
    /// </summary>
    public required IActorRef Dialers { get; init; }

    /// <summary>Parent of the targets of calls: passes <see cref="Targets.TargetQueries.GetTargetStatus"/> on to all.</summary>
    public required IActorRef CallTargets { get; init; }

    /// <summary>Parent of the PPPoE interfaces: passes <see cref="Pppoe.PppoeQueries.GetPppoeStatus"/> on to their sessions.</summary>
    public required IActorRef Pppoe { get; init; }

    public required INodeStatusSource Node { get; init; }
}

/// <summary>What the node knows of itself without asking an actor: its tables, counters and the runtime's figures. Called on any thread.</summary>
public interface INodeStatusSource
{
    NodeStatus Read();

    IReadOnlyList<GroupStatus> ReadGroups();
}
