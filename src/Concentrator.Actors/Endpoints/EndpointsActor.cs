using Akka.Actor;
using Akka.Pattern;
using Concentrator.Actors.Admission;

namespace Concentrator.Actors.Endpoints;

/// <summary>Parent of the UDP endpoints. One that cannot be opened, or fails, is tried again with back-off; the others serve meanwhile.</summary>
internal sealed class EndpointsActor(NodeRuntime runtime, AdmissionInbox admission) : UntypedActor
{
    public static Props Props(NodeRuntime runtime, AdmissionInbox admission) => Akka.Actor.Props.Create(() => new EndpointsActor(runtime, admission));

    protected override void PreStart()
    {
        foreach (var listen in runtime.Configuration.Listen)
        {
            var name = Uri.EscapeDataString($"udp-{listen}");
            var options = Backoff.OnFailure(
                UdpEndpointActor.Props(runtime, admission, listen), name, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 0.2, maxNrOfRetries: -1);
            Context.ActorOf(BackoffSupervisor.Props(options), $"{name}-supervisor");
        }
    }

    protected override void OnReceive(object message) => Unhandled(message);
}
