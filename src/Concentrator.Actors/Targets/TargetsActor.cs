using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Targets;

/// <summary>Parent of the targets: finds the one that a command names, and makes it when it is first needed.</summary>
internal sealed class TargetsActor(NodeRuntime runtime, IActorRef admission) : UntypedActor
{
    private bool _nodeStops;

    public static Props Props(NodeRuntime runtime, IActorRef admission) => Akka.Actor.Props.Create(() => new TargetsActor(runtime, admission));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TargetCommands.PlaceCall place when _nodeStops:
                Sender.Tell(new TargetEvents.CallEnded(place.Number, NodeStops));
                break;
            case TargetCommands.PlaceCall place:
                Target(place.Target).Forward(place);
                break;
            case TargetCommands.ConnectCall connect:
                Find(connect.Target).Forward(connect);
                break;
            case TargetCommands.ReportCaller report:
                Find(report.Target).Forward(report);
                break;
            case TargetCommands.EndCall end:
                Find(end.Target).Forward(end);
                break;
            case TargetCommands.Rest rest:
                Find(rest.Target).Forward(rest);
                break;
            case TargetQueries.GetTargetStatus query:
                foreach (var target in runtime.Configuration.Targets)
                    Target(target.Name);
                Context.PassOn(query, Sender);
                break;
            case SendBack back:
                Sender.Tell(back.Message);
                break;
            case Stop:
                _nodeStops = true;
                foreach (var target in Context.GetChildren())
                    Context.Stop(target);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private IActorRef Target(string name) =>
        Find(name) is var child && child.IsNobody() ? Context.ActorOf(TargetActor.Props(runtime, admission, name), Uri.EscapeDataString(name)) : child;

    private static IActorRef Find(string name) => Context.Child(Uri.EscapeDataString(name));

    private static readonly CallEnd NodeStops = new(
        EndedBy.Local, new ResultCode(CdnResult.NoFacilitiesTemporarily, message: "shutting down"), Cause: null, "the node stops");

    /// <summary>Comes back behind all that others have sent by this way.</summary>
    internal sealed record SendBack(object Message) : INoSerializationVerificationNeeded;

    /// <summary>The node stops: no call is placed any more, and every call that is ends.</summary>
    internal sealed class Stop : INoSerializationVerificationNeeded
    {
        public static readonly Stop Instance = new();
    }
}
