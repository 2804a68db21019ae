using Akka.Actor;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>What a tunnel tells the target that opened it, or wants a call on it; <c>Attempt</c> is that of <see cref="Admission.AdmissionCommands.OpenTunnel"/>.</summary>
internal static class TunnelEvents
{
    internal sealed record TunnelUp(int Attempt, TunnelId Tunnel, TunnelPeer Peer) : INoSerializationVerificationNeeded;

    internal sealed record TunnelDown(int Attempt, TunnelEnd End) : INoSerializationVerificationNeeded;

    /// <summary>The call asked for by <see cref="TunnelRequests.PlaceCall"/> has begun: its session will say what becomes of it.</summary>
    internal sealed record CallPlaced(int Number, SessionKey Key, IActorRef Session) : INoSerializationVerificationNeeded;

    /// <summary>The call asked for by <see cref="TunnelRequests.PlaceCall"/> cannot begin.</summary>
    internal sealed record CallNotPlaced(int Number, ResultCode Result) : INoSerializationVerificationNeeded;
}

/// <summary>What a tunnel is told by those of this node that made it, or want something of it.</summary>
internal static class TunnelRequests
{
    /// <summary>The first message: everything else of the tunnel's life follows from it.</summary>
    internal sealed record Begin(TunnelInbox Inbox) : INoSerializationVerificationNeeded;

    /// <summary>The peer has opened this tunnel anew, so it does not know it any more: nothing needs to be said to it.</summary>
    internal sealed class Superseded : INoSerializationVerificationNeeded
    {
        public static readonly Superseded Instance = new();
    }

    /// <summary>By the target that opened it, or for which one will do that a peer has opened. Answered with <see cref="TunnelEvents.CallPlaced"/> or <see cref="TunnelEvents.CallNotPlaced"/>.</summary>
    /// <param name="Number">Comes back in whatever the sender is told of the call.</param>
    /// <param name="Dialed">The dialer's call that it is; null: no PPP is spoken here, its frames are those of whoever wanted the call.</param>
    /// <param name="From">What it comes from where it is passed on, for operators.</param>
    internal sealed record PlaceCall(int Number, CallRequest Request, DialedCall? Dialed = null, string? From = null) : INoSerializationVerificationNeeded;
}

/// <summary>What sessions tell their tunnel.</summary>
internal static class SessionReports
{
    /// <summary>A message of a call, for the reliable channel.</summary>
    internal sealed record Send(SessionId Local, SessionId Peer, ControlMessage Message) : INoSerializationVerificationNeeded;

    /// <summary>The peer's id of a call is known, so that a CDN can be sent for it whatever happens to the session.</summary>
    internal sealed record PeerAssigned(SessionId Local, SessionId Peer) : INoSerializationVerificationNeeded;

    /// <summary>The session has said all that it had to say; it stops now.</summary>
    internal sealed record Released(SessionId Local) : INoSerializationVerificationNeeded;
}
