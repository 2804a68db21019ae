using Akka.Actor;
using Concentrator.Actors.Admission;

namespace Concentrator.Actors.Endpoints;

/// <summary>Parent of the UDP endpoints. One that cannot be opened tries again by itself, one that fails is started anew; the others serve meanwhile.</summary>
internal sealed class EndpointsActor(NodeRuntime runtime, AdmissionInbox admission) : UntypedActor
{
    public static Props Props(NodeRuntime runtime, AdmissionInbox admission) => Akka.Actor.Props.Create(() => new EndpointsActor(runtime, admission));

    protected override void PreStart()
    {
        foreach (var listen in runtime.Configuration.Listen)
            Context.ActorOf(UdpEndpointActor.Props(runtime, admission, listen), Uri.EscapeDataString($"udp-{listen}"));
    }

    protected override void OnReceive(object message) => Unhandled(message);
}
