using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Polling;

/// <summary>A timer that makes a loop wake up once (timerfd_create(2)).</summary>
public sealed unsafe class TimerFd : IPollable, IDisposable
{
    private const int Monotonic = 1;
    private const int CloseOnExecNonBlocking = 0x80800;

    private readonly FileDescriptor _timer = new(Libc.timerfd_create(Monotonic, CloseOnExecNonBlocking), "timerfd_create");

    FileDescriptor IPollable.Descriptor => _timer;

    /// <summary>Fires after this time, which must be more than none, and no more at the time set before.</summary>
    public void Set(TimeSpan delay)
    {
        // struct itimerspec: the interval, which is none, and the first time, in seconds and nanoseconds each.
        var times = stackalloc long[4] { 0, 0, (long)delay.TotalSeconds, delay.Ticks % TimeSpan.TicksPerSecond * 100 };
        using var lease = _timer.Use();
        _ = Libc.timerfd_settime(lease.Fd, 0, times, null);
    }

    public void Reset()
    {
        using var lease = _timer.Use();
        ulong count;
        _ = Libc.read(lease.Fd, &count, sizeof(ulong));
    }

    public void Dispose() => _timer.Dispose();
}
