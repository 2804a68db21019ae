using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;

namespace Concentrator.Actors.History;

/// <summary>
/// The latest ends of tunnels and calls, in whatever order they become known: the journals of earlier runs are read back one by one,
/// while new ends come in.
/// </summary>
internal sealed class HistoryLog(int capacity)
{
    /// <summary>The oldest first, so that it is the one to make room.</summary>
    private readonly PriorityQueue<HistoryEntry, (DateTimeOffset At, long Serial)> _entries = new();

    private long _serial;

    public int Count => _entries.Count;

    public void Add(IJournalFact fact)
    {
        if (ToEntry(fact) is not { } entry)
            return;
        var rank = (entry.At, ++_serial);
        if (_entries.Count < capacity)
            _entries.Enqueue(entry, rank);
        else
            _entries.EnqueueDequeue(entry, rank);
    }

    public IReadOnlyList<HistoryEntry> Newest(int count) =>
        [.. _entries.UnorderedItems.OrderByDescending(item => item.Priority).Take(count).Select(item => item.Element)];

    private static HistoryEntry? ToEntry(IJournalFact fact) => fact switch
    {
        TunnelEnded end => new HistoryEntry(
            end.At, "tunnel", end.Tunnel.Value, SessionId: null, end.Peer.ToString(), end.Profile, User: null, Address: null,
            (end.At - end.Since).TotalSeconds, RxBytes: 0, TxBytes: 0, end.EndedBy, end.Result, end.Reason),
        SessionEnded end => new HistoryEntry(
            end.At, "session", end.Tunnel.Value, end.Session.Value, end.Peer.ToString(), end.Profile, end.User, end.Address?.ToString(),
            (end.At - end.Since).TotalSeconds, end.Traffic.RxBytes, end.Traffic.TxBytes, end.EndedBy, end.Result, end.Reason)
        {
            SerialNumber = end.SerialNumber, CallingNumber = end.CallingNumber, CalledNumber = end.CalledNumber, TerminateCause = end.Terminate?.ToString(), PppCause = end.PppCause, Q931Cause = end.Q931Cause,
        },
        PppoeSessionEnded end => new HistoryEntry(
            end.At, "pppoe", end.Tunnel?.Value ?? 0, end.Session, end.Host, end.Interface, end.User, Address: null, (end.At - end.Since).TotalSeconds,
            end.Traffic.RxBytes, end.Traffic.TxBytes, end.EndedBy, Result: "", end.Reason)
        {
            Target = end.Target, CircuitId = end.CircuitId,
        },
        _ => null,
    };
}
