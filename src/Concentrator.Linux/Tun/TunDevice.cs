using System.Text;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Tun;

/// <summary>A TUN interface: what is written arrives in the kernel's IP stack, what it routes there is read. Non-blocking.</summary>
public sealed unsafe class TunDevice : IPollable, IDisposable
{
    private const nuint SetInterface = 0x4004_54ca, SetOffload = 0x4004_54d0;
    private const short Tun = 0x0001, NoPacketInformation = 0x1000, VirtioHeader = 0x4000, MultiQueue = 0x0100;
    private const int NameSize = 16;

    private readonly FileDescriptor _device;

    /// <summary>A device of several queues: the kernel chooses the one to read a packet from by its flow, that by which the flow was written last if there is one.</summary>
    /// <exception cref="LinuxException">As that of the constructor.</exception>
    public static TunDevice[] Open(string name, TunOffloads offloads, int queues)
    {
        List<TunDevice> open = [new(name, offloads, queues > 1)];
        try
        {
            while (open.Count < queues)
                open.Add(new TunDevice(open[0].Name, offloads, hasQueues: true));
            return [.. open];
        }
        catch
        {
            foreach (var queue in open)
                queue.Dispose();
            throw;
        }
    }

    /// <param name="name">At most 15 octets; may hold one %d, which becomes the first free number.</param>
    /// <param name="offloads">What is wanted; <see cref="Offloads"/> is what the kernel has of it.</param>
    /// <exception cref="LinuxException">No /dev/net/tun, no CAP_NET_ADMIN, or the name is in use.</exception>
    /// <param name="hasQueues">One of several queues of the device.</param>
    public TunDevice(string name, TunOffloads offloads = TunOffloads.None, bool hasQueues = false)
    {
        var attempt = $"open TUN device {name}";
        if (Encoding.UTF8.GetByteCount(name) is 0 or >= NameSize)
            throw new ArgumentException($"'{name}' is no interface name: 1 to {NameSize - 1} octets", nameof(name));

        _device = new FileDescriptor(
            Libc.open("/dev/net/tun", Libc.OpenReadWrite | Libc.OpenNonBlocking | Libc.OpenCloseOnExec), attempt);
        var request = stackalloc byte[40]; // struct ifreq
        new Span<byte>(request, 40).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, NameSize));
        HasHeader = offloads != TunOffloads.None;
        *(short*)(request + NameSize) = (short)(Tun | NoPacketInformation | (HasHeader ? VirtioHeader : 0) | (hasQueues ? MultiQueue : 0));
        using var lease = _device.Use();
        if (Libc.ioctl(lease.Fd, SetInterface, request) < 0)
        {
            var errno = Errno.Last;
            _device.Dispose();
            // What the driver says of the name of an interface that is none of its own.
            throw new LinuxException(attempt, errno == Errno.InvalidArgument && Libc.if_nametoindex(name) > 0 ? Errno.Exists : errno);
        }

        var chosen = new ReadOnlySpan<byte>(request, NameSize);
        Name = Encoding.UTF8.GetString(chosen[..chosen.IndexOf((byte)0)]);
        Offloads = Negotiate(lease.Fd, offloads);
        KnowsNoWait = Probe(lease.Fd);
    }

    public string Name { get; }

    public TunOffloads Offloads { get; }

    FileDescriptor IPollable.Descriptor => _device;

    internal FileDescriptor Descriptor => _device;

    /// <summary>Whether the kernel's TUN driver knows of writes that do not wait, as a ring needs them (not in Linux 6.1).</summary>
    internal bool KnowsNoWait { get; }

    /// <summary>Whether a <see cref="VirtioNetHeader"/> is in front of each packet. The kernel takes a tenth longer for a packet that has one.</summary>
    internal bool HasHeader { get; }

    /// <summary>Takes one packet; gives its length, 0 when there is none, or a negated errno when the device is gone.</summary>
    /// <param name="rest">Where that part of the packet goes which the buffer has no room for; what has no room there either is cut off.</param>
    public int Read(out VirtioNetHeader header, Span<byte> buffer, Span<byte> rest = default)
    {
        fixed (byte* first = buffer, second = rest)
            return Read(out header, first, buffer.Length, second, rest.Length);
    }

    /// <summary>Gives one whole packet to the kernel. False when it refused: the link is down, or the packet is no IP.</summary>
    /// <param name="room">Octets of the buffer before the packet, which may be written over; without enough for a header the packet costs a system call with two pieces.</param>
    public bool Write(Span<byte> buffer, int room = 0)
    {
        if (HasHeader && room < sizeof(VirtioNetHeader))
            return Write(default, buffer[room..]);
        var whole = buffer[(HasHeader ? room - sizeof(VirtioNetHeader) : room)..];
        if (HasHeader)
            whole[..sizeof(VirtioNetHeader)].Clear();
        using var lease = _device.Use();
        fixed (byte* data = whole)
            return Libc.write(lease.Fd, data, (nuint)whole.Length) == whole.Length;
    }

    /// <summary>Gives the kernel a packet that it may cut and whose checksum it finishes, as the header says: as far as <see cref="Offloads"/> go.</summary>
    /// <exception cref="InvalidOperationException">The device has none.</exception>
    public bool Write(VirtioNetHeader header, ReadOnlySpan<byte> packet)
    {
        if (!HasHeader)
            throw new InvalidOperationException($"{Name} has no offloads");
        using var lease = _device.Use();
        fixed (byte* data = packet)
        {
            var vectors = stackalloc IoVector[]
            {
                new() { Base = (byte*)&header, Length = (nuint)sizeof(VirtioNetHeader) },
                new() { Base = data, Length = (nuint)packet.Length },
            };
            return Libc.writev(lease.Fd, vectors, 2) == sizeof(VirtioNetHeader) + packet.Length;
        }
    }

    public void Dispose() => _device.Dispose();

    private int Read(out VirtioNetHeader header, byte* first, int firstSize, byte* second, int secondSize)
    {
        VirtioNetHeader read = default;
        var headerSize = HasHeader ? sizeof(VirtioNetHeader) : 0;
        var vectors = stackalloc IoVector[]
        {
            new() { Base = (byte*)&read, Length = (nuint)headerSize },
            new() { Base = first, Length = (nuint)firstSize },
            new() { Base = second, Length = (nuint)secondSize },
        };
        using var lease = _device.Use();
        var length = (int)Libc.readv(lease.Fd, vectors, 3);
        header = length < 0 ? default : read;
        return length >= 0 ? Math.Max(0, length - headerSize) : Errno.Last is var errno && errno is Errno.Again or Errno.Interrupted ? 0 : -errno;
    }

    /// <summary>An octet is no packet, so it is refused in any case.</summary>
    private static bool Probe(int fd)
    {
        byte octet = 0;
        var vector = new IoVector { Base = &octet, Length = 1 };
        return Libc.pwritev2(fd, &vector, 1, -1, Libc.NoWait) >= 0 || Errno.Last != Errno.NotSupported;
    }

    /// <summary>The kernel refuses a set as a whole if it does not know one of it.</summary>
    private static TunOffloads Negotiate(int fd, TunOffloads wanted)
    {
        foreach (var offered in (ReadOnlySpan<TunOffloads>)[TunOffloads.All, TunOffloads.Checksums | TunOffloads.Tcp, TunOffloads.Checksums])
        {
            if ((wanted & offered) == offered && Libc.ioctl(fd, SetOffload, (void*)(nuint)offered) >= 0)
                return offered;
        }

        return TunOffloads.None;
    }
}
