using System.ComponentModel.DataAnnotations;
using System.Net;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Node.Configuration;

/// <summary>PPP on the calls of a profile.</summary>
public sealed record PppOptions
{
    /// <summary>Who speaks PPP: "embedded" (this process, on TUN) or "pppd" (a process per call, on a pty). Default: embedded.</summary>
    public PppEngine Engine { get; init; } = PppEngine.Embedded;

    /// <summary>What we call ourselves in CHAP, and the server column of chap-secrets and pap-secrets. Default: the tunnel's host name.</summary>
    public string? Name { get; init; }

    /// <summary>"mschapv2", "chap", "pap", the best first: as LNS what the peer is asked for (empty: nothing), as dialer what we are willing to do. Default: all three.</summary>
    public AuthMethod[] Authentication { get; init; } =
        [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap];

    /// <summary>As LNS, of a peer that proves itself by MS-CHAPv2: so often it may ask its user for another password after a wrong one (RFC 2759 section 6), each time for as long as authenticationTimeout says, and all within setupTimeout. A pppd that authenticates never lets it. Default: 0.</summary>
    [Range(0, 10)]
    public int AuthenticationRetries { get; init; }

    /// <summary>As LNS, of what a LAC has negotiated with the subscriber: "terms" (its LCP is taken if it meets this profile's MRU and authentication), "accept" (as it is), "renegotiate" (LCP begins anew, credentials shown to the LAC count), "distrust" (nothing counts). Default: terms.</summary>
    public ProxyPolicy Proxy { get; init; }

    /// <summary>Our MRU in octets. Default: what fits the outer path unfragmented.</summary>
    [Range(128, 16_384)]
    public int? Mru { get; init; }

    /// <summary>Our IPv4 address. Default: as LNS tun.address, as dialer what the LNS assigns.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Name servers for the peer, at most two. Default: none.</summary>
    public IPAddress[] Dns { get; init; } = [];

    /// <summary>NetBIOS name servers for the peer, at most two. Default: none.</summary>
    public IPAddress[] Nbns { get; init; } = [];

    /// <summary>Offers IPV6CP beside IPCP. Default: true.</summary>
    public bool Ipv6 { get; init; } = true;

    /// <summary>Tells the peer that it may leave out address and control field. Default: true.</summary>
    public bool Acfc { get; init; } = true;

    /// <summary>Tells the peer that it may shorten the protocol field. Default: true.</summary>
    public bool Pfc { get; init; } = true;

    /// <summary>Control characters that the peer is to escape, a bit each (0x000a0000). Default: none is asked for, since L2TP is transparent.</summary>
    public uint? Accm { get; init; }

    /// <summary>Lowers the MSS of TCP connections to what fits the link. Default: true.</summary>
    public bool ClampMss { get; init; } = true;

    /// <summary>Interval of LCP Echo-Requests; 0: none are sent. Default: 30s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan EchoInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Unanswered Echo-Requests in a row after which the link is lost. Default: 4.</summary>
    [Range(1, 100)]
    public int EchoFailures { get; init; } = 4;

    /// <summary>Restart timer of LCP, IPCP and IPV6CP (RFC 1661 section 4.6). Default: 3s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan RestartTimer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Requests without an answer before we give up (RFC 1661 section 4.6). Default: 10.</summary>
    [Range(1, 255)]
    public int MaxConfigure { get; init; } = 10;

    /// <summary>Terminate-Requests without an answer before we give up (RFC 1661 section 4.6). Default: 2.</summary>
    [Range(1, 255)]
    public int MaxTerminate { get; init; } = 2;

    /// <summary>Naks before options are rejected instead (RFC 1661 section 4.6). Default: 5.</summary>
    [Range(1, 255)]
    public int MaxFailure { get; init; } = 5;

    /// <summary>Time for LCP to open. Default: 30s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LcpTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for authentication. Default: 30s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for the first network protocol to open after that. Default: 30s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for the whole set-up of a call, from its connection (ICCN, OCCN) until a network protocol is open. Default: 90s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A new CHAP Challenge this long after each success; 0: never. Default: 0s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan Rechallenge { get; init; }

    /// <summary>The pppd of engine "pppd".</summary>
    public PppdOptions Pppd { get; init; } = new();
}

/// <summary>The pppd of engine "pppd".</summary>
public sealed record PppdOptions
{
    /// <summary>The program. Default: /usr/sbin/pppd.</summary>
    public string Path { get; init; } = "/usr/sbin/pppd";

    /// <summary>As LNS: pppd itself authenticates subscribers, by its own secrets files or plugins (which MPPE needs); else this node does, by secrets and users as with engine "embedded". Default: false.</summary>
    public bool Authenticates { get; init; }

    /// <summary>File of options that pppd reads before those that this node adds. Default: none.</summary>
    public string? OptionsFile { get; init; }

    /// <summary>Further words of its command line, the last to have their say. Default: none.</summary>
    public string[] Arguments { get; init; } = [];
}
