using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Polling;

/// <summary>A counter that makes a loop wake up (eventfd(2)); set from any thread.</summary>
public sealed unsafe class EventFd : IPollable, IDisposable
{
    private const int CloseOnExecNonBlocking = 0x80800;

    private readonly FileDescriptor _counter = new(Libc.eventfd(0, CloseOnExecNonBlocking), "eventfd");

    FileDescriptor IPollable.Descriptor => _counter;

    public void Set()
    {
        using var lease = _counter.Use();
        var one = 1UL;
        _ = Libc.write(lease.Fd, &one, sizeof(ulong));
    }

    public void Reset()
    {
        using var lease = _counter.Use();
        ulong count;
        _ = Libc.read(lease.Fd, &count, sizeof(ulong));
    }

    public void Dispose() => _counter.Dispose();
}
