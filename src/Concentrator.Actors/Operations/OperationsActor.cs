using Akka.Actor;
using Concentrator.Actors.Dialers;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Pppoe;
using Concentrator.Actors.Targets;
using Concentrator.Actors.Tracing;
using Concentrator.Actors.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Operations;

/// <summary>
/// Where operators' queries and commands arrive. It keeps nothing: a list is gathered anew by a collector of its own for each query
/// (<see cref="StatusCollectorActor{T}"/>), a command goes to the actor that it concerns, and whoever that is answers the operator.
/// </summary>
public sealed class OperationsActor : UntypedActor
{
    /// <summary>Queries and traces under way at a time: what operators need, not what a script in a loop could ask for.</summary>
    internal const int MaxChildren = 32;

    private const string DefaultReason = "closed by operator";

    private readonly OperationsTargets _targets;

    public OperationsActor(OperationsTargets targets) => _targets = targets;

    public static Props Props(OperationsTargets targets) => Akka.Actor.Props.Create(() => new OperationsActor(targets));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case OperationsQueries.GetTunnels:
                Collect<TunnelStatus>(collector => new CollectStatus(StatusKind.Tunnels, collector), _targets.Slots);
                break;
            case OperationsQueries.GetSessions:
                Collect<SessionStatus>(collector => new CollectStatus(StatusKind.Sessions, collector), _targets.Slots);
                break;
            case OperationsQueries.GetPools:
                Collect<PoolStatus>(_ => PoolQueries.GetPoolStatus.Instance, _targets.Pools);
                break;
            case OperationsQueries.GetDialers:
                Collect<DialerStatus>(_ => DialerQueries.GetDialerStatus.Instance, _targets.Dialers);
                break;
            case OperationsQueries.GetTargets:
                Collect<TargetStatus>(_ => TargetQueries.GetTargetStatus.Instance, _targets.CallTargets);
                break;
            case OperationsQueries.GetPppoe:
                Collect<PppoeStatus>(_ => PppoeQueries.GetPppoeStatus.Instance, _targets.Pppoe);
                break;
            case OperationsQueries.GetGroups:
                Sender.Tell(new StatusReport<GroupStatus>(_targets.Node.ReadGroups(), Missing: 0));
                break;
            case OperationsQueries.GetNode:
                Sender.Tell(_targets.Node.Read());
                break;
            case OperationsQueries.GetHistory:
                _targets.History.Forward(message);
                break;

            case OperationsCommands.CloseTunnel close:
                ToTunnel(close.TunnelId, new TunnelCommands.CloseTunnel(
                    new ResultCode(StopCcnResult.GeneralRequest, message: close.Reason), close.Reason ?? DefaultReason));
                break;
            case OperationsCommands.CloseSession { SessionId: < 1 or > ushort.MaxValue } close:
                Sender.Tell(new CommandResult(false, $"no session {close.TunnelId}/{close.SessionId}"));
                break;
            case OperationsCommands.SetSequencing { SessionId: < 1 or > ushort.MaxValue } set:
                Sender.Tell(new CommandResult(false, $"no session {set.TunnelId}/{set.SessionId}"));
                break;
            case OperationsCommands.SetSequencing set:
                ToTunnel(set.TunnelId, new TunnelCommands.SetSequencing(new SessionId((ushort)set.SessionId), set.On));
                break;
            case OperationsCommands.CloseSession close:
                ToTunnel(close.TunnelId, new TunnelCommands.CloseSession(
                    new SessionId((ushort)close.SessionId), new ResultCode(CdnResult.Administrative, message: close.Reason), close.Reason ?? DefaultReason));
                break;
            case OperationsCommands.Dial:
                _targets.Dialers.Forward(message);
                break;

            case TraceCommands.Start start:
                StartChild(TraceActor.Props(start, _targets.Tunnels, Sender));
                break;

            default:
                Unhandled(message);
                break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Collect<T>(Func<IActorRef, object> question, IActorRef asked) =>
        StartChild(StatusCollectorActor<T>.Props(Sender, question, asked));

    private void StartChild(Props props)
    {
        if (Context.GetChildren().Count() < MaxChildren)
            Context.ActorOf(props);
        else
            Sender.Tell(new QueryRefused($"{MaxChildren} queries and traces are under way already"));
    }

    private void ToTunnel(int id, object command)
    {
        if (id is > 0 and <= ushort.MaxValue && _targets.Tunnels.Find(new TunnelId((ushort)id)) is { } tunnel)
            tunnel.Forward(command);
        else
            Sender.Tell(new CommandResult(false, $"no tunnel {id}"));
    }
}
