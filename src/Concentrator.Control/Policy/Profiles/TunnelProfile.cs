using Concentrator.Control.Policy.Secrets;

namespace Concentrator.Control.Policy.Profiles;

/// <summary>How this node behaves on the tunnels of a profile.</summary>
public sealed record TunnelProfile
{
    /// <summary>What this node calls itself in the Host Name AVP (RFC 2661 section 4.4.3), and the first column of l2tp-secrets.</summary>
    public required string HostName { get; init; }

    /// <summary>The Host Name that an LNS must have when we open a tunnel to it; null: any.</summary>
    public string? PeerName { get; init; }

    /// <summary>When we open a tunnel: an LNS by one of these Host Names is this very node.</summary>
    public ValueList<string> OwnNames { get; init; } = [];

    /// <summary>Vendor Name AVP (RFC 2661 section 4.4.3).</summary>
    public string VendorName { get; init; } = "Concentrator";

    /// <summary>The secret shared with every peer of this profile. Null: l2tp-secrets is asked, by both host names.</summary>
    public Secret? Secret { get; init; }

    /// <summary>The peer must prove that it knows the secret (RFC 2661 section 5.1.1). A peer's own challenge is always answered.</summary>
    public bool Challenge { get; init; }

    /// <summary>Hides all AVPs that may be hidden (RFC 2661 section 4.3), where there is a secret to do it with, from the SCCCN on; a subscriber's LCP and credentials always are then.</summary>
    public bool HideAvps { get; init; }

    /// <summary>Silence after which a HELLO is sent (RFC 2661 section 6.5). Null: none is sent.</summary>
    public TimeSpan? Hello { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// While nothing but the answers to them is heard, HELLOs come ever less often, up to this silence. Null: they always come after <see cref="Hello"/>.
    /// </summary>
    public TimeSpan? LongestHello { get; init; }

    /// <summary>Receive Window Size (RFC 2661 section 4.4.3): messages that the peer may have under way to us.</summary>
    public ushort ReceiveWindow { get; init; } = 16;

    /// <summary>Time from the first SCCRQ until the tunnel must be established.</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time from ICRQ or OCRQ until ICCN or OCCN.</summary>
    public TimeSpan CallSetupTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public DataProfile Data { get; init; } = new();

    public DiffServ DiffServ { get; init; } = new();

    /// <summary>LACs are told that we take MDMST messages (RFC 3573 section 2.2).</summary>
    public bool ModemOnHold { get; init; }

    /// <summary>As LAC, LNSs are told what LCP options the line of a call wants and allows (RFC 3437).</summary>
    public bool TellLcpOptions { get; init; }

    public Retransmission Retransmission { get; init; } = new();

    /// <summary>A peer whose address or port changes in mid-tunnel is followed once its control channel has proved it.</summary>
    public bool FollowNatRebinding { get; init; }

    /// <summary>Our SCCRQs carry a Tie Breaker, so that of two that cross only one makes a tunnel (RFC 2661 section 4.4.3).</summary>
    public bool TieBreaker { get; init; }
}

/// <summary>
/// The clock of the reliable channel (RFC 2661 section 5.8): the time-out follows the measured round trip (RFC 6298) within
/// <see cref="Minimum"/> and <see cref="Maximum"/>. A peer is given up after <see cref="Retries"/> retransmissions, and no
/// sooner than <see cref="GiveUpAfter"/>.
/// </summary>
public sealed record Retransmission
{
    /// <summary>The time-out follows the measured round trip; else it is <see cref="Initial"/> for each message, and doubled from there.</summary>
    public bool Adaptive { get; init; } = true;

    /// <summary>Time-out before the first measurement.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Minimum { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>At least 8 s, as RFC 2661 section 5.8 asks.</summary>
    public TimeSpan Maximum { get; init; } = TimeSpan.FromSeconds(8);

    public int Retries { get; init; } = 5;

    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(31);
}

/// <summary>The data messages of a tunnel's calls (RFC 2661 sections 3.1 and 5.4).</summary>
public sealed record DataProfile
{
    public SequencingPolicy Sequencing { get; init; }

    /// <summary>How long a message that came early is held for those before it. Zero: none is.</summary>
    public TimeSpan ReorderTimeout { get; init; }

    /// <summary>How far ahead a message may be to be held.</summary>
    public int ReorderWindow { get; init; } = 64;

    /// <summary>The P bit on what negotiates PPP or keeps it alive.</summary>
    public bool Priority { get; init; } = true;

    /// <summary>Octets of padding; null: no Offset Size field.</summary>
    public ushort? Offset { get; init; }

    /// <summary>Octets that a data message may have in front of the PPP frame: flags and ids, Length, Ns and Nr, Offset Size and padding.</summary>
    public int LargestHeader => 12 + (Offset is { } offset ? 2 + offset : 0);
}

/// <summary>When data messages carry sequence numbers, as far as it is ours to say (RFC 2661 section 5.4).</summary>
public enum SequencingPolicy
{
    /// <summary>As LAC: while the LNS sends them.</summary>
    Never,

    /// <summary>As LNS: until payload flows, which IP does not need them for. As LAC the same as never.</summary>
    Negotiation,

    /// <summary>As LNS sent, as LAC required by ICCN or OCCN.</summary>
    Always,
}
