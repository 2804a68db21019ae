using System.Net;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Journal;

/// <summary>
/// An established fact worth keeping: what the journal persists, the history shows and later accounting is made from.
/// Ns/Nr and half-open tunnels are none: they are learned again from the peer.
/// </summary>
public interface IJournalFact
{
    /// <summary>The tunnel that it concerns; its slot says which journal keeps it.</summary>
    TunnelId Tunnel { get; }

    DateTimeOffset At { get; }
}

public sealed record TunnelEstablished(
    TunnelId Tunnel, DateTimeOffset At, TunnelId PeerTunnel, UdpPath Path, string Profile, string PeerHostName, bool Initiated) : IJournalFact;

/// <param name="EndedBy">"peer", "local" or "lost".</param>
public sealed record TunnelEnded(
    TunnelId Tunnel, DateTimeOffset At, DateTimeOffset Since, Endpoint Peer, string Profile, string PeerHostName, string EndedBy, string Result, string Reason)
    : IJournalFact;

public sealed record SessionEstablished(
    TunnelId Tunnel, SessionId Session, DateTimeOffset At, SessionId PeerSession, string Profile, string? User, IPAddress? Address, string? CallingNumber)
    : IJournalFact;

/// <summary>The end of a call, also of one that never came up (then <paramref name="Established"/> is null).</summary>
public sealed record SessionEnded(
    TunnelId Tunnel, SessionId Session, DateTimeOffset At, DateTimeOffset Since, DateTimeOffset? Established, Endpoint Peer, string Profile, string? User,
    IPAddress? Address, string? CallingNumber, SessionTraffic Traffic, string EndedBy, string Result, string Reason) : IJournalFact;

/// <summary>An address went to a user: read back after a restart so that the user meets it again.</summary>
public sealed record AddressLeased(TunnelId Tunnel, DateTimeOffset At, string Pool, string User, IPAddress Address) : IJournalFact;

/// <summary>Payload in both directions as the subscriber sees it: Rx is from the peer, Tx to the peer.</summary>
public readonly record struct SessionTraffic(ulong RxPackets, ulong RxBytes, ulong TxPackets, ulong TxBytes);
