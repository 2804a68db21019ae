using Concentrator.Linux.Interop;
using Concentrator.Linux.Udp;

namespace Concentrator.Linux.Ethernet;

/// <summary>Up to 64 frames taken from a socket by one recvmmsg(2). One thread's; its memory is reused by the next receive.</summary>
public sealed unsafe class FrameReceiveBatch
{
    public const int Capacity = 64;

    private readonly MessageArray _array = new(Capacity);
    private readonly PinnedMemory _buffers;
    private readonly int _headroom, _stride;

    /// <param name="frameSize">Longest frame taken whole, octets.</param>
    /// <param name="headroom">Octets kept free in front of each frame.</param>
    public FrameReceiveBatch(int frameSize, int headroom)
    {
        _headroom = headroom;
        _stride = headroom + frameSize;
        _buffers = new PinnedMemory(Capacity * _stride);
        for (var i = 0; i < Capacity; i++)
            _array.Vectors[i] = new IoVector { Base = Start(i) + headroom, Length = (nuint)frameSize };
        _array.KeepAlive();
    }

    /// <summary>Fills the batch with what has arrived; gives how many, 0 also for a pending error of the socket, which is thereby cleared.</summary>
    public int Receive(PacketSocket socket)
    {
        _array.ExpectNames(_array.Capacity);
        var received = Math.Max(0, socket.Receive(_array.Start, Capacity));
        _array.KeepAlive();
        _buffers.KeepAlive();
        return received;
    }

    /// <summary>Where the headroom of a frame begins. It stays until the next receive, if somebody keeps this batch.</summary>
    public byte* Start(int index) => _buffers.Start + index * _stride;

    /// <summary>The frame; its memory may be written.</summary>
    public Span<byte> Frame(int index) => _buffers.Octets.Slice(index * _stride + _headroom, (int)_array[index].Length);

    /// <summary>Whether the end of the frame was cut off.</summary>
    public bool IsTruncated(int index) => (_array[index].Header.Flags & Libc.MessageTruncated) != 0;

    /// <summary>Who sent the frame, in the lowest 48 bits.</summary>
    public ulong Station(int index) => LinkLayerAddress.StationOf(_array.Name(index)[..LinkLayerAddress.Size]);

    public FrameKind Kind(int index) => LinkLayerAddress.KindOf(_array.Name(index)[..LinkLayerAddress.Size]);
}
