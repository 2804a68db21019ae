using System.Collections.Immutable;

namespace Concentrator.DataPlane.Counting;

/// <summary>What the loops count as they go.</summary>
internal sealed class Counters
{
    private ImmutableArray<ReceiveCounters> _receiveLoops = [];
    private long _sentControl;
    private long _receivedDiscovery, _receivedPppoe, _deliveredPppoe;

    public DropCounters Drops { get; } = new();

    /// <summary>For one more receive loop.</summary>
    public ReceiveCounters AddReceiveLoop()
    {
        var added = new ReceiveCounters();
        ImmutableInterlocked.Update(ref _receiveLoops, loops => loops.Add(added));
        return added;
    }

    /// <summary>By the PPPoE loop only.</summary>
    public void CountReceivedDiscovery(int packets) => Volatile.Write(ref _receivedDiscovery, _receivedDiscovery + packets);

    /// <summary>By the PPPoE loop only.</summary>
    public void CountPppoe(int received, int delivered)
    {
        Volatile.Write(ref _receivedPppoe, _receivedPppoe + received);
        Volatile.Write(ref _deliveredPppoe, _deliveredPppoe + delivered);
    }

    public void CountSentControl() => Interlocked.Increment(ref _sentControl);

    public DataPlaneCounters Snapshot(long loopAllocatedBytes) => new(
        _receiveLoops.Sum(loop => loop.Received), _receiveLoops.Sum(loop => loop.DeliveredData), _receiveLoops.Sum(loop => loop.Control), Interlocked.Read(ref _sentControl), Drops.Snapshot(), loopAllocatedBytes)
    {
        Senders = Drops.Senders,
        Pppoe = new PppoeCounters(Volatile.Read(ref _receivedDiscovery), Volatile.Read(ref _receivedPppoe), Volatile.Read(ref _deliveredPppoe)),
    };
}
