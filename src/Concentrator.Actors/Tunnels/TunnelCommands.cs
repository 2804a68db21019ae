using Akka.Actor;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>
/// What operators (and the node when it stops) tell a tunnel. It answers the sender with <see cref="Operations.CommandResult"/> as soon as the
/// closing has begun, or when there is nothing to close.
/// </summary>
public static class TunnelCommands
{
    /// <summary>Closes the tunnel and all its sessions with a StopCCN (RFC 2661 section 5.7).</summary>
    /// <param name="Reason">For the log and the history; what the peer is told is in <paramref name="Result"/>.</param>
    public sealed record CloseTunnel(ResultCode Result, string Reason) : INoSerializationVerificationNeeded;

    /// <summary>As LNS: data messages of a session are sent with or without sequence numbers from now on, which the LAC follows (RFC 2661 section 5.4).</summary>
    /// <param name="Session">Our own id of it.</param>
    public sealed record SetSequencing(SessionId Session, bool On) : INoSerializationVerificationNeeded;

    /// <summary>Closes one session with a CDN (RFC 2661 section 5.6).</summary>
    /// <param name="Session">Our own id of it.</param>
    /// <param name="Reason">For the log and the history; what the peer is told is in <paramref name="Result"/>.</param>
    public sealed record CloseSession(SessionId Session, ResultCode Result, string Reason) : INoSerializationVerificationNeeded;
}
