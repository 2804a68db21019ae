using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Policy.Profiles;

/// <summary>Who speaks PPP on a call.</summary>
public enum PppEngine
{
    /// <summary>This process; packets go to a TUN device.</summary>
    Embedded,

    /// <summary>A pppd process on a pty, one per call.</summary>
    Pppd,
}

/// <summary>What is negotiated on the calls of a profile, whichever side of PPP we are.</summary>
public sealed record PppProfile
{
    public PppEngine Engine { get; init; }

    /// <summary>What we call ourselves in CHAP, and the server column of chap-secrets and pap-secrets.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// As authenticator (LNS): what the peer is asked for, the best first, falling back on its Nak; empty: no authentication.
    /// As peer (LAC client): what we are willing to do.
    /// </summary>
    public ValueList<AuthMethod> Authentication { get; init; } =
        [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap];

    /// <summary>As LNS: so often a peer may try again after a wrong password by MS-CHAPv2 (RFC 2759 section 6).</summary>
    public int AuthenticationRetries { get; init; }

    /// <summary>As LNS: what is taken over of what a LAC has negotiated with the subscriber.</summary>
    public ProxyPolicy Proxy { get; init; }

    /// <summary>Our MRU in octets. Null: what fits the outer path unfragmented.</summary>
    public int? Mru { get; init; }

    /// <summary>Our end of the calls. Null as LNS: the address of the node's TUN device; null as client: what the LNS assigns to us.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>At most two (RFC 1877).</summary>
    public ValueList<IPAddress> Dns { get; init; } = [];

    /// <summary>At most two (RFC 1877).</summary>
    public ValueList<IPAddress> Nbns { get; init; } = [];

    /// <summary>Offers IPV6CP beside IPCP.</summary>
    public bool Ipv6 { get; init; } = true;

    /// <summary>Tells the peer that it may leave out address and control field (RFC 1661 section 6.6).</summary>
    public bool Acfc { get; init; } = true;

    /// <summary>Tells the peer that it may shorten the protocol field (RFC 1661 section 6.5).</summary>
    public bool Pfc { get; init; } = true;

    /// <summary>Control characters that the peer is to escape (RFC 1662 section 7.1). Null: we do not ask.</summary>
    public uint? Accm { get; init; }

    /// <summary>Interval of LCP Echo-Requests. Null: none are sent.</summary>
    public TimeSpan? EchoInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Unanswered Echo-Requests in a row after which the link is lost.</summary>
    public int EchoFailures { get; init; } = 4;

    /// <summary>The Restart timer (RFC 1661 section 4.6).</summary>
    public TimeSpan RestartTimer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Max-Configure (RFC 1661 section 4.6).</summary>
    public int MaxConfigure { get; init; } = 10;

    /// <summary>Max-Terminate (RFC 1661 section 4.6).</summary>
    public int MaxTerminate { get; init; } = 2;

    /// <summary>Max-Failure (RFC 1661 section 4.6).</summary>
    public int MaxFailure { get; init; } = 5;

    /// <summary>Time for LCP to open.</summary>
    public TimeSpan LcpTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for authentication once LCP is open.</summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for the first network protocol to open once the peer is authenticated.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for the whole set-up of a call, from its connection (ICCN, OCCN) until a network protocol is open.</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A new CHAP Challenge this long after each success (RFC 1994 section 2). Null: never.</summary>
    public TimeSpan? Rechallenge { get; init; }

    /// <summary>Lowers the MSS of TCP connections to what fits the link.</summary>
    public bool ClampMss { get; init; } = true;

    public PppdProfile Pppd { get; init; } = new();
}

/// <summary>The pppd of <see cref="PppEngine.Pppd"/>.</summary>
public sealed record PppdProfile
{
    public string Path { get; init; } = "/usr/sbin/pppd";

    /// <summary>
    /// As LNS: pppd does LCP and authentication too, by its own secrets files and plugins. False: this node does, by its own secrets, and pppd does
    /// what comes after.
    /// </summary>
    public bool Authenticates { get; init; }

    /// <summary>Given to pppd as `file`, before the options that this node adds; null: none.</summary>
    public string? OptionsFile { get; init; }

    /// <summary>Further words of its command line, the last to have their say.</summary>
    public ValueList<string> Arguments { get; init; } = [];
}
