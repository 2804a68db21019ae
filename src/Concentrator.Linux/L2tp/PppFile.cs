using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.L2tp;

/// <summary>
/// An open /dev/ppp: a channel or a unit. What is read and written is one PPP frame without FF 03, its protocol in two octets. Non-blocking; all calls
/// may come from any thread.
/// </summary>
public abstract unsafe class PppFile : IPollable, IDisposable
{
    private const string Path = "/dev/ppp";

    private readonly FileDescriptor _file = Open();

    FileDescriptor IPollable.Descriptor => _file;

    /// <summary>Fails where the kernel has no PPP.</summary>
    /// <exception cref="LinuxException">It has none, or its module cannot be loaded.</exception>
    public static void Probe() => Open().Dispose();

    /// <summary>Takes one frame; gives its length, 0 when there is none, or a negated errno when there will be none any more.</summary>
    public int Read(Span<byte> frame)
    {
        using var lease = _file.Use();
        fixed (byte* data = frame)
        {
            var length = (int)Libc.read(lease.Fd, data, (nuint)frame.Length);
            // Of a unit without a channel nothing is read, at once.
            return length > 0 ? length : length == 0 ? -Errno.InputOutput : Errno.Last is var errno && errno is Errno.Again or Errno.Interrupted ? 0 : -errno;
        }
    }

    /// <summary>False when the kernel did not take it: its queue is full, or there is nothing to send it by.</summary>
    public bool Write(ReadOnlySpan<byte> frame)
    {
        using var lease = _file.Use();
        fixed (byte* data = frame)
            return Libc.write(lease.Fd, data, (nuint)frame.Length) == frame.Length;
    }

    public void Dispose() => _file.Dispose();

    private static FileDescriptor Open() => new(
        Libc.open(Path, Libc.OpenReadWrite | Libc.OpenNonBlocking | Libc.OpenCloseOnExec), $"open {Path} (module ppp_generic)");

    /// <exception cref="LinuxException">The kernel refuses it.</exception>
    private protected int Control(nuint request, int argument, string attempt)
    {
        using var lease = _file.Use();
        Errno.Check(Libc.ioctl(lease.Fd, request, &argument), attempt);
        return argument;
    }

    private protected void Control(nuint request, long argument, string attempt)
    {
        using var lease = _file.Use();
        Errno.Check(Libc.ioctl(lease.Fd, request, &argument), attempt);
    }
}

/// <summary>The PPP channel of a session: LCP and authentication, and as long as it is connected to no unit every protocol.</summary>
public sealed class PppChannel : PppFile
{
    private const nuint AttachChannel = 0x4004_7438, ConnectUnit = 0x4004_743a, DisconnectUnit = 0x7439;

    /// <exception cref="LinuxException">There is no such channel.</exception>
    public PppChannel(int number)
    {
        try
        {
            Control(AttachChannel, number, $"attach to PPP channel {number}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>From now on network protocols pass between the session and the unit.</summary>
    public void Connect(PppUnit unit) => Control(ConnectUnit, unit.Number, $"connect a PPP channel to {unit.Name}");

    /// <summary>False: it was connected to none, or is gone.</summary>
    public bool TryDisconnect()
    {
        try
        {
            Control(DisconnectUnit, 0, "disconnect a PPP channel");
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
