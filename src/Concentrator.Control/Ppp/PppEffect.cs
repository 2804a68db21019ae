using System.Net;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>What the shell of a PPP session must do.</summary>
public abstract record PppEffect
{
    /// <summary>Send a packet; the data plane puts address, control and protocol field in front. LCP is never compressed.</summary>
    public sealed record SendFrame(ushort Protocol, ReadOnlyMemory<byte> Packet) : PppEffect
    {
        public override string ToString() => $"SendFrame {PppTranscript.Describe(Protocol, Packet.Span)}";
    }

    /// <summary>(Re)start a timer; a timer that runs is replaced.</summary>
    public sealed record StartTimer(PppTimer Timer, TimeSpan Delay) : PppEffect;

    public sealed record CancelTimer(PppTimer Timer) : PppEffect;

    /// <summary>Judge what the peer presented (<see cref="CredentialVerifier"/>) and answer <see cref="PppEvent.Verified"/>.</summary>
    public sealed record Verify(Credentials Credentials) : PppEffect;

    /// <summary>
    /// Find the peer an IPv4 address and answer <see cref="PppEvent.AddressGranted"/> or <see cref="PppEvent.AddressRefused"/>.
    /// </summary>
    /// <param name="User">The authenticated user, or null.</param>
    /// <param name="Wanted">The address that the peer asks for, or null when it leaves the choice to us.</param>
    public sealed record RequestAddress(string? User, IPAddress? Wanted) : PppEffect;

    /// <summary>
    /// With <see cref="PppSettings.HandsOver"/>: LCP is open, the peer's credentials are here, and nobody has answered them. The session is over for
    /// this machine; whatever the peer sends from here on is the LNS's to answer. Nothing follows; timers that still run are void.
    /// </summary>
    /// <param name="Link">For the ICCN.</param>
    /// <param name="User">Whom the peer says it is, also where its proof is none that an ICCN can tell. Null: it was not asked.</param>
    public sealed record HandedOver(ProxiedLink Link, string? User) : PppEffect;

    /// <summary>For people: LCP as the LAC negotiated it is taken over, or why not.</summary>
    public sealed record ProxyJudged(string? Objection) : PppEffect;

    /// <summary>For people: what the peer presented is refused, but it may try again.</summary>
    /// <param name="Left">How often at most.</param>
    public sealed record RetryAllowed(string User, string Reason, int Left) : PppEffect;

    /// <summary>LCP is open. Comes again when the peer renegotiates.</summary>
    /// <param name="Requests">The two that it was opened by.</param>
    public sealed record LinkUp(LinkParameters Parameters, LinkRequests Requests) : PppEffect;

    /// <summary>
    /// With <see cref="PppSettings.NetworksElsewhere"/>: both ends have proved themselves, network protocols may begin. Comes again when the peer
    /// renegotiates, perhaps as another user.
    /// </summary>
    public sealed record NetworksBegin(string? User, LinkParameters Link) : PppEffect;

    /// <summary>With <see cref="PppSettings.NetworksElsewhere"/>: what the peer has said to a network protocol before these could begin.</summary>
    public sealed record NetworkFrame(ushort Protocol, ReadOnlyMemory<byte> Packet) : PppEffect
    {
        public override string ToString() => $"NetworkFrame {PppTranscript.Describe(Protocol, Packet.Span)}";
    }

    /// <summary>With <see cref="PppSettings.NetworksElsewhere"/>: LCP is down, so network protocols must stop if they have begun.</summary>
    public sealed record NetworksEnd : PppEffect
    {
        public static readonly NetworksEnd Instance = new();
    }

    /// <summary>With <see cref="PppSettings.NetworksElsewhere"/>: the peer knows nothing of a protocol that is spoken there.</summary>
    /// <param name="Rejected">Its number and the packet, as in a Protocol-Reject (RFC 1661 section 5.7).</param>
    public sealed record ProtocolRejected(ReadOnlyMemory<byte> Rejected) : PppEffect;

    /// <summary>Payload of this family may flow, both ways.</summary>
    public sealed record NetworkUp(NetworkParameters Parameters) : PppEffect;

    /// <summary>Payload of this family must stop.</summary>
    public sealed record NetworkDown(NetworkFamily Family) : PppEffect;

    /// <summary>The session is over, the call may be cleared. Nothing follows; timers that still run are void.</summary>
    public sealed record Terminated(PppEnd End) : PppEffect;
}
