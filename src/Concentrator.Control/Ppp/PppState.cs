using System.Collections.Immutable;
using System.Net;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>Where one PPP session stands. Immutable but to the turn that makes it: <see cref="PppMachine"/> changes a copy of what it is given.</summary>
public sealed record PppState
{
    public static readonly PppState Initial = new();

    public PppPhase Phase { get; internal set; }

    /// <summary>The peer's name, once it has proved it.</summary>
    public string? User { get; internal set; }

    /// <summary>What LCP agreed upon, while it is open.</summary>
    public LinkParameters? Link { get; internal set; }

    /// <summary>What IPCP agreed upon, while it is open.</summary>
    public Ipv4Parameters? Ipv4 { get; internal set; }

    /// <summary>What IPV6CP agreed upon, while it is open.</summary>
    public Ipv6Parameters? Ipv6 { get; internal set; }

    /// <summary>Why the session ended or is about to; null while nothing speaks against it.</summary>
    public PppEnd? End { get; internal set; }

    /// <summary>Whether IPV6CP is open and IPCP may be yet: they race, and who waits for the session would like to know its IPv4 address.</summary>
    public bool AwaitsIpv4(PppSettings settings) =>
        this is { Ipv6: not null, Ipv4: null } && (settings.NetworksElsewhere || (settings.Ipv4 && Ipcp.IsAlive));

    internal Negotiation Lcp { get; set; } = new();

    internal Negotiation Ipcp { get; set; } = new();

    internal Negotiation Ipv6cp { get; set; } = new();

    /// <summary>Methods that the peer would not authenticate by.</summary>
    internal ImmutableArray<AuthMethod> RefusedMethods { get; set; } = [];

    /// <summary>Configure-Requests in a row that carried our own magic number.</summary>
    internal int OwnMagicSeen { get; set; }

    internal int EchoesUnanswered { get; set; }

    /// <summary>No Echo-Requests are sent.</summary>
    internal bool IsHeld { get; set; }

    /// <summary>With <see cref="PppSettings.HandsOver"/>: the peer's first LCP Configure-Request, for an LNS that wants to know.</summary>
    internal ImmutableArray<PppOption>? InitialRequest { get; set; }

    /// <summary>What the peer has shown the LAC, and need not show again though LCP begins anew; judged when LCP is open.</summary>
    internal ProxiedProof? ShownToLac { get; set; }

    /// <summary>What the LAC's line wants and allows.</summary>
    internal LineTerms Line { get; set; } = LineTerms.Unknown;

    /// <summary>The peer proves itself to us; null when it need not, or not yet.</summary>
    internal PeerProof? PeerProof { get; set; }

    /// <summary>How often the peer was let try again. It is no more often because LCP has begun anew.</summary>
    internal int Retries { get; set; }

    /// <summary>We prove ourselves to the peer; null when we need not, or not yet.</summary>
    internal OwnProof? OwnProof { get; set; }

    /// <summary>What the peer has said of the network phase while our verdict is missing; null: nothing.</summary>
    internal EarlyRequests? Early { get; set; }

    internal AddressGrant? Grant { get; set; }

    /// <summary>What the shell was asked and has not answered yet. Outlives a renegotiation of LCP, as the answer will.</summary>
    internal PppEffect.RequestAddress? AddressQuestion { get; set; }

    /// <summary>The peer's latest IPCP Configure-Request, kept until there is an address to judge it by.</summary>
    internal PppPacket? HeldIpcpRequest { get; set; }

    internal bool IsOver => Phase is PppPhase.Dead && End is not null;
}

/// <summary>The addresses that the shell found, and for whom: another user must not inherit them.</summary>
internal sealed record AddressGrant(string? User, IPAddress Peer, IPAddress Local);
