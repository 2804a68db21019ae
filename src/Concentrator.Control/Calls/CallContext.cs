using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Calls;

/// <summary>All that the machine knows beside its state and the event.</summary>
/// <param name="LocalId">Our Assigned Session ID.</param>
/// <param name="Role">Which of the four tables of RFC 2661 section 7 the call follows.</param>
/// <param name="Policy">Of the tunnel.</param>
/// <param name="Peer">Null until the tunnel is established.</param>
/// <param name="Channel">LAC, outgoing call: on which of our lines it is placed, for the Physical Channel ID; null: there is nothing to tell.</param>
/// <param name="Refusal">Why this node does not take the call, whatever the peer says of it; null when it does.</param>
public readonly record struct CallContext(SessionId LocalId, CallRole Role, TunnelPolicy Policy, TunnelPeer? Peer = null, ResultCode? Refusal = null, uint? Channel = null);

/// <summary>Our part in a call.</summary>
public enum CallRole
{
    /// <summary>Section 7.4.1: ICRQ is ours.</summary>
    LacIncoming,

    /// <summary>Section 7.4.2: ICRQ is the peer's.</summary>
    LnsIncoming,

    /// <summary>Section 7.5.1: OCRQ is the peer's.</summary>
    LacOutgoing,

    /// <summary>Section 7.5.2: OCRQ is ours.</summary>
    LnsOutgoing,
}
