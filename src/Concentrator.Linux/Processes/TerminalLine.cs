using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Processes;

/// <summary>Our end of an asynchronous line, raw and non-blocking: a serial device, or the master of a pseudo terminal.</summary>
public abstract unsafe class TerminalLine : IPollable, IDisposable
{
    private protected const int TermiosSize = 128;

    private const int GetFlags = 3, SetFlags = 4;

    private readonly FileDescriptor _line;

    private protected TerminalLine(FileDescriptor line) => _line = line;

    FileDescriptor IPollable.Descriptor => _line;

    /// <summary>Gives the octets read; 0 when there are none now (or, of a device that is hung up, never more), or a negated errno.</summary>
    public int Read(Span<byte> buffer)
    {
        using var lease = _line.Use();
        fixed (byte* data = buffer)
            return Outcome(Libc.read(lease.Fd, data, (nuint)buffer.Length));
    }

    /// <summary>Gives the octets taken; 0 when the line is full, or a negated errno.</summary>
    public int Write(ReadOnlySpan<byte> octets)
    {
        using var lease = _line.Use();
        fixed (byte* data = octets)
            return Outcome(Libc.write(lease.Fd, data, (nuint)octets.Length));
    }

    /// <summary>Whether reads and writes wait: as a script expects it whose standard input and output the line is for a while.</summary>
    /// <exception cref="LinuxException">The line is closed.</exception>
    public void SetBlocking(bool blocking)
    {
        const string attempt = "set the flags of a line";
        using var lease = _line.Use();
        var flags = Errno.Check(Libc.fcntl(lease.Fd, GetFlags, 0), attempt);
        Errno.Check(Libc.fcntl(lease.Fd, SetFlags, blocking ? flags & ~Libc.OpenNonBlocking : flags | Libc.OpenNonBlocking), attempt);
    }

    public void Dispose() => _line.Dispose();

    private static int Outcome(nint result) =>
        result >= 0 ? (int)result : Errno.Last is var errno && errno is Errno.Again or Errno.Interrupted ? 0 : -errno;
}
