using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Polling;

/// <summary>A counter that makes a loop wake up (eventfd(2)); set from any thread.</summary>
internal sealed unsafe class EventFd : IDisposable
{
    private const int CloseOnExecNonBlocking = 0x80800;

    public FileDescriptor Descriptor { get; } = new(Libc.eventfd(0, CloseOnExecNonBlocking), "eventfd");

    public void Set()
    {
        using var lease = Descriptor.Use();
        var one = 1UL;
        _ = Libc.write(lease.Fd, &one, sizeof(ulong));
    }

    public void Reset()
    {
        using var lease = Descriptor.Use();
        ulong count;
        _ = Libc.read(lease.Fd, &count, sizeof(ulong));
    }

    public void Dispose() => Descriptor.Dispose();
}
