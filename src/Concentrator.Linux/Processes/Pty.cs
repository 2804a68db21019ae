using System.Text;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Processes;

/// <summary>
/// The master of a pseudo terminal, raw and non-blocking. We never open the slave ourselves, so that its hang-up is seen when the
/// child is gone.
/// </summary>
public sealed unsafe class Pty : IPollable, IDisposable
{
    private const int NameSize = 64, TermiosSize = 128;

    private readonly FileDescriptor _master;

    /// <exception cref="LinuxException">No pseudo terminal is left.</exception>
    public Pty()
    {
        const string attempt = "open a pseudo terminal";
        _master = new FileDescriptor(
            Libc.posix_openpt(Libc.OpenReadWrite | Libc.OpenNoControllingTerminal | Libc.OpenCloseOnExec | Libc.OpenNonBlocking), attempt);
        try
        {
            using var lease = _master.Use();
            Errno.Check(Libc.grantpt(lease.Fd), attempt);
            Errno.Check(Libc.unlockpt(lease.Fd), attempt);
            SlavePath = NameOf(lease.Fd, attempt);
            MakeRaw(lease.Fd, attempt);
        }
        catch
        {
            _master.Dispose();
            throw;
        }
    }

    public string SlavePath { get; }

    FileDescriptor IPollable.Descriptor => _master;

    /// <summary>Gives the octets read; 0 when there are none now, or a negated errno: EIO once the last slave is closed.</summary>
    public int Read(Span<byte> buffer)
    {
        using var lease = _master.Use();
        fixed (byte* data = buffer)
            return Outcome(Libc.read(lease.Fd, data, (nuint)buffer.Length));
    }

    /// <summary>Gives the octets taken; 0 when the line is full, or a negated errno.</summary>
    public int Write(ReadOnlySpan<byte> octets)
    {
        using var lease = _master.Use();
        fixed (byte* data = octets)
            return Outcome(Libc.write(lease.Fd, data, (nuint)octets.Length));
    }

    public void Dispose() => _master.Dispose();

    private static int Outcome(nint result) =>
        result >= 0 ? (int)result : Errno.Last is var errno && errno is Errno.Again or Errno.Interrupted ? 0 : -errno;

    private static string NameOf(int master, string attempt)
    {
        var name = stackalloc byte[NameSize];
        var errno = Libc.ptsname_r(master, name, NameSize);
        return errno == 0 ? Encoding.UTF8.GetString(name, new Span<byte>(name, NameSize).IndexOf((byte)0)) : throw new LinuxException(attempt, errno);
    }

    private static void MakeRaw(int master, string attempt)
    {
        var termios = stackalloc byte[TermiosSize];
        Errno.Check(Libc.tcgetattr(master, termios), attempt);
        Libc.cfmakeraw(termios);
        Errno.Check(Libc.tcsetattr(master, 0, termios), attempt);
    }
}
