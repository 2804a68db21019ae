using Concentrator.Linux;
using Concentrator.Linux.Udp;

namespace Concentrator.Load.Traffic;

/// <summary>
/// Datagrams that leave a socket by one sendmmsg(2), written in place; where trains are wanted, consecutive ones of one size and destination
/// leave as one. One thread's.
/// </summary>
internal sealed unsafe class Outbox : ISendFailures
{
    private const int SingleSlot = 2048, TrainSlot = 65_000;

    private readonly int _train;
    private readonly int _slotSize;
    private readonly SendBatch _batch;
    private readonly PinnedMemory _memory;
    private readonly Slot[] _slots = new Slot[SendBatch.Capacity];
    private int _used;

    /// <param name="train">Datagrams of a train at most; 1: none are made.</param>
    public Outbox(UdpSocket socket, int train)
    {
        _train = train;
        _slotSize = train > 1 ? TrainSlot : SingleSlot;
        _batch = new SendBatch(socket, this);
        _memory = new PinnedMemory(_slotSize * SendBatch.Capacity);
    }

    /// <summary>Datagrams that fill it.</summary>
    public int Capacity => SendBatch.Capacity * _train;

    /// <summary>Messages that the kernel refused; a train counts once.</summary>
    public long Refused { get; private set; }

    /// <summary>Room for a datagram, which leaves with the next <see cref="Flush"/>; flushes first when there is no more room.</summary>
    public Span<byte> Take(UdpRoute route, int length)
    {
        if (_used > 0 && MayFollow(ref _slots[_used - 1], route, length))
        {
            ref var last = ref _slots[_used - 1];
            last.Count++;
            last.Length += length;
            return new Span<byte>(Memory(_used - 1) + last.Length - length, length);
        }

        if (_used == _slots.Length)
            Flush();
        _slots[_used] = new Slot { Route = route, Segment = length, Length = length, Count = 1 };
        return new Span<byte>(Memory(_used++), length);
    }

    public void Flush()
    {
        for (var i = 0; i < _used; i++)
        {
            ref var slot = ref _slots[i];
            _batch.Add(slot.Route, Memory(i), slot.Length, slot.Count > 1 ? slot.Segment : 0);
        }

        _batch.Flush();
        _used = 0;
    }

    void ISendFailures.OnRefused(int count, int errno) => Refused += count;

    private bool MayFollow(ref Slot last, UdpRoute route, int length) =>
        last.Count < _train && last.Segment == length && ReferenceEquals(last.Route, route) && last.Length + length <= _slotSize;

    private byte* Memory(int slot) => _memory.Start + slot * _slotSize;

    private struct Slot
    {
        public UdpRoute Route;
        public int Segment, Length, Count;
    }
}
