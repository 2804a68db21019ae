using Akka.Actor;
using Akka.Event;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions;

/// <summary>What a session is told by its tunnel, by whoever wanted its call, and by operators.</summary>
internal static class SessionRequests
{
    /// <summary>Place the call (we are the LAC).</summary>
    internal sealed record Open(CallRequest Request) : INoSerializationVerificationNeeded;

    /// <summary>A control message of this call.</summary>
    internal sealed record Deliver(ControlMessage Message) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>A control message for this call that is no valid message.</summary>
    internal sealed record Reject(ProtocolError Error) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    internal sealed record TunnelOpen(TunnelPeer Peer) : INoSerializationVerificationNeeded;

    internal sealed record TunnelLost(TunnelEnd End) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>The caller's side of a call that we pass on is connected.</summary>
    internal sealed record Connected(CallConnection Connection) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>The LAC that a call came from, which we pass on, has told something new of it.</summary>
    internal sealed record CallerChanged(CallParameters Caller) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>An operator, the tunnel or whoever wanted the call wants it to end.</summary>
    internal sealed record Close(
        ResultCode Result, string Reason, EndedBy By = EndedBy.Local, Q931Cause? Cause = null, PppDisconnectCause? Ppp = null)
        : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
