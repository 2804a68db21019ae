using Akka.Actor;

namespace Concentrator.Actors.Operations;

/// <summary>A tunnel as an operator sees it (`show tunnels`).</summary>
/// <param name="State">The machine's state in the RFC's words: wait-ctl-reply, wait-ctl-conn, established, closing.</param>
/// <param name="RttMilliseconds">Smoothed round trip of the control channel; null before the first measurement.</param>
public sealed record TunnelStatus(
    int TunnelId, int PeerTunnelId, string State, string Role, string Profile, string Peer, string Local, string PeerHostName, string PeerVendor,
    int Sessions, int Ns, int Nr, int PeerWindow, double CongestionWindow, int Unacknowledged, int Queued, long Retransmissions,
    double? RttMilliseconds, double RtoMilliseconds, double UptimeSeconds) : INoSerializationVerificationNeeded
{
    /// <summary>What the peer can take up again after a failure of its own (RFC 4951); null: nothing that it said.</summary>
    public string? PeerFailover { get; init; }

    /// <summary>The peer, an LNS, wants to know of modems on hold (RFC 3573).</summary>
    public bool PeerTakesModemStatus { get; init; }
}

/// <summary>A session as an operator sees it (`show sessions`).</summary>
/// <param name="State">Call state in the RFC's words, then the PPP phase once the call is connected.</param>
/// <param name="SwitchedWith">Engine "switch": the call's other half, as "tunnel/session", or what else it comes from.</param>
public sealed record SessionStatus(
    int TunnelId, int SessionId, int PeerSessionId, string State, string Engine, string Profile, string? User, string? Address, string Peer,
    string? CallingNumber, string? CalledNumber, string? Interface, int? Mru, string? Authentication, string? SwitchedWith,
    ulong RxPackets, ulong RxBytes, ulong TxPackets, ulong TxBytes, double UptimeSeconds) : INoSerializationVerificationNeeded
{
    /// <summary>What the messages of L2TP said of the call; null before it is connected.</summary>
    public CallStatus? Call { get; init; }

    public SequencingStatus? Sequencing { get; init; }

    /// <summary>The group whose routing domain the subscriber is in; null: the node's own.</summary>
    public string? Group { get; init; }
}

/// <summary>The sequence numbers of a session's data messages (`show sessions`).</summary>
/// <param name="Sent">Whether ours carry them now.</param>
/// <param name="Lost">Of the peer's: given up, late ones among them.</param>
/// <param name="Restored">Of the peer's: came early and were passed on in order.</param>
public sealed record SequencingStatus(bool Sent, long Lost, long Late, long Duplicates, long Restored);

/// <summary>A pool of addresses (`show pools`).</summary>
/// <param name="Group">The group that it belongs to; null: none.</param>
public sealed record PoolStatus(string Name, string Ranges, long Size, long Leased, long Remembered, string? Group = null) : INoSerializationVerificationNeeded;

/// <summary>A group of subscribers with a routing domain of their own (`show groups`).</summary>
/// <param name="Namespace">Null: the node's.</param>
/// <param name="Filter">"none", "inForce", "outdated" (the rules of before are in force), or "closed": no call is served.</param>
/// <param name="FilterError">Why the rules that should be in force are not.</param>
public sealed record GroupStatus(string Name, string? Namespace, string Interface, string? Address, string? Pool, string Filter, string? FilterError) : INoSerializationVerificationNeeded;

/// <summary>A configured outgoing connection (`show dialers`).</summary>
public sealed record DialerStatus(string Name, string State, string? Lns, int? TunnelId, int SessionsUp, int SessionsWanted, int Attempts, string? LastError) : INoSerializationVerificationNeeded;

/// <summary>A PPPoE session (`show pppoe`).</summary>
/// <param name="MaxPayload">Largest PPP payload that discovery allowed, octets.</param>
/// <param name="TunnelId">Of its call, once that is connected.</param>
/// <param name="RxPackets">From the host.</param>
public sealed record PppoeStatus(
    string Interface, int PppoeSessionId, string Host, string State, string Service, string? User, string? CircuitId, string? RemoteId, string? Target,
    int? TunnelId, int? SessionId, int MaxPayload, ulong RxPackets, ulong RxBytes, ulong TxPackets, ulong TxBytes, double UptimeSeconds)
    : INoSerializationVerificationNeeded;

/// <summary>The end of a tunnel or call (`show history`), newest first.</summary>
/// <param name="Kind">"tunnel", "session", or "pppoe" for that of a host, whose tunnel is that of its call (0: it had none) and whose session PPPoE's.</param>
/// <param name="Profile">Of "pppoe" the interface.</param>
public sealed record HistoryEntry(
    DateTimeOffset At, string Kind, int TunnelId, int? SessionId, string Peer, string Profile, string? User, string? Address,
    double DurationSeconds, ulong RxBytes, ulong TxBytes, string EndedBy, string Result, string Reason) : INoSerializationVerificationNeeded
{
    /// <summary>Of a call: the reference that both sides know it by (RFC 2661 section 4.4.4).</summary>
    public uint? SerialNumber { get; init; }

    /// <summary>Of a call: whom it came from, and whom it was for, where that was told.</summary>
    public string? CallingNumber { get; init; }

    /// <inheritdoc cref="CallingNumber"/>
    public string? CalledNumber { get; init; }

    /// <summary>Of a PPPoE host: where its call went, and which line it is on, where that was told.</summary>
    public string? Target { get; init; }

    /// <inheritdoc cref="Target"/>
    public string? CircuitId { get; init; }

    /// <summary>Of a call: why it ended in the words of accounting (RFC 2866 section 5.10).</summary>
    public string? TerminateCause { get; init; }

    /// <summary>What of PPP ended the call, where that was told (RFC 3145).</summary>
    public string? PppCause { get; init; }

    /// <summary>Why the telephone network ended the call, where that was told.</summary>
    public string? Q931Cause { get; init; }
}

/// <summary>The node itself (`show node`).</summary>
/// <param name="Counters">Every counter with its name: control datagrams by kind, each reason for a drop, journal and payload counters.</param>
public sealed record NodeStatus(
    string Name, string Version, DateTimeOffset Started, double UptimeSeconds, IReadOnlyList<string> Listening, int Tunnels, int Sessions, int HalfOpenTunnels,
    int CallsInSetup, string DataPlane, string Journal, long ResidentBytes, long AllocatedBytes, IReadOnlyDictionary<string, long> Counters) : INoSerializationVerificationNeeded;

/// <summary>Where calls of others are taken to (`show targets`).</summary>
public sealed record TargetStatus(string Name, IReadOnlyList<LnsStatus> Lns) : INoSerializationVerificationNeeded;

/// <param name="State">"idle", "connecting", "connected", or "set aside" for so long as it says.</param>
/// <param name="Failures">In a row.</param>
/// <param name="Calls">Those that are being placed among them.</param>
public sealed record LnsStatus(
    string Address, int Preference, int Weight, string? AssignmentId, string State, int Failures, double SetAsideSeconds, int Tunnels, int Calls);
