namespace Concentrator.DataPlane.Counting;

/// <summary>What one receive loop counts as it goes; it alone writes.</summary>
internal sealed class ReceiveCounters
{
    private long _received, _delivered, _control;

    public long Received => Volatile.Read(ref _received);

    public long DeliveredData => Volatile.Read(ref _delivered);

    public long Control => Volatile.Read(ref _control);

    public void CountReceived(int datagrams, int deliveredData)
    {
        Volatile.Write(ref _received, _received + datagrams);
        Volatile.Write(ref _delivered, _delivered + deliveredData);
    }

    /// <summary>Takes back what was counted as delivered: the device refused it when it was its turn.</summary>
    public void CountRefused(int data) => Volatile.Write(ref _delivered, _delivered - data);

    public void CountControl() => Volatile.Write(ref _control, _control + 1);
}
