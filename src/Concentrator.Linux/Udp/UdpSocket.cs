using System.Net;
using System.Net.Sockets;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;

namespace Concentrator.Linux.Udp;

/// <summary>
/// A UDP socket that tells which local address each datagram came to, and lets each answer leave from it. Non-blocking; all
/// calls may come from any thread.
/// </summary>
public sealed unsafe class UdpSocket : IPollable, IDisposable
{
    private const int LevelSocket = 1, LevelIp = 0, LevelUdp = 17, LevelIpv6 = 41;
    private const int ReuseAddress = 2, ReceiveBufferOption = 8, SendBufferOption = 7, ReceiveBufferForce = 33, SendBufferForce = 32;
    private const int ReusePort = 15, BusyPoll = 46;
    private const int UdpSegment = 103, UdpGro = 104;

    /// <summary>IP_PKTINFO and IPV6_RECVPKTINFO.</summary>
    private const int TellLocal = 8, TellLocalIpv6 = 49;

    /// <summary>SO_MEMINFO: nine numbers, the last of which counts what the kernel dropped for want of room in the receive buffer.</summary>
    private const int MemoryInformation = 55, MemoryNumbers = 9;

    private readonly FileDescriptor _socket;
    private volatile bool _sendsTrains;

    /// <summary>
    /// Binds without SO_REUSEADDR, unless it has a peer: for UDP that option would let a second daemon take the port silently; without it the second
    /// fails with EADDRINUSE, and there is no TIME_WAIT that would need it. A port that is shared gets it once it is bound.
    /// </summary>
    /// <exception cref="LinuxException">The address cannot be bound.</exception>
    public UdpSocket(UdpSocketOptions options)
    {
        var ipv6 = options.Listen.AddressFamily == AddressFamily.InterNetworkV6;
        var attempt = $"bind UDP {options.Listen}";
        var family = ipv6 ? Libc.FamilyInet6 : Libc.FamilyInet;
        _socket = new FileDescriptor(
            Libc.socket(family, Libc.SocketDatagram | Libc.SocketNonBlocking | Libc.SocketCloseOnExec, 0), attempt);
        try
        {
            HasOneAddress = InetEndpoint.From(options.Listen) is { IsUnspecified: false, Scope: 0 };
            foreach (var (level, option, value) in OptionsOf(options, ipv6, tellLocal: !HasOneAddress))
                Set(level, option, value, attempt);
            if (options.JoinsGroup)
                LetOthersIn();
            if (options.BusyPoll > TimeSpan.Zero)
                TrySet(LevelSocket, BusyPoll, (int)options.BusyPoll.TotalMicroseconds);
            ReceiveBuffer = Enlarge(ReceiveBufferForce, ReceiveBufferOption, options.ReceiveBuffer);
            SendBuffer = Enlarge(SendBufferForce, SendBufferOption, options.SendBuffer);
            ReceivesTrains = options.ReceiveTrains && TrySet(LevelUdp, UdpGro, 1);
            _sendsTrains = options.SendTrains && TrySet(LevelUdp, UdpSegment, 0);
            if (options.Peer is not null)
                Set(LevelSocket, ReuseAddress, 1, attempt);
            Local = Bind(InetEndpoint.From(options.Listen), attempt);
            if (options.Peer is not null)
                Connect(options.Peer);
            else if (options.Shared)
                Set(LevelSocket, ReuseAddress, 1, attempt);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>It is bound to an address, or connected, so there is nothing to tell for each datagram: neither which it came to nor which it is to leave from.</summary>
    internal bool HasOneAddress { get; private set; }

    /// <summary>As bound, with the real port; once it is connected, the address that the kernel has chosen.</summary>
    public InetEndpoint Local { get; private set; }

    /// <summary>What the kernel granted: octets of its own accounting, which is about twice the payload.</summary>
    public int ReceiveBuffer { get; }

    public int SendBuffer { get; }

    /// <summary>Whether the kernel passes datagrams of one peer and one length together (UDP_GRO, Linux 5.0).</summary>
    public bool ReceivesTrains { get; }

    /// <summary>Whether it takes them so (UDP_SEGMENT, Linux 4.18), as long as no device turns out to be unable.</summary>
    public bool SendsTrains => _sendsTrains;

    /// <summary>Datagrams that arrived and found the receive buffer full, or did not pass the <see cref="PayloadFilter"/>, since the socket was opened; 2³² at most.</summary>
    public uint ReceiveDrops
    {
        get
        {
            using var lease = _socket.Use();
            var numbers = stackalloc uint[MemoryNumbers];
            uint length = MemoryNumbers * sizeof(uint);
            return Libc.getsockopt(lease.Fd, LevelSocket, MemoryInformation, numbers, &length) < 0 ? 0 : numbers[MemoryNumbers - 1];
        }
    }

    FileDescriptor IPollable.Descriptor => _socket;

    /// <summary>Sends one datagram. Gives 0, or the errno.</summary>
    public int Send(UdpRoute route, ReadOnlySpan<byte> datagram)
    {
        var name = stackalloc byte[InetEndpoint.MaxNameSize];
        var control = stackalloc byte[UdpRoute.MaxControlSize];
        fixed (byte* data = datagram)
        {
            var vector = new IoVector { Base = data, Length = (nuint)datagram.Length };
            var message = new MessageHeader { Name = name, Control = control, Vectors = &vector, VectorCount = 1 };
            route.CopyTo(ref message, withLocal: !HasOneAddress);
            using var lease = _socket.Use();
            int errno;
            do
                errno = Libc.sendmsg(lease.Fd, &message, Libc.MessageDontWait) < 0 ? Errno.Last : 0;
            while (SendErrors.IsOfAnother(errno));
            return errno;
        }
    }

    /// <summary>
    /// From now on it is the socket for this peer's datagrams. What has arrived before stays in its queue. One that is not bound to an address must not be in
    /// use by another thread.
    /// </summary>
    /// <exception cref="LinuxException">There is no way to the peer.</exception>
    public void Connect(IPEndPoint peer)
    {
        using var lease = _socket.Use();
        var name = stackalloc byte[InetEndpoint.MaxNameSize];
        var length = InetEndpoint.From(peer).WriteName(new Span<byte>(name, InetEndpoint.MaxNameSize));
        var attempt = $"connect UDP {Local} to {peer}";
        Errno.Check(Libc.connect(lease.Fd, name, (uint)length), attempt);
        if (HasOneAddress)
            return;
        Local = NameOf(lease.Fd, attempt);
        var (level, option) = peer.AddressFamily == AddressFamily.InterNetworkV6 ? (LevelIpv6, TellLocalIpv6) : (LevelIp, TellLocal);
        Set(level, option, 0, attempt);
        HasOneAddress = true;
    }

    /// <summary>From now on only what passes is received.</summary>
    /// <exception cref="LinuxException">The kernel has no socket filters.</exception>
    public void Filter(PayloadFilter filter)
    {
        using var lease = _socket.Use();
        filter.Attach(lease.Fd);
    }

    public void Dispose() => _socket.Dispose();

    internal void LetOthersIn() => Set(LevelSocket, ReusePort, 1, $"share UDP {Local}");

    internal void StopTrains() => _sendsTrains = false;

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

    private static (int Level, int Option, int Value)[] OptionsOf(UdpSocketOptions options, bool ipv6, bool tellLocal) => ipv6
        ?
        [
            (LevelIpv6, 26 /* IPV6_V6ONLY: IPv4 has a socket of its own */, 1),
            (LevelIpv6, TellLocalIpv6, tellLocal ? 1 : 0),
            (LevelIpv6, 23 /* IPV6_MTU_DISCOVER */, (int)options.Df),
            (LevelIpv6, 67 /* IPV6_TCLASS */, options.Dscp << 2),
        ]
        :
        [
            (LevelIp, TellLocal, tellLocal ? 1 : 0),
            (LevelIp, 10 /* IP_MTU_DISCOVER */, (int)options.Df),
            (LevelIp, 1 /* IP_TOS */, options.Dscp << 2),
        ];

    private void Set(int level, int option, int value, string attempt)
    {
        using var lease = _socket.Use();
        Errno.Check(Libc.setsockopt(lease.Fd, level, option, &value, sizeof(int)), attempt);
    }

    private bool TrySet(int level, int option, int value)
    {
        using var lease = _socket.Use();
        return Libc.setsockopt(lease.Fd, level, option, &value, sizeof(int)) == 0;
    }

    /// <summary>Asks with CAP_NET_ADMIN's option first, then within net.core's limit; a smaller buffer is no failure.</summary>
    private int Enlarge(int force, int plain, int size)
    {
        using var lease = _socket.Use();
        if (size > 0 && Libc.setsockopt(lease.Fd, LevelSocket, force, &size, sizeof(int)) < 0)
            _ = Libc.setsockopt(lease.Fd, LevelSocket, plain, &size, sizeof(int));
        int granted;
        uint length = sizeof(int);
        return Libc.getsockopt(lease.Fd, LevelSocket, plain, &granted, &length) < 0 ? 0 : granted;
    }

    private InetEndpoint Bind(InetEndpoint wanted, string attempt)
    {
        using var lease = _socket.Use();
        var name = stackalloc byte[InetEndpoint.MaxNameSize];
        Errno.Check(Libc.bind(lease.Fd, name, (uint)wanted.WriteName(new Span<byte>(name, InetEndpoint.MaxNameSize))), attempt);
        return NameOf(lease.Fd, attempt);
    }

    private static InetEndpoint NameOf(int fd, string attempt)
    {
        var name = stackalloc byte[InetEndpoint.MaxNameSize];
        uint length = InetEndpoint.MaxNameSize;
        Errno.Check(Libc.getsockname(fd, name, &length), attempt);
        return InetEndpoint.FromName(new Span<byte>(name, InetEndpoint.MaxNameSize));
    }
}
