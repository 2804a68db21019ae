namespace Concentrator.DataPlane.Counting;

/// <summary>What the loops count as they go.</summary>
internal sealed class Counters
{
    private long _received, _deliveredData, _receivedControl, _sentControl;
    private long _receivedDiscovery, _receivedPppoe, _deliveredPppoe;

    public DropCounters Drops { get; } = new();

    /// <summary>By the receive loop only.</summary>
    public void CountReceived(int datagrams) => Volatile.Write(ref _received, _received + datagrams);

    /// <summary>By the receive loop only.</summary>
    public void CountReceivedControl() => Volatile.Write(ref _receivedControl, _receivedControl + 1);

    /// <summary>By the receive loop only.</summary>
    public void CountDeliveredData(int datagrams) => Volatile.Write(ref _deliveredData, _deliveredData + datagrams);

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
        Volatile.Read(ref _received), Volatile.Read(ref _deliveredData), Volatile.Read(ref _receivedControl), Interlocked.Read(ref _sentControl), Drops.Snapshot(), loopAllocatedBytes)
    {
        Pppoe = new PppoeCounters(Volatile.Read(ref _receivedDiscovery), Volatile.Read(ref _receivedPppoe), Volatile.Read(ref _deliveredPppoe)),
    };
}
