using Concentrator.Linux.Interop;
using Concentrator.Linux.Udp;

namespace Concentrator.Linux.Ethernet;

/// <summary>
/// Up to 64 frames that leave by one sendmmsg(2), each a short head, which is copied, and a payload, which is not: it must stay until
/// <see cref="Flush"/>. One thread's.
/// </summary>
public sealed unsafe class FrameSendBatch
{
    public const int Capacity = 64;

    private readonly PacketSocket _socket;
    private readonly ISendFailures _failures;
    private readonly MessageArray _array = new(Capacity, vectors: 2);
    private readonly PinnedMemory _heads;
    private readonly int _headSize;

    /// <param name="headSize">Octets of every head.</param>
    public FrameSendBatch(PacketSocket socket, int headSize, ISendFailures failures)
    {
        (_socket, _headSize, _failures) = (socket, headSize, failures);
        _heads = new PinnedMemory(Capacity * headSize);
        for (var i = 0; i < Capacity; i++)
        {
            _array[i].Header.NameLength = LinkLayerAddress.Size;
            _array.Vectors[2 * i] = new IoVector { Base = _heads.Start + i * headSize, Length = (nuint)headSize };
        }

        _array.KeepAlive();
    }

    public int Count { get; private set; }

    /// <summary>Appends a frame, flushing first when the batch is full; gives where its head is to be written.</summary>
    public Span<byte> Add(LinkLayerAddress to, byte* payload, int length)
    {
        if (Count == Capacity)
            Flush();
        var index = Count++;
        to.Name.CopyTo(_array.Name(index));
        _array.Vectors[2 * index + 1] = new IoVector { Base = payload, Length = (nuint)length };
        _array.KeepAlive();
        return _heads.Octets.Slice(index * _headSize, _headSize);
    }

    /// <summary>
    /// Sends what was added. A frame that is refused is skipped; when the socket's or the device's queue is full the rest of the batch is dropped
    /// with it.
    /// </summary>
    public void Flush()
    {
        for (var at = 0; at < Count;)
        {
            var sent = _socket.Send(_array.Start + at, Count - at);
            if (sent > 0)
            {
                at += sent;
                continue;
            }

            if (-sent == Errno.Interrupted)
                continue;
            var refused = SendErrors.IsQueueFull(-sent) ? Count - at : 1;
            _failures.OnRefused(refused, -sent);
            at += refused;
        }

        _array.KeepAlive();
        _heads.KeepAlive();
        Count = 0;
    }
}
