namespace Concentrator.DataPlane.Counting;

/// <summary>What the loops count as they go.</summary>
internal sealed class Counters
{
    private long _received, _deliveredData, _receivedControl, _sentControl;

    public DropCounters Drops { get; } = new();

    /// <summary>By the receive loop only.</summary>
    public void CountReceived(int datagrams) => Volatile.Write(ref _received, _received + datagrams);

    /// <summary>By the receive loop only.</summary>
    public void CountReceivedControl() => Volatile.Write(ref _receivedControl, _receivedControl + 1);

    /// <summary>By the receive loop only.</summary>
    public void CountDeliveredData(int datagrams) => Volatile.Write(ref _deliveredData, _deliveredData + datagrams);

    public void CountSentControl() => Interlocked.Increment(ref _sentControl);

    public DataPlaneCounters Snapshot(long loopAllocatedBytes) => new(
        Volatile.Read(ref _received), Volatile.Read(ref _deliveredData), Volatile.Read(ref _receivedControl), Interlocked.Read(ref _sentControl), Drops.Snapshot(), loopAllocatedBytes);
}
