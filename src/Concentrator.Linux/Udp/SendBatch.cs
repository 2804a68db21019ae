using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>Told of each datagram of a batch that the kernel refused.</summary>
public interface ISendFailures
{
    /// <param name="errno">The reason; for those behind a full queue the reason of the first.</param>
    void OnRefused(int count, int errno);
}

/// <summary>
/// Up to 64 datagrams that leave by one sendmmsg(2). One thread's. The payloads are not copied: they must stay until <see cref="Flush"/>.
/// </summary>
public sealed unsafe class SendBatch(UdpSocket socket, ISendFailures failures)
{
    public const int Capacity = 64;

    private const int SegmentControlSize = 24;

    private readonly MessageArray _array = new(Capacity);

    public int Count { get; private set; }

    /// <summary>Appends a datagram, flushing first when the batch is full.</summary>
    /// <param name="segment">When not 0: what is given is a train of datagrams of this size, the last of which may be shorter (UDP_SEGMENT). At most
    /// 64 of them and 64 KB in all; they cost little more than one.</param>
    public void Add(UdpRoute route, byte* datagram, int length, int segment = 0)
    {
        if (Count == Capacity)
            Flush();
        ref var header = ref _array.Messages[Count++].Header;
        route.CopyTo(ref header);
        if (segment > 0)
            AddSegmentSize(ref header, (ushort)segment);
        *header.Vectors = new IoVector { Base = datagram, Length = (nuint)length };
    }

    /// <summary>
    /// Sends what was added. A datagram that is refused is skipped; when the socket's queue is full the rest of the batch is
    /// dropped with it, as any router's queue does.
    /// </summary>
    public void Flush()
    {
        for (var at = 0; at < Count;)
        {
            var sent = socket.Send(_array.Messages + at, Count - at);
            if (sent > 0)
            {
                at += sent;
                continue;
            }

            var refused = -sent is Errno.Again or Errno.NoBuffers ? Count - at : 1;
            if (-sent == Errno.Interrupted)
                refused = 0;
            else
                failures.OnRefused(refused, -sent);
            at += refused;
        }

        Count = 0;
    }

    private static void AddSegmentSize(ref MessageHeader header, ushort size)
    {
        const int LevelUdp = 17, Segment = 103;
        var control = header.Control + header.ControlLength;
        *(ControlHeader*)control = new ControlHeader { Length = (nuint)sizeof(ControlHeader) + sizeof(ushort), Level = LevelUdp, Type = Segment };
        *(ushort*)(control + sizeof(ControlHeader)) = size;
        header.ControlLength += SegmentControlSize;
    }
}
