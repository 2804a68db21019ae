using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;

namespace Concentrator.Linux.L2tp;

/// <summary>A PPPoX socket for L2TP (linux/if_pppol2tp.h): by connecting it a tunnel or a session of the kernel is made.</summary>
public abstract unsafe class PppoxSocket : IPollable, IDisposable
{
    private const int ProtocolOl2tp = 1;
    private const nuint GetStatistics = 0x8048_7436;
    private const int StatisticsSize = 72;

    private readonly FileDescriptor _socket;

    /// <param name="tunnel">The UDP socket of the tunnel, connected to the peer.</param>
    /// <param name="localSession">0, and <paramref name="peerSession"/> too: the tunnel itself.</param>
    private protected PppoxSocket(UdpSocket tunnel, ushort localTunnel, ushort peerTunnel, ushort localSession, ushort peerSession, string attempt)
    {
        _socket = Open(attempt);
        try
        {
            using var owner = ((IPollable)tunnel).Descriptor.Use();
            Span<byte> name = stackalloc byte[NameSize];
            WriteName(name, owner.Fd, localTunnel, localSession, peerTunnel, peerSession);
            using var lease = _socket.Use();
            fixed (byte* address = name)
                Errno.Check(Libc.connect(lease.Fd, address, NameSize), attempt);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    FileDescriptor IPollable.Descriptor => _socket;

    /// <summary>What the kernel has counted; nothing of one that is gone.</summary>
    public L2tpStatistics Statistics
    {
        get
        {
            // struct pppol2tp_ioc_stats: ids and flags; packets, octets and errors sent; packets and octets received; discarded by Ns, out of order, errors.
            var numbers = stackalloc long[StatisticsSize / sizeof(long)];
            new Span<long>(numbers, StatisticsSize / sizeof(long)).Clear();
            using var lease = _socket.Use();
            return Libc.ioctl(lease.Fd, GetStatistics, numbers) < 0 ? default
                : new L2tpStatistics(numbers[4], numbers[5], numbers[1], numbers[2], numbers[8], numbers[3], numbers[6], numbers[7]);
        }
    }

    /// <summary>Octets of struct sockaddr_pppol2tp, which is packed.</summary>
    internal const int NameSize = 38;

    /// <summary>Fails where the kernel has no PPP over L2TP.</summary>
    /// <exception cref="LinuxException">It has none, or its module cannot be loaded.</exception>
    public static void Probe() => Open("open a PPPoX socket for L2TP (modules pppox, l2tp_core and l2tp_ppp)").Dispose();

    public void Dispose() => _socket.Dispose();

    /// <summary>Writes struct sockaddr_pppol2tp; the address in it is for a kernel that has to connect the socket itself.</summary>
    internal static void WriteName(Span<byte> name, int tunnelSocket, ushort localTunnel, ushort localSession, ushort peerTunnel, ushort peerSession)
    {
        const int pidOfThisProcess = 0;
        name[..NameSize].Clear();
        BitConverter.TryWriteBytes(name, (ushort)Libc.FamilyPppox);
        BitConverter.TryWriteBytes(name[2..], ProtocolOl2tp);
        BitConverter.TryWriteBytes(name[6..], pidOfThisProcess);
        BitConverter.TryWriteBytes(name[10..], tunnelSocket);
        BitConverter.TryWriteBytes(name[14..], (ushort)Libc.FamilyInet);
        BitConverter.TryWriteBytes(name[30..], localTunnel);
        BitConverter.TryWriteBytes(name[32..], localSession);
        BitConverter.TryWriteBytes(name[34..], peerTunnel);
        BitConverter.TryWriteBytes(name[36..], peerSession);
    }

    private protected FileDescriptor.Lease Use() => _socket.Use();

    private static FileDescriptor Open(string attempt) => new(Libc.socket(Libc.FamilyPppox, Libc.SocketDatagram | Libc.SocketCloseOnExec, ProtocolOl2tp), attempt);
}

/// <param name="Received">Data messages that the kernel took.</param>
/// <param name="ReceivedBytes">Octets of them, with their L2TP headers.</param>
/// <param name="Sent">Data messages that it sent.</param>
/// <param name="SentBytes">Octets of them, with their L2TP headers.</param>
/// <param name="ReceiveErrors">Those that it dropped; those out of sequence are among them.</param>
/// <param name="SendErrors">Packets that could not be sent.</param>
/// <param name="Late">Data messages that were dropped for their Ns.</param>
/// <param name="OutOfOrder">Those whose Ns was not the next.</param>
public readonly record struct L2tpStatistics(
    long Received, long ReceivedBytes, long Sent, long SentBytes, long ReceiveErrors, long SendErrors, long Late, long OutOfOrder);
