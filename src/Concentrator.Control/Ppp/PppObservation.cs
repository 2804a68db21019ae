using System.Collections.Immutable;
using System.Net;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>Which end of a call said something.</summary>
public enum PppSide
{
    /// <summary>Ours: the pppd of this node.</summary>
    Local,
    Peer,
}

/// <summary>
/// What can be told of a PPP conversation that others hold, by watching its negotiation go by: nothing is kept but what one side has asked for
/// last and the other acknowledged, since that is what they go by. Frames that are malformed or lost teach nothing.
/// </summary>
/// <param name="Subscriber">The side that proves who it is: the peer of an LNS, ourselves as client.</param>
public sealed record PppObservation(PppSide Subscriber)
{
    /// <summary>What one of the two has told of it.</summary>
    public static PppObservation Told(PppSide subscriber, string? user, IPAddress local, IPAddress peer) => new(subscriber)
    {
        User = user, Ipcp = new PppAgreement([IpcpOptions.Address.Of(local)], [IpcpOptions.Address.Of(peer)]),
    };

    public PppAgreement Lcp { get; private init; }

    public PppAgreement Ipcp { get; private init; }

    public PppAgreement Ipv6cp { get; private init; }

    /// <summary>Who the subscriber says they are.</summary>
    private string? Claimed { get; init; }

    /// <summary>The subscriber, once the other side has accepted the proof.</summary>
    public string? User { get; private init; }

    /// <summary>How the subscriber is to prove who they are: an option of the other side's Configure-Request (RFC 1661 section 6.2).</summary>
    public AuthMethod? Method => Lcp.Of(Other(Subscriber)) is { } options && options.Has(LcpOptions.Authentication)
        ? options.Get(LcpOptions.Authentication, default)
        : null;

    /// <summary>The largest packet that the peer takes, octets.</summary>
    public int? PeerMru => Lcp.IsOpen ? Lcp.Peer!.Value.Get(LcpOptions.Mru, LcpOptions.DefaultMru) : null;

    /// <summary>Null while LCP is not open.</summary>
    public LinkParameters? Link => Lcp is { Local: { } local, Peer: { } peer }
        ? new LinkParameters(
            peer.Get(LcpOptions.Mru, LcpOptions.DefaultMru), peer.Has(LcpOptions.Acfc), peer.Has(LcpOptions.Pfc),
            peer.Get(LcpOptions.Accm, LcpOptions.DefaultAccm), local.Get(LcpOptions.Accm, LcpOptions.DefaultAccm))
        : null;

    public IPAddress? LocalAddress => Ipcp.Local?.Get(IpcpOptions.Address, null!);

    public IPAddress? PeerAddress => Ipcp.Peer?.Get(IpcpOptions.Address, null!);

    /// <summary>0 before IPV6CP is open.</summary>
    public ulong LocalInterfaceId => Ipv6cp.Local?.Get(Ipv6cpOptions.InterfaceId, 0ul) ?? 0;

    /// <summary>0 before IPV6CP is open.</summary>
    public ulong PeerInterfaceId => Ipv6cp.Peer?.Get(Ipv6cpOptions.InterfaceId, 0ul) ?? 0;

    /// <summary>Whether packets of some network protocol may flow.</summary>
    public bool IsUp => Ipcp.IsOpen || Ipv6cp.IsOpen;

    public PppPhase Phase => this switch
    {
        { Lcp.IsOpen: false } => PppPhase.Establish,
        { Method: not null, User: null } => PppPhase.Authenticate,
        _ => PppPhase.Network,
    };

    /// <summary>What is known after one more frame.</summary>
    public PppObservation On(PppSide sender, ushort protocol, ReadOnlyMemory<byte> frame)
    {
        if (!PppPacket.TryParse(frame, out var packet))
            return this;
        switch (protocol)
        {
            case PppProtocol.Lcp:
                // What LCP carried falls with it (RFC 1661 section 3.4).
                var lcp = Lcp.On(sender, packet);
                return lcp.IsOpen ? this with { Lcp = lcp } : new PppObservation(Subscriber) { Lcp = lcp };
            case PppProtocol.Ipcp:
                return this with { Ipcp = Ipcp.On(sender, packet) };
            case PppProtocol.Ipv6cp:
                return this with { Ipv6cp = Ipv6cp.On(sender, packet) };
            case PppProtocol.Pap or PppProtocol.Chap:
                return (sender == Subscriber ? Claim(protocol, packet) : null) is { } name ? this with { Claimed = name }
                    : sender != Subscriber && IsAccepted(protocol, packet) ? this with { User = Claimed }
                    : this;
            default:
                return this;
        }
    }

    internal static PppSide Other(PppSide side) => side == PppSide.Local ? PppSide.Peer : PppSide.Local;

    private static string? Claim(ushort protocol, PppPacket packet) => protocol switch
    {
        PppProtocol.Pap when packet.Code == (byte)PapCode.AuthenticateRequest && PapRequest.TryParse(packet.Data.Span, out var request) => request.PeerId,
        PppProtocol.Chap when packet.Code == (byte)ChapCode.Response && ChapValue.TryParse(packet.Data.Span, out var response) => response.Name,
        _ => null,
    };

    private static bool IsAccepted(ushort protocol, PppPacket packet) =>
        packet.Code == (protocol == PppProtocol.Pap ? (byte)PapCode.AuthenticateAck : (byte)ChapCode.Success);
}

/// <summary>The options of each side that the other has acknowledged; null where it has not yet, or where they are under negotiation again.</summary>
public readonly record struct PppAgreement(ImmutableArray<PppOption>? Local, ImmutableArray<PppOption>? Peer)
{
    public bool IsOpen => Local is not null && Peer is not null;

    public ImmutableArray<PppOption>? Of(PppSide side) => side == PppSide.Local ? Local : Peer;

    internal PppAgreement On(PppSide sender, PppPacket packet) => (LcpCode)packet.Code switch
    {
        LcpCode.ConfigureRequest => With(sender, null),
        LcpCode.ConfigureAck when PppOptionList.TryParse(packet.Data.Span, out var options) => With(PppObservation.Other(sender), options),
        LcpCode.TerminateRequest => default,
        _ => this,
    };

    private PppAgreement With(PppSide side, ImmutableArray<PppOption>? options) =>
        side == PppSide.Local ? this with { Local = options } : this with { Peer = options };
}
