using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Rings;

/// <summary>Memory that a ring has in common with the kernel.</summary>
internal sealed unsafe class RingMemory : IDisposable
{
    /// <summary>Which memory (IORING_OFF_*).</summary>
    public const nint Queues = 0, Entries = 0x1000_0000;

    private const int ReadWrite = 3, SharedPopulated = 0x8001;

    private readonly nuint _size;

    /// <exception cref="LinuxException">The kernel is out of memory.</exception>
    public RingMemory(int ring, nint which, nuint size)
    {
        _size = size;
        Start = Libc.mmap(null, size, ReadWrite, SharedPopulated, ring, which);
        if ((nint)Start == -1)
            throw new LinuxException("map an io_uring", Errno.Last);
    }

    public byte* Start { get; }

    public void Dispose() => Libc.munmap(Start, _size);
}
