using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Polling;

/// <summary>
/// Waits for a few objects to become readable, or for a time (ppoll(2)): for loops that also have appointments of their own, which
/// <see cref="PollLoop"/> does not know. One thread's.
/// </summary>
public sealed unsafe class PollSet
{
    // struct pollfd: the number, what is asked for, what is the case.
    private const int EntrySize = 8, Asked = 4, Found = 6;
    private const short Readable = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly PinnedMemory _entries;
    private readonly int _count;
    private bool _isAny;

    /// <param name="objects">Must stay open as long as somebody waits for them here.</param>
    public PollSet(params IPollable[] objects)
    {
        (_count, _entries) = (objects.Length, new PinnedMemory(objects.Length * EntrySize));
        for (var i = 0; i < _count; i++)
        {
            using var lease = objects[i].Descriptor.Use();
            BitConverter.TryWriteBytes(EntryOf(i), lease.Fd);
            BitConverter.TryWriteBytes(EntryOf(i)[Asked..], Readable);
        }
    }

    /// <summary>Gives whether anything became readable before the time was over.</summary>
    /// <param name="limit">As fine as the kernel's timers, some 50 µs.</param>
    public bool Wait(TimeSpan limit)
    {
        var nanoseconds = Math.Max(0, limit.Ticks * TimeSpan.NanosecondsPerTick);
        var time = stackalloc long[2] { nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond };
        _isAny = Libc.ppoll(_entries.Start, (nuint)_count, time, null) > 0;
        _entries.KeepAlive();
        return _isAny;
    }

    /// <summary>Whether this one was readable, or has an error to be read, when <see cref="Wait"/> returned.</summary>
    public bool IsReadable(int index) => _isAny && BitConverter.ToInt16(EntryOf(index)[Found..]) != 0;

    private Span<byte> EntryOf(int index) => _entries.Octets.Slice(index * EntrySize, EntrySize);
}
