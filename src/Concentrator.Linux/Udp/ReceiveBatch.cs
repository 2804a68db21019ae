using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>
/// Up to 64 datagrams, or trains of them (UDP_GRO), taken from a socket by one recvmmsg(2). One thread's; its memory is reused by the next receive.
/// </summary>
public sealed unsafe class ReceiveBatch
{
    /// <summary>More brings nothing: the system call is already a small part of a datagram's cost.</summary>
    public const int Capacity = 64;

    /// <summary>Of long trains fewer are taken at once, that they may still be in the processor's cache when their turn comes; octets.</summary>
    private const int CacheShare = 192 * 1024;

    private const int FewestMessages = 4;

    private readonly MessageArray _array = new(Capacity);
    private readonly PinnedMemory _buffers;
    private readonly int _stride;
    private int _received = Capacity, _next = Capacity;

    /// <param name="size">Longest datagram or train taken whole, octets; 65535 for a socket that receives trains.</param>
    public ReceiveBatch(int size)
    {
        _stride = PinnedMemory.Stride(size);
        _buffers = new PinnedMemory(Capacity * _stride);
        for (var i = 0; i < Capacity; i++)
            _array.Vectors[i] = new IoVector { Base = _buffers.Start + i * _stride, Length = (nuint)size };
        _array.KeepAlive();
    }

    /// <summary>Fills the batch with what has arrived, as far as the last message of the one before lets expect that it fits the cache; gives how many messages, 0 also for a pending error of the socket, which is thereby cleared.</summary>
    public int Receive(UdpSocket socket)
    {
        _array.ExpectNames(_received);
        _received = Math.Max(0, socket.Receive(_array.Start, _next));
        _array.KeepAlive();
        _buffers.KeepAlive();
        if (_received > 0)
            _next = Math.Clamp(CacheShare / Math.Max(1, (int)_array[_received - 1].Length), FewestMessages, Capacity);
        return _received;
    }

    /// <summary>The datagram, or a train of them; its memory may be written.</summary>
    public Span<byte> Data(int index) => _buffers.Octets.Slice(index * _stride, (int)_array[index].Length);

    /// <summary>The datagrams of a train.</summary>
    public Datagrams Datagrams(int index, UdpSocket socket) => new(Data(index), Arrival(index, socket).Segment);

    /// <summary>Whether the end was cut off.</summary>
    public bool IsTruncated(int index) => (_array[index].Header.Flags & Libc.MessageTruncated) != 0;

    /// <summary>Where it came from and to, and how it divides.</summary>
    public UdpArrival Arrival(int index, UdpSocket socket)
    {
        var (local, segment) = (socket.Local, Math.Max(1, (int)_array[index].Length));
        AncillaryData.Read(_array.Control(index), socket.Local.Port, ref local, ref segment);
        return new UdpArrival(InetEndpoint.FromName(_array.Name(index)), local, segment);
    }
}

/// <summary>A received datagram, or train of datagrams, of one peer.</summary>
/// <param name="Local">The local address it was sent to, with the socket's port.</param>
/// <param name="Segment">Octets of each datagram of the train, of which the last may be shorter; at least 1.</param>
public readonly record struct UdpArrival(InetEndpoint Source, InetEndpoint Local, int Segment);
