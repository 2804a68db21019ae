using System.Net;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>What can happen to the PPP session of one call.</summary>
public abstract record PppEvent
{
    /// <summary>The call is connected: frames can be exchanged. Starts LCP, or goes on from where the LAC left it.</summary>
    /// <param name="Proxied">What the LAC has settled already; null: nothing.</param>
    /// <param name="Line">What the LAC's line wants and allows of LCP; null: it does not say.</param>
    public sealed record LowerUp(ProxiedLink? Proxied = null, LineTerms? Line = null) : PppEvent
    {
        public static readonly LowerUp Instance = new();
    }

    /// <summary>The call is gone: nothing can be sent any more. Ends the session at once.</summary>
    public sealed record LowerDown : PppEvent
    {
        public static readonly LowerDown Instance = new();
    }

    /// <summary>A frame from the peer, without address, control and protocol field. The packet must not change afterwards.</summary>
    public sealed record FrameReceived(ushort Protocol, ReadOnlyMemory<byte> Packet) : PppEvent
    {
        public override string ToString() => $"FrameReceived {PppTranscript.Describe(Protocol, Packet.Span)}";
    }

    /// <summary>The peer cannot be heard for a while, or can again: unanswered Echo-Requests mean nothing meanwhile.</summary>
    public sealed record Held(bool IsHeld) : PppEvent;

    public sealed record TimerFired(PppTimer Timer) : PppEvent;

    /// <summary>The answer to <see cref="PppEffect.Verify"/>. One that answers an older question is ignored.</summary>
    /// <param name="Credentials">The very object that the effect carried.</param>
    public sealed record Verified(Credentials Credentials, Verdict Verdict) : PppEvent;

    /// <summary>The answer to <see cref="PppEffect.RequestAddress"/>.</summary>
    /// <param name="Peer">The peer's IPv4 address.</param>
    /// <param name="Local">Our end's IPv4 address when it is not <see cref="PppSettings.LocalAddress"/>.</param>
    public sealed record AddressGranted(IPAddress Peer, IPAddress? Local = null) : PppEvent;

    /// <summary>There is no address for this peer: ends the session with <see cref="PppEndReason.AddressRefused"/>.</summary>
    public sealed record AddressRefused(string Reason) : PppEvent;

    /// <summary>With <see cref="PppSettings.NetworksElsewhere"/>: a network protocol is open there.</summary>
    public sealed record NetworkAgreed(NetworkParameters Parameters) : PppEvent;

    /// <summary>With <see cref="PppSettings.NetworksElsewhere"/>: nobody there knows of a protocol that the peer speaks.</summary>
    /// <param name="Rejected">Its number and the packet, as in a Protocol-Reject (RFC 1661 section 5.7).</param>
    public sealed record RejectProtocol(ReadOnlyMemory<byte> Rejected) : PppEvent;

    /// <summary>Ends the session politely: Terminate-Request, and <see cref="PppEffect.Terminated"/> with this end when the peer
    /// has answered or will not.</summary>
    public sealed record Close(PppEnd End) : PppEvent;

    /// <summary>The shell failed, or this machine threw.</summary>
    public sealed record InternalError(string Text) : PppEvent;
}
