using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Kernel;

/// <summary>A tunnel of which the kernel learns with the first session that it may forward.</summary>
internal sealed class KernelTunnelPath(KernelDataPlane plane, TunnelPath inner, UdpPort port, UdpPortOptions options) : ITunnelPath
{
    /// <summary>How long what the kernel has counted is good enough for <see cref="LastHeard"/>, milliseconds.</summary>
    private const int LookInterval = 1000;

    private readonly Lock _changing = new();
    private KernelTunnel? _kernel;
    private int _sessions;
    private bool _isOver;
    private long _looked, _counted, _heard;

    public KernelDataPlane Plane => plane;

    public TunnelId Id => inner.Id;

    public TunnelId Peer => inner.Peer.Tunnel;

    public UdpPath Path => inner.Path;

    /// <summary>Data messages that the kernel has taken since it was asked before were heard some time in between.</summary>
    public long LastHeard
    {
        get
        {
            lock (_changing)
            {
                var now = Environment.TickCount64;
                if (_kernel is { } kernel && now - _looked >= LookInterval)
                {
                    _looked = now;
                    if (kernel.Received is var counted && counted != _counted)
                        (_counted, _heard) = (counted, now);
                }

                return Math.Max(_heard, inner.LastHeard);
            }
        }
    }

    public IPacketTap? Tap
    {
        get => inner.Tap;
        set => inner.Tap = value;
    }

    /// <summary>Ids of its sessions; the plane's <see cref="TunnelsByPath"/> sees to it that no other tunnel beside this one has them.</summary>
    public HashSet<SessionId> Reserved { get; } = [];

    public bool Reserve(SessionId session) => plane.Tunnels.TryReserve(Path, this, session);

    public void Release(SessionId session) => plane.Tunnels.Release(this, session);

    public bool SendControl(ReadOnlySpan<byte> datagram) => inner.SendControl(datagram);

    public void MarkControl(int? dscp) => inner.MarkControl(dscp);

    /// <exception cref="LinuxException">There is no way to where the peer is now.</exception>
    public void MovePeer(UdpPath path)
    {
        lock (_changing)
        {
            plane.Tunnels.Remove(Path, this);
            inner.MovePeer(path);
            plane.Tunnels.Add(path, this);
            _kernel?.Socket.Connect(path.Peer.ToIPEndPoint());
        }
    }

    public void AssignPeer(TunnelId peer) => inner.AssignPeer(peer);

    public ISessionPath InstallSession(SessionId local, SessionId peer, SessionPathOptions session, IPppSink sink)
    {
        var path = (SessionPath)inner.InstallSession(local, peer, session, sink);
        return CanForward(session) ? new KernelSessionPath(this, path, session, peer) : path;
    }

    public void Withdraw()
    {
        plane.Tunnels.Remove(Path, this);
        inner.Withdraw();
        lock (_changing)
        {
            _isOver = true;
            LeaveKernel();
        }
    }

    /// <summary>
    /// The kernel's tunnel for one more session, of these marks; null: it must be served in user space. To be given back with
    /// <see cref="SessionEnded"/>.
    /// </summary>
    public KernelTunnel? BeginSession(int? dscp)
    {
        var mark = dscp ?? options.Dscp;
        if (Peer == TunnelId.Unassigned || !plane.Tunnels.Beside(Path, this).All(other => other.TryYield()))
            return null;
        lock (_changing)
        {
            if (_isOver)
                return null;
            _kernel ??= plane.Retried(() => new KernelTunnel(port, options, Id, Peer, Path, mark));
            if (_kernel.Dscp != mark)
                return null;
            _sessions++;
            return _kernel;
        }
    }

    public void SessionEnded()
    {
        lock (_changing)
            _sessions--;
    }

    /// <summary>Lets another tunnel between the same endpoints have the kernel, unless it forwards sessions of this one: a tunnel that is closed waits for a while to be forgotten.</summary>
    private bool TryYield()
    {
        lock (_changing)
        {
            if (_sessions > 0)
                return false;
            LeaveKernel();
            return true;
        }
    }

    private void LeaveKernel()
    {
        if (_kernel is { } kernel)
            plane.Releases.Post(kernel.Dispose);
        _kernel = null;
    }

    /// <summary>Whether all that is wanted of the session is something that the kernel does.</summary>
    private static bool CanForward(SessionPathOptions session) =>
        session is { Kernel: not KernelUse.None, ReceiveRate: null, SendRate: null, SendOffset: null };
}
