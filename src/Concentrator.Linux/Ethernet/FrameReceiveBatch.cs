using Concentrator.Linux.Interop;
using Concentrator.Linux.Udp;

namespace Concentrator.Linux.Ethernet;

/// <summary>Up to 64 frames taken from a socket by one recvmmsg(2). One thread's; its memory is reused by the next receive.</summary>
public sealed unsafe class FrameReceiveBatch
{
    public const int Capacity = 64;

    private readonly MessageArray _array = new(Capacity);
    private readonly PinnedMemory _buffers;
    private readonly int _headroom;

    /// <param name="frameSize">Longest frame taken whole, octets.</param>
    /// <param name="headroom">Octets kept free in front of each frame.</param>
    public FrameReceiveBatch(int frameSize, int headroom)
    {
        _headroom = headroom;
        var stride = headroom + frameSize;
        _buffers = new PinnedMemory(Capacity * stride);
        for (var i = 0; i < Capacity; i++)
            *_array.Messages[i].Header.Vectors = new IoVector { Base = _buffers.Start + i * stride + headroom, Length = (nuint)frameSize };
    }

    /// <summary>Fills the batch with what has arrived; gives how many, 0 also for a pending error of the socket, which is thereby cleared.</summary>
    public int Receive(PacketSocket socket)
    {
        _array.ExpectNames(_array.Capacity);
        return Math.Max(0, socket.Receive(_array.Messages, Capacity));
    }

    /// <summary>Where the headroom of a frame begins. It stays until the next receive.</summary>
    public byte* Start(int index) => _array.Messages[index].Header.Vectors->Base - _headroom;

    /// <summary>The frame; its memory may be written.</summary>
    public Span<byte> Frame(int index) => new(_array.Messages[index].Header.Vectors->Base, (int)_array.Messages[index].Length);

    /// <summary>Whether the end of the frame was cut off.</summary>
    public bool IsTruncated(int index) => (_array.Messages[index].Header.Flags & Libc.MessageTruncated) != 0;

    /// <summary>Who sent the frame, in the lowest 48 bits.</summary>
    public ulong Station(int index) => LinkLayerAddress.StationOf(Name(index));

    public FrameKind Kind(int index) => LinkLayerAddress.KindOf(Name(index));

    private ReadOnlySpan<byte> Name(int index) => new(_array.Messages[index].Header.Name, LinkLayerAddress.Size);
}
