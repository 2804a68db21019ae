using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Polling;

/// <summary>
/// Waits for a few objects to become readable, or for a time (ppoll(2)): for loops that also have appointments of their own, which
/// <see cref="PollLoop"/> does not know. One thread's.
/// </summary>
public sealed unsafe class PollSet(params IPollable[] objects)
{
    private const int EntrySize = 8;
    private const short Readable = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly PinnedMemory _entries = new(objects.Length * EntrySize);

    /// <summary>Gives whether anything became readable before the time was over.</summary>
    /// <param name="limit">As fine as the kernel's timers, some 50 µs.</param>
    public bool Wait(TimeSpan limit)
    {
        for (var i = 0; i < objects.Length; i++)
        {
            // struct pollfd. The number alone: who waits here is also who closes.
            using var lease = objects[i].Descriptor.Use();
            var entry = _entries.Octets[(i * EntrySize)..];
            BitConverter.TryWriteBytes(entry, lease.Fd);
            BitConverter.TryWriteBytes(entry[4..], Readable);
        }

        var nanoseconds = Math.Max(0, limit.Ticks * TimeSpan.NanosecondsPerTick);
        var time = stackalloc long[2] { nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond };
        var ready = Libc.ppoll(_entries.Start, (nuint)objects.Length, time, null);
        _entries.KeepAlive();
        return ready > 0;
    }
}
