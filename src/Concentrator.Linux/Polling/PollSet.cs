using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Polling;

/// <summary>
/// Waits for one of several objects to become readable, or for a time: for loops that also have appointments of their own, which
/// <see cref="PollLoop"/> does not know. Costs what is readable, however many objects there are. One thread's.
/// </summary>
public sealed unsafe class PollSet : IDisposable
{
    private const short Readable = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Epoll _epoll = new();
    private readonly int[] _ready = new int[Epoll.Batch];
    private int _count;

    /// <param name="objects">Must stay open as long as somebody waits for them here.</param>
    public PollSet(params IPollable[] objects)
    {
        for (var i = 0; i < objects.Length; i++)
            _epoll.Watch(objects[i].Descriptor, PollEvents.Readable, i);
    }

    /// <summary>
    /// Which of the objects, by their place, were readable or had an error to be read when <see cref="Wait"/> returned. Of very many some, the others
    /// next time.
    /// </summary>
    public ReadOnlySpan<int> Ready => _ready.AsSpan(0, _count);

    /// <summary>Gives whether anything became readable before the time was over.</summary>
    /// <param name="limit">As fine as the kernel's timers, some 50 µs.</param>
    public bool Wait(TimeSpan limit)
    {
        if (limit > TimeSpan.Zero)
            Sleep(limit);
        _count = _epoll.Wait(onlyLook: true);
        for (var i = 0; i < _count; i++)
            _ready[i] = (int)_epoll[i].Key;
        return _count > 0;
    }

    public void Dispose() => _epoll.Dispose();

    /// <summary>By ppoll(2), since epoll_wait(2) counts in milliseconds.</summary>
    private void Sleep(TimeSpan limit)
    {
        using var lease = _epoll.Descriptor.Use();
        var entry = new PollEntry { Fd = lease.Fd, Asked = Readable };
        var nanoseconds = limit.Ticks * TimeSpan.NanosecondsPerTick;
        var time = stackalloc long[2] { nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond };
        _ = Libc.ppoll(&entry, 1, time, null);
    }

    /// <summary>struct pollfd.</summary>
    private struct PollEntry
    {
        public int Fd;
        public short Asked, Found;
    }
}
