using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>Up to 64 datagrams taken from a socket by one recvmmsg(2). One thread's; its memory is reused by the next receive.</summary>
public sealed unsafe class ReceiveBatch
{
    /// <summary>More brings nothing: the system call is already a small part of a datagram's cost.</summary>
    public const int Capacity = 64;

    private readonly MessageArray _array = new(Capacity);
    private readonly PinnedMemory _buffers;

    /// <param name="datagramSize">Longest datagram taken whole, octets.</param>
    public ReceiveBatch(int datagramSize)
    {
        _buffers = new PinnedMemory(Capacity * datagramSize);
        for (var i = 0; i < Capacity; i++)
            *_array.Messages[i].Header.Vectors = new IoVector { Base = _buffers.Start + i * datagramSize, Length = (nuint)datagramSize };
    }

    /// <summary>Fills the batch with what has arrived; gives how many, 0 also for a pending error of the socket, which is thereby cleared.</summary>
    public int Receive(UdpSocket socket)
    {
        _array.ExpectNames();
        return Math.Max(0, socket.Receive(_array.Messages, Capacity));
    }

    /// <summary>The datagram; its memory may be written.</summary>
    public Span<byte> Data(int index) => new(_array.Messages[index].Header.Vectors->Base, (int)_array.Messages[index].Length);

    /// <summary>Whether the end of the datagram was cut off.</summary>
    public bool IsTruncated(int index) => (_array.Messages[index].Header.Flags & Libc.MessageTruncated) != 0;

    public InetEndpoint Source(int index) =>
        InetEndpoint.FromName(new ReadOnlySpan<byte>(_array.Messages[index].Header.Name, InetEndpoint.MaxNameSize));

    /// <summary>The local address the datagram was sent to, with the socket's port.</summary>
    public InetEndpoint Local(int index, UdpSocket socket)
    {
        ref var header = ref _array.Messages[index].Header;
        var control = new ReadOnlySpan<byte>(header.Control, (int)header.ControlLength);
        return UdpRoute.TryReadLocal(control, socket.Local.Port, out var local) ? local : socket.Local;
    }
}
