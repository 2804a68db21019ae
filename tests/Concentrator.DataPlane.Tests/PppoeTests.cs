using System.Collections.Concurrent;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Ethernet;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Pppoe;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>A cable with a host at one end and this node at the other, beside the tunnel of the <see cref="Bench"/>.</summary>
public sealed class PppoeTests : IDisposable
{
    private const int Jumbo = 1508;

    private static readonly PppoeSessionId Id = new(0x1234);
    private static readonly byte[] Echo = Hex("c021 0901 0008 00000000");
    private static readonly byte[] Ip = Hex("0021 4500 0014 0000 0000 4000 0000 0a000001 0a000002");

    private readonly Bench _bench = new();
    private readonly DiscoveryRecorder _discovered = new();
    private readonly PppRecorder _ppp = new();
    private readonly IPppoePort _port;
    private readonly PacketSocket _host, _hostDiscovery;
    private readonly MacAddress _hostAddress;
    private readonly IPppoePath _path;

    public PppoeTests()
    {
        _bench.Namespace.Execute("ip", "link", "add", "ac0", "mtu", $"{Jumbo}", "type", "veth", "peer", "name", "host0", "mtu", "9000");
        _bench.Namespace.Network.SetLink("ac0", up: true);
        _bench.Namespace.Network.SetLink("host0", up: true);
        // The kernel drops what is sent before it has noticed that the other end is up.
        Bench.Eventually(() => _bench.Namespace.Execute("ip", "-br", "link", "show", "up").Split("UP ").Length > 2);
        _port = _bench.Namespace.Run(() => _bench.Plane.OpenPppoe(new PppoePortOptions("ac0"), _discovered));
        _host = _bench.Namespace.Run(() => new PacketSocket("host0", PppoeHeader.SessionStage, 1 << 20));
        _hostDiscovery = _bench.Namespace.Run(() => new PacketSocket("host0", PppoeHeader.DiscoveryStage, 1 << 20));
        _hostAddress = new MacAddress(_host.Station);
        _path = _port.InstallSession(Id, _hostAddress, _ppp, queueLimit: 4);
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", ""));

    private static byte[] Packet(byte[] frame, PppoeSessionId? id = null, PppoeCode code = PppoeCode.Session)
    {
        var packet = new byte[PppoeHeader.Size + frame.Length];
        new PppoeHeader(code, id ?? Id, frame.Length).Write(packet);
        frame.CopyTo(packet, PppoeHeader.Size);
        return packet;
    }

    private void FromHost(byte[] packet) => Assert.Equal(0, _host.Send(_host.To(_port.Address.Value), packet));

    private void Send(byte[] frame, PppoeSessionId? id = null) => FromHost(Packet(frame, id));

    /// <summary>The next session packet that reaches the host.</summary>
    private byte[] AtHost(PacketSocket? socket = null)
    {
        var batch = new FrameReceiveBatch(9216, 0);
        byte[]? packet = null;
        Bench.Eventually(() =>
        {
            // Of a batch only the first is looked at, so each test sends one at a time.
            if (packet is null && batch.Receive(socket ?? _host) > 0)
                packet = batch.Frame(0).ToArray();
            return packet is not null;
        });
        return packet!;
    }

    private long Drops(DropReason reason) => _bench.Drops(reason);

    private void AssertDropped(DropReason reason, Action act)
    {
        var before = Drops(reason);
        act();
        Bench.Eventually(() => Drops(reason) == before + 1);
    }

    private ISessionPath Tie()
    {
        var session = _bench.Install();
        session.AttachPppoe(_path);
        return session;
    }

    [Fact]
    public void Port_should_know_its_interface()
    {
        Assert.Equal(("ac0", Jumbo), (_port.Interface, _port.Mtu));
        Assert.Contains(_port.Address.ToString(), _bench.Namespace.Execute("ip", "link", "show", "ac0"));
    }

    [Fact]
    public void Interface_that_is_none_should_be_refused_by_name()
    {
        var fault = Assert.Throws<Linux.LinuxException>(() => _bench.Namespace.Run(() => _bench.Plane.OpenPppoe(new PppoePortOptions("none0"), _discovered)));
        Assert.Contains("none0", fault.Message);
        Assert.Throws<Linux.LinuxException>(() => _bench.Namespace.Run(() => _bench.Plane.OpenPppoe(new PppoePortOptions("lo"), _discovered)));
    }

    [Fact]
    public void Interface_that_is_removed_should_be_missed_though_there_is_one_of_its_name()
    {
        Assert.True(_port.IsThere);
        _bench.Namespace.Execute("ip", "link", "delete", "ac0");
        Assert.False(_port.IsThere);
        _bench.Namespace.Execute("ip", "link", "add", "ac0", "type", "veth", "peer", "name", "host0");
        Assert.False(_port.IsThere);
        Assert.False(_port.SendDiscovery(_hostAddress, Packet([])));
    }

    [Fact]
    public void Discovery_should_pass_both_ways_with_addresses()
    {
        var padi = new DiscoveryPacket(PppoeCode.Padi, PppoeSessionId.None, [PppoeTag.Of(PppoeTagType.ServiceName, "")]).ToArray();
        Assert.Equal(0, _hostDiscovery.Send(_hostDiscovery.To(MacAddress.Broadcast.Value), padi));
        var (source, isUnicast, packet) = _discovered.Next();
        Assert.Equal((_hostAddress, false), (source, isUnicast));
        Assert.Equal(padi, packet[..padi.Length]);
        Assert.Equal(0, _hostDiscovery.Send(_hostDiscovery.To(_port.Address.Value), padi));
        Assert.True(_discovered.Next().IsUnicast);

        Assert.True(_port.SendDiscovery(_hostAddress, padi));
        Assert.Equal(padi, AtHost(_hostDiscovery)[..padi.Length]);
        AssertDropped(DropReason.PppoeWrongHost, () => Assert.Equal(0, _hostDiscovery.Send(_hostDiscovery.To(0x02_00_00_00_00_99), padi)));
        Assert.Equal(3, _bench.Plane.Counters.Pppoe.Discovery);
    }

    [Fact]
    public void Frames_of_a_session_that_is_not_tied_should_go_to_the_sink_and_payload_be_dropped()
    {
        Send(Echo);
        Assert.True(_ppp.Seen.TryTake(out var seen, Bench.Patience));
        Assert.Equal(PppProtocol.Lcp, seen.Protocol);
        Assert.Equal(Echo[2..], seen.Packet);
        AssertDropped(DropReason.NotAttached, () => Send(Ip));

        Assert.True(_path.SendPpp(PppProtocol.Lcp, Echo.AsSpan(2)));
        Assert.Equal(Packet(Echo), AtHost());
        Assert.Equal((1, 8, 1, 8, 1), (
            _path.Counters.ReceivedPackets, _path.Counters.ReceivedBytes, _path.Counters.SentPackets, _path.Counters.SentBytes, _path.Counters.Dropped));
    }

    [Fact]
    public void Sink_that_does_not_keep_up_should_be_spared()
    {
        for (var i = 0; i < 4; i++)
            Send(Echo);
        AssertDropped(DropReason.PppQueueFull, () => Send(Echo));
        _path.PppFrameHandled();
        Send(Echo);
        Bench.Eventually(() => _ppp.Seen.Count == 5);
    }

    [Fact]
    public void Frames_of_others_and_malformed_ones_should_be_dropped_by_name()
    {
        Tie();
        AssertDropped(DropReason.PppoeUnknownSession, () => Send(Ip, new PppoeSessionId(9)));
        AssertDropped(DropReason.PppoeMalformed, () => FromHost([0x11]));
        AssertDropped(DropReason.PppoeMalformed, () => FromHost(Hex("2100 1234 0000")));
        AssertDropped(DropReason.PppoeMalformed, () => FromHost(Hex("1100 1234 7fff 0021")));
        AssertDropped(DropReason.PppoeMalformed, () => FromHost(Packet(Ip, code: PppoeCode.Padt)));
        AssertDropped(DropReason.MalformedPpp, () => FromHost(Packet([])));
        AssertDropped(DropReason.MalformedPpp, () => FromHost(Packet([0x00])));
        AssertDropped(DropReason.PppoeWrongHost, () => Assert.Equal(0, _host.Send(_host.To(MacAddress.Broadcast.Value), Packet(Ip))));

        _port.InstallSession(Id, new MacAddress(0x02_00_00_00_00_99), _ppp, queueLimit: 4);
        AssertDropped(DropReason.PppoeWrongHost, () => Send(Ip));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Frames_from_the_host_should_go_into_the_tunnel_with_address_and_control_field(int sequenced)
    {
        var session = _bench.Install(new SessionPathOptions { Sequencing = sequenced == 1 ? DataSequencing.Always : DataSequencing.Never });
        session.AttachPppoe(_path);
        foreach (var frame in new[] { Echo, Ip, Hex("21 45") })
        {
            Send(frame);
            var (header, inside) = _bench.AtPeer();
            Assert.Equal((Bench.PeerTunnel, Bench.PeerSession, sequenced == 1), (header.TunnelId, header.SessionId, header.HasSequence));
            Assert.Equal([0xff, 0x03, .. frame], inside);
        }

        Assert.Empty(_ppp.Seen);
        Assert.Equal(3, session.Counters.SentPackets);
        Assert.Equal(3, _path.Counters.ReceivedPackets);
        Bench.Eventually(() => _bench.Plane.Counters.Pppoe == new PppoeCounters(0, 3, 3));
    }

    [Fact]
    public void Frames_from_the_tunnel_should_reach_the_host_without_address_and_control_field_however_they_come()
    {
        var session = Tie();
        foreach (var header in new DataHeader[] { new(), new(WithLength: true, WithSequence: true, WithPriority: true, Offset: 5) })
            foreach (var frame in new[] { Echo, Ip, Hex("21 45") })
            {
                _bench.FromPeer(Bench.Data([0xff, 0x03, .. frame], header: header, ns: (ushort)session.Counters.ReceivedPackets));
                Assert.Equal(Packet(frame), AtHost());
                _bench.FromPeer(Bench.Data(frame, header: header, ns: (ushort)session.Counters.ReceivedPackets));
                Assert.Equal(Packet(frame), AtHost());
            }

        Assert.Equal(12, _path.Counters.SentPackets);
        Assert.Empty(_bench.Ppp.Seen);
    }

    [Fact]
    public void A_burst_from_the_tunnel_should_arrive_whole_and_in_order()
    {
        Tie();
        for (var i = 0; i < 500; i++)
            _bench.FromPeer(Bench.Data([.. Ip, (byte)(i >> 8), (byte)i]));
        var batch = new FrameReceiveBatch(9216, 0);
        var expected = 0;
        Bench.Eventually(() =>
        {
            var received = batch.Receive(_host);
            for (var i = 0; i < received; i++)
                Assert.Equal(Packet([.. Ip, (byte)(expected >> 8), (byte)expected++]), batch.Frame(i).ToArray());
            return expected == 500;
        });
    }

    [Fact]
    public void Frame_that_exceeds_the_interface_should_be_dropped()
    {
        Tie();
        byte[] fits = [0x00, 0x21, .. new byte[1500]];
        _bench.FromPeer(Bench.Data(fits));
        Assert.Equal(Packet(fits), AtHost());
        AssertDropped(DropReason.PppoeTooBig, () => _bench.FromPeer(Bench.Data([.. fits, 0])));
        Assert.False(_path.SendPpp(PppProtocol.Lcp, new byte[1501]));
        Assert.Equal(0, Drops(DropReason.PppoeSendFailed));
    }

    [Fact]
    public void Detached_session_should_be_the_sinks_again_and_a_withdrawn_one_nobodys()
    {
        var session = Tie();
        session.Detach();
        Send(Echo);
        Assert.True(_ppp.Seen.TryTake(out _, Bench.Patience));
        _bench.FromPeer(Bench.Data(Echo));
        Assert.True(_bench.Ppp.Seen.TryTake(out _, Bench.Patience));

        session.AttachPppoe(_path);
        _path.Withdraw();
        _path.Withdraw();
        AssertDropped(DropReason.PppoeUnknownSession, () => Send(Echo));
        AssertDropped(DropReason.NotAttached, () => _bench.FromPeer(Bench.Data(Echo)));
        Assert.False(_path.SendPpp(PppProtocol.Lcp, Echo));
    }

    [Fact]
    public void Successor_of_a_session_should_survive_its_late_withdrawal()
    {
        _port.InstallSession(Id, _hostAddress, _ppp, queueLimit: 4);
        _path.Withdraw();
        Send(Echo);
        Assert.True(_ppp.Seen.TryTake(out _, Bench.Patience));
    }

    [Fact]
    public void Payload_should_allocate_nothing()
    {
        var session = Tie();
        Burst();
        var before = _bench.Plane.Counters.LoopAllocatedBytes;
        for (var i = 0; i < 5; i++)
            Burst();
        _bench.Settle();
        // A busy machine may take a path for the first time that allocates once; packets that did would make 2,000 objects of 24 octets at least.
        Assert.InRange(_bench.Plane.Counters.LoopAllocatedBytes - before, 0, 24_000);

        void Burst()
        {
            var (up, down) = (session.Counters.SentPackets, session.Counters.ReceivedPackets);
            for (var i = 0; i < 200; i++)
            {
                Send(Ip);
                _bench.FromPeer(Bench.Data(Ip));
            }

            Bench.Eventually(() => session.Counters.SentPackets == up + 200 && session.Counters.ReceivedPackets == down + 200);
            while (_bench.Peer.Available > 0)
                _bench.AtPeer();
        }
    }

    public void Dispose()
    {
        _port.Dispose();
        _host.Dispose();
        _hostDiscovery.Dispose();
        _bench.Dispose();
    }

    private sealed class DiscoveryRecorder : IDiscoverySink
    {
        private readonly BlockingCollection<(MacAddress Source, bool IsUnicast, byte[] Packet)> _seen = [];

        public (MacAddress Source, bool IsUnicast, byte[] Packet) Next()
        {
            Assert.True(_seen.TryTake(out var seen, Bench.Patience));
            return seen;
        }

        public DropReason OnDiscovery(IPppoePort port, MacAddress source, bool isUnicast, ReadOnlySpan<byte> packet)
        {
            _seen.Add((source, isUnicast, packet.ToArray()));
            return DropReason.None;
        }
    }
}
