using Concentrator.Linux;
using Concentrator.Linux.Udp;

namespace Concentrator.Load.Traffic;

/// <summary>
/// Datagrams that leave a socket by one sendmmsg(2), written in place; where the socket sends trains, those of one size and destination leave as one.
/// One thread's.
/// </summary>
internal sealed unsafe class Outbox : ISendFailures
{
    /// <summary>Datagrams that fill it.</summary>
    public const int Capacity = SendBatch.Capacity;

    private const int SlotSize = 2048;

    private readonly SendBatch _batch;
    private readonly PinnedMemory _memory = new(SlotSize * Capacity);

    /// <param name="train">Datagrams of a train at most.</param>
    public Outbox(UdpSocket socket, int train) => _batch = new SendBatch(socket, this, train);

    /// <summary>Datagrams that the kernel refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Room for a datagram, which leaves with the next <see cref="Flush"/>; flushes first when there is no more room.</summary>
    public Span<byte> Take(UdpRoute route, int length)
    {
        if (_batch.Count == Capacity)
            Flush();
        var slot = _batch.Count * SlotSize;
        _batch.Add(route, _memory.Start + slot, length);
        return _memory.Octets.Slice(slot, length);
    }

    public void Flush()
    {
        _batch.Flush();
        _memory.KeepAlive();
    }

    void ISendFailures.OnRefused(int count, int errno) => Refused += count;
}
