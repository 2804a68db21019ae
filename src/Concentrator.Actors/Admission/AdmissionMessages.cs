using Akka.Actor;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Admission;

public static class AdmissionCommands
{
    /// <summary>
    /// A dialer or a target asks for a tunnel to an LNS. It is answered with <see cref="AdmissionEvents.TunnelRefused"/>, or else by the tunnel itself
    /// (<see cref="Tunnels.TunnelEvents"/>).
    /// </summary>
    /// <param name="Attempt">Comes back in every answer.</param>
    /// <param name="Name">Of the dialer or target.</param>
    /// <param name="Role">Ours in the tunnel: "lac" or "lns".</param>
    public sealed record OpenTunnel(int Attempt, Endpoint Lns, string Name, TunnelProfile Profile, string Role, Secret? Secret) : INoSerializationVerificationNeeded;
}

public static class AdmissionEvents
{
    public sealed record TunnelRefused(int Attempt, string Reason) : INoSerializationVerificationNeeded;
}
