using System.Net;
using Concentrator.Control.Calls;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Journal;

/// <summary>
/// An established fact worth keeping: what the journal persists, the history shows and later accounting is made from.
/// Ns/Nr and half-open tunnels are none: they are learned again from the peer.
/// </summary>
public interface IJournalFact
{
    /// <summary>Which of the 256 journals keeps it: always the same one for the same tunnel, or for the same user's address.</summary>
    byte Slot { get; }

    DateTimeOffset At { get; }
}

/// <summary>A fact about a tunnel or one of its sessions, kept by the slot that the high bits of our own tunnel id name.</summary>
public interface ITunnelFact : IJournalFact
{
    TunnelId Tunnel { get; }

    byte IJournalFact.Slot => (byte)(Tunnel.Value >> 8);
}

public sealed record TunnelEstablished(
    TunnelId Tunnel, DateTimeOffset At, TunnelId PeerTunnel, UdpPath Path, string Profile, string PeerHostName, bool Initiated) : ITunnelFact;

/// <param name="EndedBy">"peer", "local" or "lost".</param>
public sealed record TunnelEnded(
    TunnelId Tunnel, DateTimeOffset At, DateTimeOffset Since, Endpoint Peer, string Profile, string PeerHostName, string EndedBy, string Result, string Reason)
    : ITunnelFact;

public sealed record SessionEstablished(
    TunnelId Tunnel, SessionId Session, DateTimeOffset At, SessionId PeerSession, string Profile, string? User, IPAddress? Address, string? CallingNumber)
    : ITunnelFact;

/// <summary>The end of a call, also of one that never came up (then <paramref name="Established"/> is null).</summary>
public sealed record SessionEnded(
    TunnelId Tunnel, SessionId Session, DateTimeOffset At, DateTimeOffset Since, DateTimeOffset? Established, Endpoint Peer, string Profile, string? User,
    IPAddress? Address, string? CallingNumber, SessionTraffic Traffic, string EndedBy, string Result, string Reason) : ITunnelFact
{
    /// <summary>The reference that both sides know the call by (RFC 2661 section 4.4.4).</summary>
    public uint? SerialNumber { get; init; }

    /// <summary>Whom the call was for, where that was told.</summary>
    public string? CalledNumber { get; init; }

    /// <summary>Why, in the words of accounting; null in facts older than the field.</summary>
    public TerminateCause? Terminate { get; init; }

    /// <summary>What of PPP ended the call, for people (RFC 3145); null: nothing that was told.</summary>
    public string? PppCause { get; init; }

    /// <summary>Why the telephone network ended the call, for people; null: nothing that was told.</summary>
    public string? Q931Cause { get; init; }
}

/// <summary>
/// An address went to a user: read back after a restart so that the user meets it again. Its slot follows from the user and not from
/// the tunnel, so that each user's last address is kept in one place, whichever tunnel brought them.
/// </summary>
public sealed record AddressLeased(DateTimeOffset At, string Pool, string User, IPAddress Address) : IJournalFact
{
    public byte Slot => StableHash.Of($"{Pool}\0{User}");
}

/// <summary>The end of a session that a PPPoE host had with this node, also of one that no LNS took. Its slot follows from the interface.</summary>
/// <param name="Session">PPPoE's number for it.</param>
/// <param name="Host">Its Ethernet address.</param>
/// <param name="Tunnel">Of its call, if that was connected.</param>
/// <param name="Traffic">Rx is from the host.</param>
/// <param name="EndedBy">"peer" (the host or the LNS), "local" or "lost".</param>
public sealed record PppoeSessionEnded(
    DateTimeOffset At, DateTimeOffset Since, string Interface, int Session, string Host, string? User, string? CircuitId, string? Target, TunnelId? Tunnel,
    SessionTraffic Traffic, string EndedBy, string Reason) : IJournalFact
{
    public byte Slot => StableHash.Of(Interface);
}

internal static class StableHash
{
    /// <summary>A hash that stays the same for ever (FNV-1a), since stored facts are found by it.</summary>
    public static byte Of(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 16777619u);
        return (byte)(hash ^ (hash >> 8) ^ (hash >> 16) ^ (hash >> 24));
    }
}

/// <summary>Payload in both directions as the subscriber sees it: Rx is from the peer, Tx to the peer.</summary>
public readonly record struct SessionTraffic(ulong RxPackets, ulong RxBytes, ulong TxPackets, ulong TxBytes);
