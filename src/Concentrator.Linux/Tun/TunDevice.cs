using System.Text;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Tun;

/// <summary>A TUN interface: what is written arrives in the kernel's IP stack, what it routes there is read. Packets bare, non-blocking.</summary>
public sealed unsafe class TunDevice : IPollable, IDisposable
{
    private const nuint SetInterface = 0x4004_54ca;
    private const short Tun = 0x0001, NoPacketInformation = 0x1000;
    private const int NameSize = 16;

    private readonly FileDescriptor _device;

    /// <param name="name">At most 15 octets; may hold one %d, which becomes the first free number.</param>
    /// <exception cref="LinuxException">No /dev/net/tun, no CAP_NET_ADMIN, or the name is in use.</exception>
    public TunDevice(string name)
    {
        var attempt = $"open TUN device {name}";
        if (Encoding.UTF8.GetByteCount(name) is 0 or >= NameSize)
            throw new ArgumentException($"'{name}' is no interface name: 1 to {NameSize - 1} octets", nameof(name));

        _device = new FileDescriptor(
            Libc.open("/dev/net/tun", Libc.OpenReadWrite | Libc.OpenNonBlocking | Libc.OpenCloseOnExec), attempt);
        var request = stackalloc byte[40]; // struct ifreq
        new Span<byte>(request, 40).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, NameSize));
        *(short*)(request + NameSize) = Tun | NoPacketInformation;
        using var lease = _device.Use();
        if (Libc.ioctl(lease.Fd, SetInterface, request) < 0)
        {
            var errno = Errno.Last;
            _device.Dispose();
            throw new LinuxException(attempt, errno);
        }

        var chosen = new ReadOnlySpan<byte>(request, NameSize);
        Name = Encoding.UTF8.GetString(chosen[..chosen.IndexOf((byte)0)]);
    }

    public string Name { get; }

    FileDescriptor IPollable.Descriptor => _device;

    /// <summary>Takes one packet; gives its length, 0 when there is none, or a negated errno when the device is gone.</summary>
    public int Read(byte* buffer, int size)
    {
        using var lease = _device.Use();
        var length = (int)Libc.read(lease.Fd, buffer, (nuint)size);
        return length >= 0 ? length : Errno.Last is var errno && errno is Errno.Again or Errno.Interrupted ? 0 : -errno;
    }

    /// <summary>Gives one packet to the kernel. False when it refused: the link is down, or the packet is no IP.</summary>
    public bool Write(ReadOnlySpan<byte> packet)
    {
        using var lease = _device.Use();
        fixed (byte* data = packet)
            return Libc.write(lease.Fd, data, (nuint)packet.Length) == packet.Length;
    }

    public void Dispose() => _device.Dispose();
}
