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

    /// <summary>The pools by name as they are now (a reload may change them); each understands <see cref="Pools.PoolQueries.GetPoolStatus"/>.</summary>
    public required Func<IReadOnlyDictionary<string, IActorRef>> Pools { get; init; }

    /// <summary>
    /// The dialers by name as they are now; each understands <see cref="Dialers.DialerQueries.GetDialerStatus"/> and
    /// <see cref="OperationsCommands.Dial"/>.
    /// </summary>
    public required Func<IReadOnlyDictionary<string, IActorRef>> Dialers { get; init; }

    public required INodeStatusSource Node { get; init; }
}

/// <summary>What the node knows of itself without asking an actor: its tables, counters and the runtime's figures. Called on any thread.</summary>
public interface INodeStatusSource
{
    NodeStatus Read();
}
