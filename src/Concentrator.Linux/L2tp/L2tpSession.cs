using System.Buffers.Binary;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;

namespace Concentrator.Linux.L2tp;

/// <summary>
/// A session of a kernel tunnel: a PPPoX socket (linux/if_pppol2tp.h). The session ends with the last descriptor of the socket; its frames go through
/// the <see cref="PppChannel"/> that belongs to it.
/// </summary>
public sealed unsafe class L2tpSession : IDisposable
{
    private const int ProtocolOl2tp = 1, LevelPppol2tp = 273;
    private const int SendSequence = 3, LnsMode = 4, ReorderTimeout = 5;
    private const nuint GetChannel = 0x8004_7437, GetStatistics = 0x8048_7436;
    private const int StatisticsSize = 72;

    private readonly FileDescriptor _socket;

    /// <param name="tunnel">The socket of the tunnel that the session is in.</param>
    /// <exception cref="LinuxException">The kernel has no PPP over L2TP, knows no such tunnel, or has such a session already.</exception>
    public L2tpSession(UdpSocket tunnel, ushort localTunnel, ushort localSession, ushort peerTunnel, ushort peerSession)
    {
        var attempt = $"make kernel session {localTunnel}/{localSession}";
        _socket = Open(attempt);
        try
        {
            using var owner = ((IPollable)tunnel).Descriptor.Use();
            Span<byte> name = stackalloc byte[NameSize];
            WriteName(name, owner.Fd, localTunnel, localSession, peerTunnel, peerSession);
            using var lease = _socket.Use();
            fixed (byte* address = name)
                Errno.Check(Libc.connect(lease.Fd, address, NameSize), attempt);
            int channel;
            Errno.Check(Libc.ioctl(lease.Fd, GetChannel, &channel), attempt);
            Channel = channel;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The number of its PPP channel.</summary>
    public int Channel { get; }

    /// <summary>What the kernel refused of what the peer sent: out of sequence, and anything that it found wrong with it.</summary>
    public L2tpErrors Errors
    {
        get
        {
            // struct pppol2tp_ioc_stats: two ids and flags, then packets, octets and errors sent, packets and octets received, discarded by sequence, out of sequence, errors.
            var numbers = stackalloc long[StatisticsSize / sizeof(long)];
            new Span<long>(numbers, StatisticsSize / sizeof(long)).Clear();
            using var lease = _socket.Use();
            return Libc.ioctl(lease.Fd, GetStatistics, numbers) < 0 ? default : new L2tpErrors(numbers[3], numbers[8], numbers[6], numbers[7]);
        }
    }

    internal FileDescriptor Descriptor => _socket;

    /// <summary>Octets of struct sockaddr_pppol2tp, which is packed.</summary>
    internal const int NameSize = 38;

    /// <summary>Fails where the kernel has no PPP over L2TP.</summary>
    /// <exception cref="LinuxException">It has none, or its module cannot be loaded.</exception>
    public static void Probe() => Open("open a PPPoX socket for L2TP (modules pppox and l2tp_ppp)").Dispose();

    /// <summary>Whether data messages are sent with Ns, by our own will or the peer's.</summary>
    public bool SendsSequence
    {
        get
        {
            using var lease = _socket.Use();
            int value;
            uint length = sizeof(int);
            return Libc.getsockopt(lease.Fd, LevelPppol2tp, SendSequence, &value, &length) == 0 && value != 0;
        }
    }

    public void SetSendSequence(bool on) => Set(SendSequence, on ? 1 : 0);

    /// <summary>Whether we decide about Ns (as LNS), rather than do as the peer does.</summary>
    public void SetLnsMode(bool on) => Set(LnsMode, on ? 1 : 0);

    /// <summary>How long a data message that came early waits for those before it; zero: it is taken at once, and those before it are dropped.</summary>
    public void SetReorderTimeout(TimeSpan timeout) => Set(ReorderTimeout, (int)timeout.TotalMilliseconds);

    public void Dispose() => _socket.Dispose();

    /// <summary>struct sockaddr_pppol2tp; the address in it counts only where the tunnel is made with it.</summary>
    internal static void WriteName(Span<byte> name, int tunnelSocket, ushort localTunnel, ushort localSession, ushort peerTunnel, ushort peerSession)
    {
        const int pidOfThisProcess = 0;
        name[..NameSize].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(name, Libc.FamilyPppox);
        BinaryPrimitives.WriteInt32LittleEndian(name[2..], ProtocolOl2tp);
        BinaryPrimitives.WriteInt32LittleEndian(name[6..], pidOfThisProcess);
        BinaryPrimitives.WriteInt32LittleEndian(name[10..], tunnelSocket);
        BinaryPrimitives.WriteUInt16LittleEndian(name[14..], Libc.FamilyInet);
        BinaryPrimitives.WriteUInt16LittleEndian(name[30..], localTunnel);
        BinaryPrimitives.WriteUInt16LittleEndian(name[32..], localSession);
        BinaryPrimitives.WriteUInt16LittleEndian(name[34..], peerTunnel);
        BinaryPrimitives.WriteUInt16LittleEndian(name[36..], peerSession);
    }

    private static FileDescriptor Open(string attempt) => new(Libc.socket(Libc.FamilyPppox, Libc.SocketDatagram | Libc.SocketCloseOnExec, ProtocolOl2tp), attempt);

    private void Set(int option, int value)
    {
        using var lease = _socket.Use();
        Errno.Check(Libc.setsockopt(lease.Fd, LevelPppol2tp, option, &value, sizeof(int)), "set an option of a kernel session");
    }
}

/// <param name="Sent">Packets that could not be sent.</param>
/// <param name="Received">Packets that were dropped, by sequence ones included.</param>
/// <param name="Late">Those that were dropped for their Ns.</param>
/// <param name="OutOfOrder">Those whose Ns was not the next.</param>
public readonly record struct L2tpErrors(long Sent, long Received, long Late, long OutOfOrder);
