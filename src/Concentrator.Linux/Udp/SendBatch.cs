using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>Told of the datagrams of a batch that the kernel refused.</summary>
public interface ISendFailures
{
    /// <param name="errno">The reason; for those behind a full queue the reason of the first.</param>
    void OnRefused(int count, int errno);
}

/// <summary>
/// Up to 256 datagrams that leave by one sendmmsg(2), those of equal length to one peer together as a train, which the kernel cuts up as late as it can
/// (UDP_SEGMENT). One thread's. The payloads are not copied: they must stay until <see cref="Flush"/>. Datagrams to one peer keep their order.
/// </summary>
/// <param name="longestTrain">Datagrams of a train; what the kernel takes at most (UDP_MAX_SEGMENTS) unless somebody wants fewer.</param>
public sealed unsafe class SendBatch(UdpSocket socket, ISendFailures failures, int longestTrain = SendBatch.LongestTrainOfKernel)
{
    public const int Capacity = 256;

    /// <summary>Datagrams (UDP_MAX_SEGMENTS of older kernels).</summary>
    public const int LongestTrainOfKernel = 64;

    /// <summary>What a UDP datagram's length field can say, less the longest headers.</summary>
    private const int TrainOctets = 65_000;

    private readonly MessageArray _array = new(Capacity);
    private readonly Train[] _trains = new Train[Capacity];
    private readonly Datagram[] _datagrams = new Datagram[Capacity];
    private int _trainCount;

    public int Count { get; private set; }

    /// <summary>Datagrams of a train that is not full yet, from now on.</summary>
    public int LongestTrain { get; set; } = longestTrain;

    /// <summary>Appends a datagram, flushing first when the batch is full.</summary>
    public void Add(UdpRoute route, byte* datagram, int length)
    {
        if (Count == Capacity)
            Flush();
        _datagrams[Count] = new Datagram(datagram, length);
        Join(route, length);
        Count++;
    }

    /// <summary>
    /// Sends what was added. A datagram that is refused is skipped; when the socket's queue is full the rest of the batch is
    /// dropped with it, as any router's queue does.
    /// </summary>
    public void Flush()
    {
        WriteMessages();
        for (var at = 0; at < _trainCount;)
        {
            var sent = socket.Send(_array.Start + at, _trainCount - at);
            at += sent > 0 ? sent : Refused(at, -sent);
        }

        _array.KeepAlive();
        (Count, _trainCount) = (0, 0);
    }

    /// <summary>Only the last train to a peer takes more, so that what is sent in order leaves in order.</summary>
    private void Join(UdpRoute route, int length)
    {
        for (var i = _trainCount - 1; i >= 0; i--)
        {
            ref var train = ref _trains[i];
            if (train.Route != route)
                continue;
            if (train.Count >= LongestTrain || !train.Takes(length))
                break;
            _datagrams[train.Last].Next = Count;
            train.Append(Count, length);
            return;
        }

        _trains[_trainCount++] = new Train(route, Count, length, isOpen: socket.SendsTrains && length <= route.LongestSegment);
    }

    private void WriteMessages()
    {
        var vector = _array.Vectors;
        for (var i = 0; i < _trainCount; i++)
        {
            ref readonly var train = ref _trains[i];
            ref var header = ref _array[i].Header;
            train.Route.CopyTo(ref header, withLocal: !socket.HasOneAddress);
            header.Vectors = vector;
            header.VectorCount = (nuint)train.Count;
            if (train.Count > 1)
                AncillaryData.AddSegmentSize(ref header, (ushort)train.Segment);
            for (int n = train.First, left = train.Count; left > 0; n = _datagrams[n].Next, left--)
                *vector++ = new IoVector { Base = _datagrams[n].Start, Length = (nuint)_datagrams[n].Length };
        }
    }

    /// <summary>What becomes of the first train that was not taken; gives how many are done with.</summary>
    private int Refused(int at, int errno)
    {
        ref readonly var train = ref _trains[at];
        if (SendErrors.IsOfAnother(errno))
            return 0;
        if (SendErrors.IsQueueFull(errno))
        {
            var lost = 0;
            for (var i = at; i < _trainCount; i++)
                lost += _trains[i].Count;
            failures.OnRefused(lost, errno);
            return _trainCount - at;
        }

        if (train.Count > 1 && SendErrors.IsOfTrains(errno))
            SendSingly(train, errno);
        else
            failures.OnRefused(train.Count, errno);
        return 1;
    }

    /// <summary>A train's datagrams must fit the path unfragmented, and its device must do checksums; both is learned from the refusal.</summary>
    private void SendSingly(in Train train, int errno)
    {
        if (errno == Errno.InputOutput)
            socket.StopTrains();
        else
            train.Route.LongestSegment = train.Segment - 1;
        for (int n = train.First, left = train.Count; left > 0; n = _datagrams[n].Next, left--)
        {
            if (socket.Send(train.Route, new ReadOnlySpan<byte>(_datagrams[n].Start, _datagrams[n].Length)) is var refused and not 0)
                failures.OnRefused(1, refused);
        }
    }

    private struct Datagram(byte* start, int length)
    {
        public readonly byte* Start = start;
        public readonly int Length = length;

        /// <summary>Index of the next datagram of the same train.</summary>
        public int Next;
    }

    /// <summary>Datagrams to one peer, all of one length, but for the last, which may be shorter.</summary>
    private struct Train(UdpRoute route, int first, int length, bool isOpen)
    {
        public readonly UdpRoute Route = route;
        public readonly int First = first, Segment = length;
        private int _octets = length;
        private bool _isOpen = isOpen;

        public int Last { get; private set; } = first;

        public int Count { get; private set; } = 1;

        public readonly bool Takes(int length) =>
            _isOpen && length <= Segment && _octets + length <= TrainOctets;

        public void Append(int index, int length)
        {
            (Last, _octets, _isOpen) = (index, _octets + length, length == Segment);
            Count++;
        }
    }
}
