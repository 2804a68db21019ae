using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Concentrator.DataPlane;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux;
using Concentrator.Linux.Network;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;

namespace Concentrator.TestSupport.Planes;

/// <summary>A data plane without a kernel: what actors send lies ready for the test, and the test says what arrives.</summary>
public sealed class FakeDataPlane : IDataPlane
{
    private readonly ConcurrentDictionary<TunnelId, FakeTunnelPath> _tunnels = new();

    /// <summary>The one UDP port; null until an endpoint has opened it.</summary>
    public FakeUdpPort? Port { get; private set; }

    /// <summary>The one PPPoE interface; null until it is opened.</summary>
    public FakePppoePort? Pppoe { get; private set; }

    public string Description => "fake";

    public IHostNetwork Network => new FakeHostNetwork(Taken);

    public IHostNetwork NetworkOf(string? @namespace) => Network;

    public DataPlaneCounters Counters => new(0, 0, 0, 0, ImmutableSortedDictionary<DropReason, long>.Empty, 0);

    /// <summary>The tunnels that are installed now.</summary>
    public IReadOnlyCollection<FakeTunnelPath> Tunnels => [.. _tunnels.Values];

    /// <summary>How many more attempts to open the UDP port fail.</summary>
    public int UdpFailures { get; set; }

    public IUdpPort OpenUdp(UdpPortOptions options, IControlSink sink) => UdpFailures-- > 0
        ? throw new LinuxException($"bind UDP {options.Listen}", 99)
        : Port = new FakeUdpPort(Endpoint.From(options.Listen), sink);

    /// <summary>TUN devices, and destinations of routes, that cannot be made.</summary>
    public ISet<string> Taken { get; } = new HashSet<string>();

    /// <summary>TUN devices that were made.</summary>
    public ConcurrentQueue<string> Opened { get; } = [];

    /// <summary>TUN devices whose end nobody has waited for.</summary>
    public ConcurrentQueue<string> Released { get; } = [];

    public ITunPort OpenTun(TunPortOptions options)
    {
        if (Taken.Contains(options.Name))
            throw new LinuxException($"TUNSETIFF {options.Name}", 16);
        Opened.Enqueue(options.Name);
        return new FakeTunPort(options.Name, Released);
    }

    /// <summary>A real one, for a real child.</summary>
    public IPtyPort OpenPty() => new FakePtyPort();

    public IPtyPort OpenDevice(string path, int speed) => throw new LinuxException($"open {path}", 2);

    public IPppoePort OpenPppoe(PppoePortOptions options, IDiscoverySink sink) => Pppoe = new FakePppoePort(options.Interface, sink);

    public ITunnelPath InstallTunnel(TunnelId local, IUdpPort port, UdpPath path, TunnelId peer) =>
        _tunnels[local] = new FakeTunnelPath(local, port, path, withdrawn => _tunnels.TryRemove(new(local, withdrawn)));

    public void Dispose()
    {
    }

    private sealed class FakePtyPort : IPtyPort
    {
        private readonly Pty _pty = new();

        public string SlavePath => _pty.SlavePath;

        public TerminalLine Line => _pty;

        public void ReadText(Action<string> heard)
        {
        }

        public void Dispose() => _pty.Dispose();
    }

    private sealed class FakeHostNetwork(ISet<string> taken) : IHostNetwork
    {
        private readonly NullHostNetwork _rest = new();

        public void SetLink(string link, bool up, int? mtu = null) => _rest.SetLink(link, up, mtu);

        public void AddAddress(string link, LinkAddress address) => _rest.AddAddress(link, address);

        public void RemoveAddress(string link, LinkAddress address) => _rest.RemoveAddress(link, address);

        public void ReplaceRoute(Route route)
        {
            if (taken.Contains($"{route.Destination}"))
                throw new LinuxException($"add route {route}", 1);
        }

        public void RemoveRoute(Route route) => _rest.RemoveRoute(route);

        public RouteLookup LookUp(IPAddress destination) => _rest.LookUp(destination);
    }

    private sealed record FakeTunPort(string Name, ConcurrentQueue<string> Released) : ITunPort
    {
        public void Release() => Released.Enqueue(Name);

        public void Dispose()
        {
        }
    }
}

public sealed class FakeUdpPort(Endpoint local, IControlSink sink) : IUdpPort
{
    private readonly ConcurrentDictionary<UInt128, BlockingCollection<(UdpPath Path, byte[] Datagram)>> _sent = new();

    /// <summary>Control datagrams that were sent and that nobody has taken, with where they went; to each address the oldest first.</summary>
    public IEnumerable<(UdpPath Path, byte[] Datagram)> Sent => _sent.Values.SelectMany(queue => queue);

    /// <summary>Those to the address of this peer.</summary>
    public BlockingCollection<(UdpPath Path, byte[] Datagram)> SentTo(Endpoint peer) => _sent.GetOrAdd(peer.Address, _ => []);

    public void ForgetSent() => _sent.Clear();

    /// <summary>Called while a control datagram is being sent, by whoever sends it: for a peer whose answer is there at once.</summary>
    public Action<UdpPath>? Sending { get; set; }

    public Endpoint Local => local;

    public int ReceiveBuffer => 1 << 30;

    public int SendBuffer => 1 << 30;

    public long ReceiveDrops { get; set; }

    public bool Send(in UdpPath path, ReadOnlySpan<byte> datagram)
    {
        SentTo(path.Peer).Add((path, datagram.ToArray()));
        Sending?.Invoke(path);
        return true;
    }

    /// <summary>A control datagram arrives.</summary>
    public DropReason Receive(UdpPath path, ReadOnlySpan<byte> datagram) => sink.OnControl(this, path, datagram);

    public void Dispose()
    {
    }
}

public sealed class FakeTunnelPath(TunnelId local, IUdpPort port, UdpPath path, Action<FakeTunnelPath> withdrawn) : ITunnelPath
{
    private readonly ConcurrentDictionary<SessionId, FakeSessionPath> _sessions = new();
    private UdpPath _path = path;

    public TunnelId Local => local;

    public IReadOnlyDictionary<SessionId, FakeSessionPath> Sessions => _sessions;

    public UdpPath Path => _path;

    /// <summary>No data: only control keeps the tunnel from being silent.</summary>
    public long LastHeard => 0;

    public IPacketTap? Tap { get; set; }

    /// <summary>The only session id that this plane can tell apart; null: it can all.</summary>
    public SessionId? OnlyAdmitted { get; set; }

    public bool Reserve(SessionId session) => OnlyAdmitted is null || OnlyAdmitted == session;

    public bool SendControl(ReadOnlySpan<byte> datagram) => port.Send(_path, datagram);

    /// <summary>DSCP of the control messages; null: that of the socket.</summary>
    public int? ControlDscp { get; private set; }

    public void MarkControl(int? dscp) => ControlDscp = dscp;

    public void MovePeer(UdpPath path) => _path = path;

    public void AssignPeer(TunnelId peer)
    {
    }

    public ISessionPath InstallSession(SessionId local, SessionId peer, SessionPathOptions options, IPppSink sink) =>
        _sessions[local] = new FakeSessionPath(peer, options, sink, gone => _sessions.TryRemove(new(local, gone)));

    public void Withdraw() => withdrawn(this);
}

public sealed class FakeSessionPath(SessionId peer, SessionPathOptions options, IPppSink sink, Action<FakeSessionPath> withdrawn) : ISessionPath
{
    /// <summary>PPP frames that were sent, oldest first.</summary>
    public BlockingCollection<(ushort Protocol, byte[] Packet)> Sent { get; } = [];

    public SessionId Peer => peer;

    public SessionPathOptions Options => options;

    /// <summary>The addresses of the subscriber while payload is let through; null while it is not.</summary>
    public SubscriberAddresses? Attached { get; private set; }

    /// <summary>The device that payload was let through to last.</summary>
    public ITunPort? AttachedTo { get; private set; }

    /// <summary>The PPPoE session whose frames pass; null while they do not.</summary>
    public IPppoePath? Pppoe { get; private set; }

    public bool IsSequencing { get; private set; } = options.Sequencing == DataSequencing.Always;

    public bool IsSequencingRequired { get; private set; }

    public SessionCounters Counters { get; set; }

    public IPacketTap? Tap { get; set; }

    /// <summary>A PPP frame arrives.</summary>
    public void Receive(ushort protocol, ReadOnlySpan<byte> packet) => sink.OnPppFrame(protocol, packet);

    public bool SendPpp(ushort protocol, ReadOnlySpan<byte> packet)
    {
        Sent.Add((protocol, packet.ToArray()));
        return true;
    }

    public void AssignPeer(SessionId peer)
    {
    }

    public void RequireSequencing() => IsSequencing = IsSequencingRequired = true;

    public bool SetSequencing(bool on)
    {
        if (options.Sequencing == DataSequencing.AsPeer || (IsSequencingRequired && !on))
            return false;
        IsSequencing = on;
        return true;
    }

    public void PppFrameHandled()
    {
    }

    public void AttachTun(ITunPort tun, SubscriberAddresses addresses, PppLinkOptions options) => (AttachedTo, Attached) = (tun, addresses);

    /// <summary>The line while frames pass to it; null while none is attached.</summary>
    public FakePtyLine? Line { get; private set; }

    public IPtyLine AttachPty(IPtyPort pty, PtyLinkOptions options) => Line = new FakePtyLine(options);

    public void AttachPppoe(IPppoePath host) => Pppoe = host;

    /// <summary>The session that frames go on to.</summary>
    public FakeSessionPath? Joined { get; private set; }

    public void Join(ISessionPath other)
    {
        var session = (FakeSessionPath)other;
        (Joined, session.Joined) = (session, this);
    }

    public void Detach() => (Attached, Pppoe, Joined) = (null, null, null);

    public void Withdraw()
    {
        Detach();
        withdrawn(this);
    }
}

/// <summary>The line of a session: what its owner sets, and what the test says of it.</summary>
public sealed class FakePtyLine(PtyLinkOptions options) : IPtyLine
{
    public PtyLinkOptions Options => options;

    public uint Accm { get; private set; } = options.Accm;

    public bool Send(ushort protocol, ReadOnlySpan<byte> packet) => true;

    public void Open()
    {
    }

    public void Close()
    {
    }

    public void SetAccm(uint accm) => Accm = accm;
}
