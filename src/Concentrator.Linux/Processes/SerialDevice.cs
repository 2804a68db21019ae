using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Processes;

/// <summary>A serial device (termios(3)): raw, eight bits, without regard to its carrier, since nothing may have dialled yet.</summary>
public sealed unsafe class SerialDevice : TerminalLine
{
    // struct termios: c_iflag, c_oflag, c_cflag, c_lflag, of 32 bits each (asm-generic).
    private const int ControlFlags = 2;
    private const uint EnableReceiver = 0x80, IgnoreCarrier = 0x800;

    /// <param name="speed">Bits per second.</param>
    /// <exception cref="LinuxException">There is no such device, it is no terminal, or it does not know the speed.</exception>
    public SerialDevice(string path, int speed)
        : this(
            new FileDescriptor(
                Libc.open(path, Libc.OpenReadWrite | Libc.OpenNoControllingTerminal | Libc.OpenCloseOnExec | Libc.OpenNonBlocking), $"open {path}"),
            path, speed)
    {
    }

    private SerialDevice(FileDescriptor device, string path, int speed) : base(device)
    {
        try
        {
            using var lease = device.Use();
            var termios = stackalloc byte[TermiosSize];
            Errno.Check(Libc.tcgetattr(lease.Fd, termios), $"set {path} up");
            Libc.cfmakeraw(termios);
            ((uint*)termios)[ControlFlags] |= EnableReceiver | IgnoreCarrier;
            Errno.Check(Libc.cfsetspeed(termios, (uint)speed), $"set the speed of {path} to {speed}");
            Errno.Check(Libc.tcsetattr(lease.Fd, 0, termios), $"set {path} up");
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }
}
