using Concentrator.Linux.Interop;
using Concentrator.Linux.Rings;

namespace Concentrator.Linux.Tun;

/// <summary>
/// Up to 64 packets for TUN devices that the kernel takes by one system call (io_uring), in the order in which they were added; where it offers none, or no longer,
/// each by its own. Of the thread that makes it. The packets are not copied: they must stay until <see cref="Flush"/>.
/// </summary>
/// <typeparam name="TSource">Whom packets are from; it is not asked for anything.</typeparam>
/// <param name="onRefused">Told whose packets, and how many, the kernel refused: the device is gone, its link is down, or they are no IP.</param>
/// <param name="onBroken">Told why the kernel does not take packets together any more: once, from then on each goes by its own.</param>
/// <param name="together">False: each by its own, whatever the kernel offers.</param>
public sealed unsafe class TunWriteBatch<TSource>(Action<TSource, int> onRefused, Action<LinuxException> onBroken, bool together = true) : IDisposable where TSource : class
{
    private const int Capacity = 64;

    private readonly PinnedMemory _vectors = new(Capacity * 2 * sizeof(IoVector)), _noHeader = new(sizeof(VirtioNetHeader));
    private readonly (TSource Source, int Packets)[] _added = new (TSource, int)[Capacity];
    private readonly List<FileDescriptor> _held = [];
    private OperationRing? _ring = together ? OperationRing.TryMake(Capacity) : null;
    private TunDevice? _device;
    private int _fd;

    /// <summary>Whether packets for this device go together now; any thread may ask.</summary>
    public bool IsTogetherFor(TunDevice device) => Volatile.Read(ref _ring) is not null && device.KnowsNoWait;

    /// <summary>Adds a packet, flushing first when the batch is full.</summary>
    /// <param name="room">Octets before the packet that may be written over.</param>
    public void Add(TunDevice device, TSource source, byte* packet, int length, int room)
    {
        if (!Begin(device))
            Note(device.Write(new Span<byte>(packet - room, room + length), room), source, 1);
        else if (!device.HasHeader)
            Write(packet, length, source, 1);
        else if (room >= sizeof(VirtioNetHeader))
            WriteBehind(default, packet, length, source, 1);
        else
            WriteBehindNone(packet, length, source);
    }

    /// <summary>Adds what stands for a number of packets, as the header says.</summary>
    /// <param name="packet">Before it there is room for the header.</param>
    /// <inheritdoc cref="TunDevice.Write(VirtioNetHeader, ReadOnlySpan{byte})" path="/exception"/>
    public void Add(TunDevice device, TSource source, VirtioNetHeader header, byte* packet, int length, int packets)
    {
        if (Begin(device))
            WriteBehind(header, packet, length, source, packets);
        else
            Note(device.Write(header, new ReadOnlySpan<byte>(packet, length)), source, packets);
    }

    public void Flush()
    {
        if (_ring is { Count: > 0 })
        {
            var results = _ring.Run();
            for (var i = 0; i < results.Length; i++)
                Note(results[i] > 0, _added[i].Source, _added[i].Packets);
            _vectors.KeepAlive();
            _noHeader.KeepAlive();
            if (_ring.Fault is not 0 and var errno)
                GiveUp(errno);
        }

        foreach (var descriptor in _held)
            descriptor.DangerousRelease();
        _held.Clear();
        _device = null;
    }

    public void Dispose() => _ring?.Dispose();

    private void GiveUp(int errno)
    {
        Dispose();
        _ring = null;
        onBroken(new LinuxException("write packets to TUN devices together (io_uring; from now on they are written one by one)", errno));
    }

    /// <summary>Room in the ring, and the device held open; false: there is no ring, or no device any more.</summary>
    private bool Begin(TunDevice device)
    {
        if (_ring?.Count == Capacity)
            Flush();
        if (_ring is null || !device.KnowsNoWait)
            return false;
        if (device == _device)
            return true;
        if (!device.Descriptor.TryHold(out _fd))
            return false;
        _held.Add(device.Descriptor);
        _device = device;
        return true;
    }

    private void WriteBehind(VirtioNetHeader header, byte* packet, int length, TSource source, int packets)
    {
        var start = packet - sizeof(VirtioNetHeader);
        *(VirtioNetHeader*)start = header;
        Write(start, sizeof(VirtioNetHeader) + length, source, packets);
    }

    private void WriteBehindNone(byte* packet, int length, TSource source)
    {
        var vectors = (IoVector*)_vectors.Start + 2 * _ring!.Count;
        vectors[0] = new IoVector { Base = _noHeader.Start, Length = (nuint)sizeof(VirtioNetHeader) };
        vectors[1] = new IoVector { Base = packet, Length = (nuint)length };
        _added[_ring.Count] = (source, 1);
        _ring.Write(_fd, vectors, 2);
    }

    private void Write(byte* start, int length, TSource source, int packets)
    {
        _added[_ring!.Count] = (source, packets);
        _ring.Write(_fd, start, length);
    }

    private void Note(bool isTaken, TSource source, int packets)
    {
        if (!isTaken)
            onRefused(source, packets);
    }
}
