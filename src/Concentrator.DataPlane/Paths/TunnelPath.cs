using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>A tunnel's record: its peer, and its sessions in an array by local id that grows by doubling.</summary>
internal sealed class TunnelPath(TunnelId id, UdpPort port, UdpPath path, TunnelId peer, TunnelTable table, Counters counters) : ITunnelPath
{
    private const int InitialSessions = 16;

    private readonly Lock _changing = new();
    private SessionPath?[] _sessions = new SessionPath?[InitialSessions];
    private PeerAddress _peer = new(path, peer);
    private IPacketTap? _tap;
    private volatile int _controlDscp = -1;
    private long _lastHeard = Environment.TickCount64;

    public TunnelId Id => id;

    public UdpPort Port => port;

    public Counters Counters => counters;

    public PeerAddress Peer => Volatile.Read(ref _peer);

    public UdpPath Path => Peer.Path;

    public long LastHeard => Volatile.Read(ref _lastHeard);

    public IPacketTap? Tap
    {
        get => Volatile.Read(ref _tap);
        set => Volatile.Write(ref _tap, value);
    }

    public bool IsFromPeer(in Endpoint source) => Peer.Path.Peer == source;

    public void Heard(long now) => Volatile.Write(ref _lastHeard, now);

    public SessionPath? Find(SessionId session)
    {
        var sessions = Volatile.Read(ref _sessions);
        return session.Value < sessions.Length ? Volatile.Read(ref sessions[session.Value]) : null;
    }

    public bool SendControl(ReadOnlySpan<byte> datagram)
    {
        var to = Peer;
        Tap.Show(TapKinds.Control, TapDirection.Sent, to.Path, datagram);
        return port.SendControl(to.Route(_controlDscp < 0 ? null : _controlDscp), datagram);
    }

    public void MarkControl(int? dscp) => _controlDscp = dscp ?? -1;

    public void MovePeer(UdpPath path)
    {
        lock (_changing)
            Volatile.Write(ref _peer, new PeerAddress(path, _peer.Tunnel));
    }

    public void AssignPeer(TunnelId peer)
    {
        lock (_changing)
            Volatile.Write(ref _peer, new PeerAddress(_peer.Path, peer));
    }

    public ISessionPath InstallSession(SessionId local, SessionId peer, SessionPathOptions options, IPppSink sink)
    {
        var session = new SessionPath(this, local, peer, options, sink);
        lock (_changing)
            Volatile.Write(ref PlaceOf(local), session);
        return session;
    }

    public void Withdraw()
    {
        table.Remove(this);
        foreach (var session in Volatile.Read(ref _sessions))
            session?.Withdraw();
    }

    /// <summary>Removes the session if it is still the one in its place.</summary>
    public void Remove(SessionPath session)
    {
        lock (_changing)
        {
            ref var place = ref PlaceOf(session.Id);
            if (place == session)
                Volatile.Write(ref place, null);
        }
    }

    private ref SessionPath? PlaceOf(SessionId session)
    {
        if (session.Value >= _sessions.Length)
        {
            var size = _sessions.Length;
            while (size <= session.Value)
                size *= 2;
            var larger = new SessionPath?[size];
            _sessions.CopyTo(larger, 0);
            Volatile.Write(ref _sessions, larger);
        }

        return ref _sessions[session.Value];
    }
}
