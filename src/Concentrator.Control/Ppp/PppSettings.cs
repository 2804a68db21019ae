using System.Collections.Immutable;
using System.Net;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>Which end of the link we are, as far as addresses go.</summary>
public enum PppRole
{
    /// <summary>We know both addresses and give the peer its own (LNS).</summary>
    Server,

    /// <summary>We ask for ours (LAC that is its own client).</summary>
    Client,
}

/// <summary>Our name and password towards a peer that wants us to authenticate.</summary>
public sealed record PppLogin(string User, string Password)
{
    public override string ToString() => $"{User}:***";
}

/// <summary>
/// The settings of a session: shared by all sessions of a profile, passed with every event, so a change takes effect at once.
/// </summary>
public sealed record PppSettings
{
    public static readonly PppSettings Default = new();

    /// <summary>Default: server.</summary>
    public PppRole Role { get; init; }

    /// <summary>Largest packet that we take, announced to the peer, and that we send. Octets. Default: 1400.</summary>
    public ushort Mru { get; init; } = 1400;

    /// <summary>A peer that announces less than this is asked for <see cref="Mru"/> instead. Octets. Default: 128.</summary>
    public ushort LowestPeerMru { get; init; } = 128;

    /// <summary>A peer that announces more than this is asked for this instead. Octets. Default: no limit.</summary>
    public ushort LargestPeerMru { get; init; } = ushort.MaxValue;

    /// <summary>
    /// The link is a PPPoE session: there is no address and control field, and nothing to be escaped, so neither side asks for ACFC or ACCM, nor do
    /// we for PFC (RFC 2516 section 7). Default: false.
    /// </summary>
    public bool IsOverEthernet { get; init; }

    /// <summary>Tell the peer that it may leave out address and control field. Default: true.</summary>
    public bool Acfc { get; init; } = true;

    /// <summary>Tell the peer that it may shorten the protocol field. Default: true.</summary>
    public bool Pfc { get; init; } = true;

    /// <summary>
    /// Control characters that the peer must escape; null leaves the option out. Default: null, since L2TP is transparent.
    /// </summary>
    public uint? Accm { get; init; }

    /// <summary>How the peer may authenticate to us, best first; empty: it need not. Default: empty.</summary>
    public ImmutableArray<AuthMethod> PeerAuthentication { get; init; } = [];

    /// <summary>What is taken over of a LAC's negotiation. Default: what meets our terms.</summary>
    public ProxyPolicy Proxy { get; init; }

    /// <summary>
    /// We are the LAC: a peer that has shown its credentials, or need not, is not judged but handed over to an LNS as it stands. Default: false.
    /// </summary>
    public bool HandsOver { get; init; }

    /// <summary>Whether a peer that refuses every method above is turned away. Default: true.</summary>
    public bool AuthenticationRequired { get; init; } = true;

    /// <summary>
    /// So often the peer may try again after a wrong password by MS-CHAPv2 (RFC 2759 section 6), each time for <see cref="AuthenticationTimeout"/>. Default: 0.
    /// </summary>
    public int AuthenticationRetries { get; init; }

    /// <summary>Our name in CHAP Challenges. Default: "concentrator".</summary>
    public string LocalName { get; init; } = "concentrator";

    /// <summary>A new CHAP Challenge this long after each success (RFC 1994 section 2); null: never. Default: null.</summary>
    public TimeSpan? Rechallenge { get; init; }

    /// <summary>Who we are towards a peer that wants to know; null: we refuse to authenticate. Default: null.</summary>
    public PppLogin? Login { get; init; }

    /// <summary>How we are willing to authenticate, best first. Default: MS-CHAPv2, CHAP-MD5, PAP.</summary>
    public ImmutableArray<AuthMethod> OwnAuthentication { get; init; } = [AuthMethod.MsChapV2, AuthMethod.ChapMd5, AuthMethod.Pap];

    /// <summary>
    /// The network phase is another's, a pppd's: this machine does LCP and authentication, and is told which networks come up. Default: false.
    /// </summary>
    public bool NetworksElsewhere { get; init; }

    /// <summary>Default: true.</summary>
    public bool Ipv4 { get; init; } = true;

    /// <summary>Default: false.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>
    /// Our IPv4 address; as client the one to ask for. Default: 0.0.0.0, which a server keeps to itself and a client asks to be given.
    /// </summary>
    public IPAddress LocalAddress { get; init; } = IPAddress.Any;

    /// <summary>Name servers for the peer, two at most are used; only as server. Default: none.</summary>
    public ImmutableArray<IPAddress> Dns { get; init; } = [];

    /// <summary>NetBIOS name servers for the peer, two at most are used; only as server. Default: none.</summary>
    public ImmutableArray<IPAddress> Nbns { get; init; } = [];

    /// <summary>Ask the server for name servers; only as client. Default: true.</summary>
    public bool RequestDns { get; init; } = true;

    /// <summary>An Echo-Request this often once LCP is open; zero: never. Default: 30 s.</summary>
    public TimeSpan EchoInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The session ends when so many Echo-Requests in a row were not answered. Default: 4.</summary>
    public int EchoFailures { get; init; } = 4;

    /// <summary>Restart timer (RFC 1661 section 4.6). Default: 3 s.</summary>
    public TimeSpan RestartTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Configure-Requests, Challenges and PAP requests without an answer before we give up (RFC 1661 section 4.6). Default: 10.
    /// </summary>
    public int MaxConfigure { get; init; } = 10;

    /// <summary>Terminate-Requests without an answer before we give up (RFC 1661 section 4.6). Default: 2.</summary>
    public int MaxTerminate { get; init; } = 2;

    /// <summary>Configure-Naks sent without agreement before options are rejected instead (RFC 1661 section 4.6). Default: 5.</summary>
    public int MaxFailure { get; init; } = 5;

    /// <summary>How long LCP may take. Default: 40 s.</summary>
    public TimeSpan LcpTimeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long authentication may take. Default: 40 s.</summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long it may take until one network protocol is up. Default: 40 s.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(40);
}
