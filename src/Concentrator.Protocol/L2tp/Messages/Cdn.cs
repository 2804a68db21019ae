using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Call-Disconnect-Notify (CDN, RFC 2661 section 6.12): ends a call.</summary>
public sealed record Cdn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Cdn, Avps)
{
    /// <summary>Whose call it is, for a receiver whose id the sender never learned; <see cref="SessionId.Unassigned"/> when left out.</summary>
    public SessionId AssignedSessionId => new(Get(AvpCatalog.AssignedSessionId, SessionId.Unassigned.Value));

    /// <summary>Why; the default, result 0 "reserved", when the peer did not say.</summary>
    public ResultCode Result => Get(AvpCatalog.Result, default);

    public Q931Cause? Q931Cause => Find(AvpCatalog.Q931Cause)?.Value;

    /// <summary>What of PPP ended the call (RFC 3145); the last one, where several network protocols are told of.</summary>
    public PppDisconnectCause? PppDisconnectCause => Avps.OfType<Avp<PppDisconnectCause>>().LastOrDefault()?.Value;
}
