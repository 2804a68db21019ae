using System.Text;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Ethernet;

/// <summary>
/// The frames of one EtherType on one Ethernet interface, without their Ethernet header (packet(7), SOCK_DGRAM). What this host sends is not
/// received. Non-blocking; all calls may come from any thread.
/// </summary>
public sealed unsafe class PacketSocket : IPollable, IDisposable
{
    private const int LevelSocket = 1, LevelPacket = 263;
    private const int IgnoreOutgoing = 23, ReceiveBufferOption = 8, ReceiveBufferForce = 33;
    private const nuint GetIndex = 0x8933, GetHardwareAddress = 0x8927, GetMtu = 0x8921;
    private const int RequestSize = 40, NameSize = 16; // struct ifreq
    private const ushort HardwareEthernet = 1;

    private readonly FileDescriptor _socket;
    private readonly int _index;
    private readonly ushort _etherType;

    /// <param name="receiveBuffer">Octets to ask for.</param>
    /// <exception cref="LinuxException">There is no such interface, it is no Ethernet, or CAP_NET_RAW is missing.</exception>
    public PacketSocket(string @interface, ushort etherType, int receiveBuffer)
    {
        var attempt = $"open interface {@interface} for frames of type 0x{etherType:x4}";
        (Interface, _etherType) = (@interface, etherType);
        _socket = new FileDescriptor(
            Libc.socket(Libc.FamilyPacket, Libc.SocketDatagram | Libc.SocketNonBlocking | Libc.SocketCloseOnExec, 0), attempt);
        try
        {
            _index = BitConverter.ToInt32(Ask(GetIndex, attempt));
            var hardware = Ask(GetHardwareAddress, attempt);
            if (BitConverter.ToUInt16(hardware) != HardwareEthernet)
                throw new LinuxException(attempt, Errno.InvalidArgument);
            Station = AddressIn(hardware);
            Set(LevelPacket, IgnoreOutgoing, 1, attempt);
            using var lease = _socket.Use();
            if (Libc.setsockopt(lease.Fd, LevelSocket, ReceiveBufferForce, &receiveBuffer, sizeof(int)) < 0)
                _ = Libc.setsockopt(lease.Fd, LevelSocket, ReceiveBufferOption, &receiveBuffer, sizeof(int));
            var name = stackalloc byte[LinkLayerAddress.Size];
            LinkLayerAddress.Write(new Span<byte>(name, LinkLayerAddress.Size), _index, etherType, 0);
            Errno.Check(Libc.bind(lease.Fd, name, LinkLayerAddress.Size), attempt);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public string Interface { get; }

    /// <summary>The interface's own address, in the lowest 48 bits.</summary>
    public ulong Station { get; }

    FileDescriptor IPollable.Descriptor => _socket;

    /// <summary>The interface's MTU as it is now, octets.</summary>
    /// <exception cref="LinuxException">The interface is gone.</exception>
    public int ReadMtu() => BitConverter.ToInt32(Ask(GetMtu, $"read the MTU of {Interface}"));

    /// <summary>Whether the interface is still the one that was opened: a socket outlives its interface, and does not come to one of the same name.</summary>
    public bool IsThere
    {
        get
        {
            try
            {
                return BitConverter.ToInt32(Ask(GetIndex, $"look for {Interface}")) == _index;
            }
            catch (LinuxException)
            {
                return false;
            }
        }
    }

    /// <param name="station">In the lowest 48 bits.</param>
    public LinkLayerAddress To(ulong station) => new(_index, _etherType, station);

    /// <summary>Sends one frame. Gives 0, or the errno.</summary>
    public int Send(LinkLayerAddress to, ReadOnlySpan<byte> frame)
    {
        fixed (byte* name = to.Name)
        fixed (byte* data = frame)
        {
            var vector = new IoVector { Base = data, Length = (nuint)frame.Length };
            var message = new MessageHeader { Name = name, NameLength = LinkLayerAddress.Size, Vectors = &vector, VectorCount = 1 };
            using var lease = _socket.Use();
            return Libc.sendmsg(lease.Fd, &message, Libc.MessageDontWait) < 0 ? Errno.Last : 0;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>recvmmsg(2); gives the count, or a negated errno.</summary>
    internal int Receive(BatchMessage* messages, int count)
    {
        using var lease = _socket.Use();
        var received = Libc.recvmmsg(lease.Fd, messages, (uint)count, Libc.MessageDontWait, null);
        return received < 0 ? -Errno.Last : received;
    }

    /// <summary>sendmmsg(2); gives how many were taken, or a negated errno when already the first was refused.</summary>
    internal int Send(BatchMessage* messages, int count)
    {
        using var lease = _socket.Use();
        var sent = Libc.sendmmsg(lease.Fd, messages, (uint)count, Libc.MessageDontWait);
        return sent < 0 ? -Errno.Last : sent;
    }

    /// <summary>An ioctl about the interface; gives what follows the name in its answer.</summary>
    private byte[] Ask(nuint request, string attempt)
    {
        if (Encoding.UTF8.GetByteCount(Interface) is 0 or >= NameSize)
            throw new LinuxException(attempt, Errno.NoDevice);
        var answer = stackalloc byte[RequestSize];
        var octets = new Span<byte>(answer, RequestSize);
        octets.Clear();
        Encoding.UTF8.GetBytes(Interface, octets);
        using var lease = _socket.Use();
        Errno.Check(Libc.ioctl(lease.Fd, request, answer), attempt);
        return octets[NameSize..].ToArray();
    }

    private void Set(int level, int option, int value, string attempt)
    {
        using var lease = _socket.Use();
        Errno.Check(Libc.setsockopt(lease.Fd, level, option, &value, sizeof(int)), attempt);
    }

    private static ulong AddressIn(ReadOnlySpan<byte> hardware)
    {
        var station = 0UL;
        foreach (var octet in hardware.Slice(sizeof(ushort), LinkLayerAddress.AddressSize))
            station = station << 8 | octet;
        return station;
    }
}
