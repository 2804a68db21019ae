using Concentrator.Linux.Interop;
using Concentrator.Linux.Udp;

namespace Concentrator.Linux.L2tp;

/// <summary>
/// A session of a kernel tunnel. It ends with the last descriptor of its socket; its frames go through the <see cref="PppChannel"/> that belongs to it.
/// </summary>
/// <param name="tunnel">The socket of the tunnel that the session is in.</param>
/// <exception cref="LinuxException">The kernel knows no such tunnel, or has such a session already.</exception>
public sealed unsafe class L2tpSession(UdpSocket tunnel, ushort localTunnel, ushort localSession, ushort peerTunnel, ushort peerSession)
    : PppoxSocket(tunnel, localTunnel, peerTunnel, localSession, peerSession, $"make kernel session {localTunnel}/{localSession}")
{
    private const int LevelPppol2tp = 273;
    private const int SendSequence = 3, LnsMode = 4, ReorderTimeout = 5;
    private const nuint GetChannel = 0x8004_7437;

    /// <summary>Whether data messages are sent with Ns, by our own will or the peer's.</summary>
    public bool SendsSequence
    {
        get
        {
            using var lease = Use();
            int value;
            uint length = sizeof(int);
            return Libc.getsockopt(lease.Fd, LevelPppol2tp, SendSequence, &value, &length) == 0 && value != 0;
        }
    }

    /// <summary>Attaches to its PPP channel.</summary>
    /// <exception cref="LinuxException">The session is gone.</exception>
    public PppChannel OpenChannel()
    {
        int channel;
        using (var lease = Use())
            Errno.Check(Libc.ioctl(lease.Fd, GetChannel, &channel), "ask for the PPP channel of a kernel session");
        return new PppChannel(channel);
    }

    public void SetSendSequence(bool on) => Set(SendSequence, on ? 1 : 0);

    /// <summary>Whether we decide about Ns (as LNS), rather than do as the peer does.</summary>
    public void SetLnsMode(bool on) => Set(LnsMode, on ? 1 : 0);

    /// <summary>How long a data message that came early waits for those before it; zero: what is not the next is dropped.</summary>
    public void SetReorderTimeout(TimeSpan timeout) => Set(ReorderTimeout, (int)timeout.TotalMilliseconds);

    private void Set(int option, int value)
    {
        using var lease = Use();
        Errno.Check(Libc.setsockopt(lease.Fd, LevelPppol2tp, option, &value, sizeof(int)), "set an option of a kernel session");
    }
}
