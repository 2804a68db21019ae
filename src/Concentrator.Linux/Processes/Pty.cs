using System.Text;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Processes;

/// <summary>
/// The master of a pseudo terminal. We never open the slave ourselves, so that its hang-up (EIO once the last slave is closed) is seen when the
/// child is gone.
/// </summary>
public sealed unsafe class Pty : TerminalLine
{
    private const int NameSize = 64;
    private const string Attempt = "open a pseudo terminal";

    /// <exception cref="LinuxException">No pseudo terminal is left.</exception>
    public Pty()
        : this(new FileDescriptor(Libc.posix_openpt(Libc.OpenReadWrite | Libc.OpenNoControllingTerminal | Libc.OpenCloseOnExec | Libc.OpenNonBlocking), Attempt))
    {
    }

    private Pty(FileDescriptor master) : base(master)
    {
        try
        {
            using var lease = master.Use();
            Errno.Check(Libc.grantpt(lease.Fd), Attempt);
            Errno.Check(Libc.unlockpt(lease.Fd), Attempt);
            SlavePath = NameOf(lease.Fd);
            MakeRaw(lease.Fd);
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    public string SlavePath { get; }

    private static string NameOf(int master)
    {
        var name = stackalloc byte[NameSize];
        var errno = Libc.ptsname_r(master, name, NameSize);
        return errno == 0 ? Encoding.UTF8.GetString(name, new Span<byte>(name, NameSize).IndexOf((byte)0)) : throw new LinuxException(Attempt, errno);
    }

    private static void MakeRaw(int master)
    {
        var termios = stackalloc byte[TermiosSize];
        Errno.Check(Libc.tcgetattr(master, termios), Attempt);
        Libc.cfmakeraw(termios);
        Errno.Check(Libc.tcsetattr(master, 0, termios), Attempt);
    }
}
