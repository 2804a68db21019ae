using System.ComponentModel.DataAnnotations;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Configuration;

/// <summary>The tunnels of a profile.</summary>
public sealed record TunnelOptions
{
    /// <summary>Characters of a text that goes into an AVP: 1017 octets are its limit (RFC 2661 section 4.1), and old peers have less room.</summary>
    internal const int LongestText = 200;

    /// <summary>What we call ourselves in the Host Name AVP, and the first column of l2tp-secrets. Default: node.name.</summary>
    [MaxLength(LongestText)]
    public string? HostName { get; init; }

    /// <summary>What we say in the Vendor Name AVP. Default: Concentrator.</summary>
    [MaxLength(LongestText)]
    public string VendorName { get; init; } = "Concentrator";

    /// <summary>File whose first word is the secret shared with every peer of this profile. Default: none; secrets.l2tp is asked.</summary>
    public string? SecretFile { get; init; }

    /// <summary>The peer must prove that it knows the secret. A peer's own challenge is always answered. Default: false.</summary>
    public bool Challenge { get; init; }

    /// <summary>Hides all AVPs that may be hidden, where there is a secret to do it with, but for those of SCCRQ and SCCRP; a subscriber's credentials always are then. Default: false.</summary>
    public bool HideAvps { get; init; }

    /// <summary>Silence after which a HELLO is sent; 0: none is. Default: 60s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan Hello { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The silence doubles with each HELLO up to this, while nothing but their answers is heard; 0: it is always hello. Default: 0s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan LongestHello { get; init; }

    /// <summary>Control messages that the peer may have under way to us. Default: 16.</summary>
    [Range(1, 1024)]
    public int ReceiveWindow { get; init; } = 16;

    /// <summary>Time from the first SCCRQ until the tunnel must be established. Default: 60s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time from ICRQ or OCRQ until ICCN or OCCN. Default: 30s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CallSetupTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Follows a peer whose address or port changes in mid-tunnel, once its control channel has proved it. Default: false.</summary>
    public bool FollowNatRebinding { get; init; }

    /// <summary>Of a dialer: when the peer opens a tunnel to us at the same moment, only one of the two is to come up. Default: false.</summary>
    public bool TieBreaker { get; init; }

    /// <summary>The data messages of its calls.</summary>
    public DataOptions Data { get; init; } = new();

    /// <summary>Of an LNS: LACs are told that we take notice of modems on hold, whose calls then are not asked by echoes. Default: false.</summary>
    public bool ModemOnHold { get; init; }

    /// <summary>As LAC: LNSs are told which LCP options the line of a call wants and allows (RFC 3437), for PPPoE hosts and outgoing calls. Default: false.</summary>
    public bool TellLcpOptions { get; init; }

    /// <summary>How packets are marked.</summary>
    public DscpOptions Dscp { get; init; } = new();

    /// <summary>The clock of the reliable channel.</summary>
    public RetransmissionOptions Retransmission { get; init; } = new();
}

/// <summary>The data messages of a tunnel's calls.</summary>
public sealed record DataOptions
{
    /// <summary>When data messages are numbered: "never" (as LAC: while the LNS does), "negotiation" (as LNS: until payload flows) or "always" (as LAC: the LNS must, too). Default: never.</summary>
    public SequencingPolicy Sequencing { get; init; } = SequencingPolicy.Never;

    /// <summary>How long a numbered message that came early is held for those before it, so that all are passed on in order; 0: not at all. Default: 0s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan ReorderTimeout { get; init; }

    /// <summary>How many numbers ahead a message may be to be held; what is further ahead gives up what is missing. Default: 64.</summary>
    [Range(2, 1024)]
    public int ReorderWindow { get; init; } = 64;

    /// <summary>Sets the P bit on what negotiates PPP or keeps it alive, for peers to prefer. Default: true.</summary>
    public bool Priority { get; init; } = true;

    /// <summary>Octets of padding (Offset Size) that we put in front of the payload; 0: none, and no such field. Default: 0.</summary>
    [Range(0, 16)]
    public int Offset { get; init; }
}

/// <summary>How packets are marked, and what is agreed upon with the peer about it (RFC 3308).</summary>
public sealed record DscpOptions
{
    /// <summary>Differentiated services code point of control messages; -1: as udp.dscp. Default: -1.</summary>
    [Range(-1, 63)]
    public int Control { get; init; } = -1;

    /// <summary>Differentiated services code point of data messages; -1: as udp.dscp. Default: -1.</summary>
    [Range(-1, 63)]
    public int Data { get; init; } = -1;

    /// <summary>Asks the peer to mark its packets likewise. Default: false.</summary>
    public bool Ask { get; init; }

    /// <summary>Code points that the peer may ask for; another one is answered with ours. Default: none, the peer is not answered.</summary>
    public int[] Accept { get; init; } = [];
}

/// <summary>The clock of the reliable channel: the time-out follows the measured round trip and doubles.</summary>
public sealed record RetransmissionOptions
{
    /// <summary>The time-out follows the measured round trip (RFC 6298); else it begins with initial for each message, and doubles. Default: true.</summary>
    public bool Adaptive { get; init; } = true;

    /// <summary>Time-out before the first measurement. Default: 1s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Shortest time-out. Default: 200ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Minimum { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest time-out; at least 8 s, as RFC 2661 section 5.8 asks. Default: 8s.</summary>
    [Range(typeof(TimeSpan), "00:00:08", "00:05:00")]
    public TimeSpan Maximum { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Retransmissions after which a peer is given up. Default: 5.</summary>
    [Range(1, 100)]
    public int Retries { get; init; } = 5;

    /// <summary>A peer is not given up sooner than this. Default: 31s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(31);
}
