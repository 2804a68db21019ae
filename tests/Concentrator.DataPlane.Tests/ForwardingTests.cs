using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class ForwardingTests : IDisposable
{
    private const string Node = "10.64.0.1", Subscriber = "10.64.0.9", Node6 = "fd64::1", Subscriber6 = "fd64:0:0:9::9";

    private const int LevelUdp = 17, UdpSegment = 103;

    private readonly Bench _bench = new();

    [Fact]
    public void Packet_from_the_peer_should_arrive_on_the_device_and_its_answer_at_the_peer()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out var session);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0x5678));
        var question = Packets.Udp4(Subscriber, Node, [1, 2, 3]);
        question[20] = 0x11; // source port 0x1134

        _bench.FromPeer(Bench.Data([0xff, 0x03, 0x00, 0x21, .. question]));
        var (source, payload) = Receive(host);
        Assert.Equal((IPEndPoint.Parse($"{Subscriber}:{0x1134}"), "010203"), (source, Convert.ToHexString(payload)));

        host.SendTo([4, 5], source);
        var (header, frame) = _bench.AtPeer();
        Assert.Equal((Bench.PeerTunnel, Bench.PeerSession), (header.TunnelId, header.SessionId));
        Assert.Equal([0xff, 0x03, 0x00, 0x21], frame[..4]);
        Assert.Equal([4, 5], frame[^2..]);

        _bench.Settle();
        Assert.Equal(
            new SessionCounters(1, question.Length, 1, frame.Length - 4, 0, 0, 0),
            session.Counters);
    }

    [Fact]
    public void Ipv6_packets_should_pass_by_the_subscribers_prefix()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out _);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node6), 0));

        host.SendTo([4, 5], new IPEndPoint(IPAddress.Parse(Subscriber6), 9));

        var (_, frame) = _bench.AtPeer();
        Assert.Equal([0xff, 0x03, 0x00, 0x57], frame[..4]);
    }

    [Fact]
    public void Packets_should_be_marked_as_the_tunnel_and_the_session_say()
    {
        using var tun = AttachSubscriber(new SessionPathOptions { Dscp = 34 }, new PppLinkOptions(), out var session);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0));
        using var wire = _bench.OpenWire();
        _bench.Path.MarkControl(46);

        Assert.True(_bench.Path.SendControl([0xc8, 0x02]));
        Assert.Equal(46, _bench.MarkOf(wire, packet => packet[28] == 0xc8));
        Assert.True(session.SendPpp(PppProtocol.Lcp, [9]));
        Assert.Equal(34, _bench.MarkOf(wire, packet => packet[^1] == 9));
        host.SendTo([4, 5], new IPEndPoint(IPAddress.Parse(Subscriber), 9));
        Assert.Equal(34, _bench.MarkOf(wire, packet => packet[^1] == 5));

        _bench.Path.MarkControl(null);
        Assert.True(_bench.Path.SendControl([0xc8, 0x02]));
        Assert.Equal(0, _bench.MarkOf(wire, packet => packet[28] == 0xc8));
    }

    [Theory]
    [InlineData(false, false, "FF030021")]
    [InlineData(true, false, "0021")]
    [InlineData(false, true, "FF0321")]
    [InlineData(true, true, "21")]
    public void Frames_should_be_compressed_as_agreed(bool addressControl, bool protocol, string head)
    {
        using var tun = AttachSubscriber(
            new SessionPathOptions(), new PppLinkOptions { CompressAddressControl = addressControl, CompressProtocol = protocol }, out _);

        SendToSubscriber([7]);

        var (_, frame) = _bench.AtPeer();
        Assert.Equal(head + "45", Convert.ToHexString(frame)[..(head.Length + 2)]);
    }

    [Theory]
    [InlineData(DataSequencing.Always, true)]
    [InlineData(DataSequencing.Never, false)]
    public void Ns_should_be_sent_when_asked_for(DataSequencing sequencing, bool present)
    {
        using var tun = AttachSubscriber(new SessionPathOptions { Sequencing = sequencing }, new PppLinkOptions(), out var session);
        session.SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
        Assert.Equal((present, 0), (_bench.AtPeer().Header.HasSequence, 0));
        var first = NextNs();

        Assert.Equal(present ? first + 1 : 0, NextNs());
    }

    [Fact]
    public void Lac_should_send_Ns_while_the_lns_does()
    {
        var session = _bench.Install(new SessionPathOptions { Sequencing = DataSequencing.AsPeer });

        Assert.False(Answer(new DataHeader()));
        Assert.True(Answer(new DataHeader(WithSequence: true)));
        Assert.False(Answer(new DataHeader()));

        bool Answer(DataHeader header)
        {
            _bench.FromPeer(Bench.Data([0xc0, 0x21, 9, 1, 0, 4], header: header));
            _bench.Settle();
            session.SendPpp(PppProtocol.Lcp, [10, 1, 0, 4]);
            return _bench.AtPeer().Header.HasSequence;
        }
    }

    /// <summary>L, S and P bits and an Offset Size of none, zero and some: all 24 of them.</summary>
    public static TheoryData<bool, bool, bool, int?> Headers
    {
        get
        {
            bool[] either = [false, true];
            var rows = new TheoryData<bool, bool, bool, int?>();
            foreach (var (length, sequence, priority, offset) in
                     from l in either from s in either from p in either from o in new int?[] { null, 0, 6 } select (l, s, p, o))
                rows.Add(length, sequence, priority, offset);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Optional_fields_of_the_header_should_be_skipped_in_any_combination(bool length, bool sequence, bool priority, int? offset)
    {
        _bench.Install();

        _bench.FromPeer(Bench.Data([0xff, 0x03, 0xc0, 0x21, 9, 1], header: new DataHeader(length, sequence, priority, (ushort?)offset)));

        Assert.True(_bench.Ppp.Seen.TryTake(out var seen, Bench.Patience));
        Assert.Equal((PppProtocol.Lcp, "0901"), (seen.Protocol, Convert.ToHexString(seen.Packet)));
    }

    [Fact]
    public void Priority_should_be_that_of_frames_that_negotiate_and_not_of_payload()
    {
        var session = _bench.Install();
        session.SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
        session.SendPpp(PppProtocol.Ipcp, [1, 1, 0, 4]);
        session.SendPpp(PppProtocol.Ipv4, [0x45]);
        Assert.Equal((true, true, false), (_bench.AtPeer().Header.IsPriority, _bench.AtPeer().Header.IsPriority, _bench.AtPeer().Header.IsPriority));

        _bench.Install(new SessionPathOptions { SendPriority = false }).SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
        Assert.False(_bench.AtPeer().Header.IsPriority);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SessionPathOptions.MaxOffset)]
    public void Offset_should_be_sent_as_configured(int offset)
    {
        var session = _bench.Install(new SessionPathOptions { SendOffset = (ushort)offset, Sequencing = DataSequencing.Always });
        session.SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
        var (header, frame) = _bench.AtPeer();
        Assert.Equal(14 + offset, header.PayloadOffset);
        Assert.Equal([0xff, 0x03, 0xc0, 0x21, 9, 1, 0, 4], frame);
    }

    [Fact]
    public void Lns_should_begin_and_end_sequencing_in_mid_session_and_go_on_counting_where_it_was()
    {
        var session = _bench.Install();
        Assert.Equal([(false, 0), (true, 0), (true, 1), (false, 0), (true, 2)], new[] { Sent(null), Sent(true), Sent(null), Sent(false), Sent(true) });

        (bool, int) Sent(bool? change)
        {
            if (change is { } on)
                Assert.True(session.SetSequencing(on));
            session.SendPpp(PppProtocol.Lcp, [9, 1, 0, 4]);
            var header = _bench.AtPeer().Header;
            return (header.HasSequence, header.Ns.Value);
        }
    }

    [Fact]
    public void Sequencing_should_not_end_where_it_is_required_nor_be_a_LACs_to_change()
    {
        var session = _bench.Install();
        session.RequireSequencing();
        Assert.False(session.SetSequencing(false));
        Assert.True(session.IsSequencing);
        Assert.False(_bench.Install(new SessionPathOptions { Sequencing = DataSequencing.AsPeer }).SetSequencing(true));
    }

    [Fact]
    public void Order_should_be_restored()
    {
        var session = _bench.Install(new SessionPathOptions { ReorderTimeout = Bench.Patience });
        SendNumbered(0, 2, 1, 1, 4, 3);

        Assert.Equal(new byte[] { 0, 1, 2, 3, 4 }, new[] { Seen(), Seen(), Seen(), Seen(), Seen() });
        Assert.Equal(1, _bench.Drops(DropReason.DuplicateData));
        Assert.Equal((0L, 0L, 1L, 2L), (session.Counters.LostReceived, session.Counters.LateReceived, session.Counters.DuplicateReceived, session.Counters.Reordered));
    }

    [Fact]
    public void What_never_comes_should_be_waited_for_no_longer_than_configured()
    {
        var session = _bench.Install(new SessionPathOptions { ReorderTimeout = TimeSpan.FromMilliseconds(50) });
        SendNumbered(0, 2);
        Assert.Equal(new byte[] { 0, 2 }, new[] { Seen(), Seen() });
        Assert.Equal((1L, 0L), (session.Counters.LostReceived, session.Counters.LateReceived));

        SendNumbered(1, 4);
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 7]));
        Assert.Equal(new byte[] { 4, 7 }, new[] { Seen(), Seen() });
        Assert.Equal(1, _bench.Drops(DropReason.OutOfOrder));
        Assert.Equal(1L, session.Counters.LateReceived);
    }

    [Fact]
    public void Payload_before_attachment_should_be_dropped_and_negotiation_handed_over()
    {
        _bench.Install();

        _bench.FromPeer(Bench.Data([0x00, 0x21, .. Packets.Udp4(Subscriber, Node, [1])]));
        _bench.FromPeer(Bench.Data([0x80, 0x21, 1, 1, 0, 4]));

        Assert.True(_bench.Ppp.Seen.TryTake(out var seen, Bench.Patience));
        Assert.Equal(PppProtocol.Ipcp, seen.Protocol);
        Assert.Equal(1, _bench.Drops(DropReason.NotAttached));
    }

    [Fact]
    public void Sink_should_get_no_more_than_its_queue_holds_until_it_gives_back()
    {
        var session = _bench.Install(new SessionPathOptions { PppQueueLimit = 3 });

        SendLcp(5);
        Assert.Equal((3, 2L), (_bench.Ppp.Seen.Count, _bench.Drops(DropReason.PppQueueFull)));

        session.PppFrameHandled();
        SendLcp(2);
        Assert.Equal((4, 3L), (_bench.Ppp.Seen.Count, _bench.Drops(DropReason.PppQueueFull)));

        void SendLcp(int frames)
        {
            for (var i = 0; i < frames; i++)
                _bench.FromPeer(Bench.Data([0xc0, 0x21, 9, (byte)i, 0, 4]));
            _bench.Settle();
        }
    }

    public static TheoryData<string, byte[], DropReason> Bad => new()
    {
        { "empty", [], DropReason.MalformedHeader },
        { "version 3", [0x00, 0x03, 0, 5, 0, 7], DropReason.MalformedHeader },
        { "no session id", [0x00, 0x02, 0, 5], DropReason.MalformedHeader },
        { "length beyond the end", [0x40, 0x02, 0xff, 0xff, 0, 5, 0, 7, 0xc0, 0x21], DropReason.MalformedHeader },
        { "length within the header", [0x40, 0x02, 0, 4, 0, 5, 0, 7, 0xc0, 0x21], DropReason.MalformedHeader },
        { "offset beyond the end", [0x02, 0x02, 0, 5, 0, 7, 0xff, 0xff, 0xc0, 0x21], DropReason.MalformedHeader },
        { "unknown tunnel", Bench.Data([0xc0, 0x21], tunnel: new TunnelId(6)), DropReason.UnknownTunnel },
        { "tunnel 0", Bench.Data([0xc0, 0x21], tunnel: TunnelId.Unassigned), DropReason.UnknownTunnel },
        { "unknown session", Bench.Data([0xc0, 0x21], new SessionId(8)), DropReason.UnknownSession },
        { "session beyond the table", Bench.Data([0xc0, 0x21], new SessionId(65535)), DropReason.UnknownSession },
        { "no protocol", Bench.Data([0xff, 0x03]), DropReason.MalformedPpp },
        { "even protocol", Bench.Data([0xc0, 0x22]), DropReason.MalformedPpp },
        { "no frame", Bench.Data([]), DropReason.MalformedPpp },
        { "IP shorter than it says", Bench.Data([0x21, .. Packets.Udp4(Subscriber, Node, [1, 2])[..^1]]), DropReason.MalformedPacket },
        { "no IP at all", Bench.Data([0x21]), DropReason.MalformedPacket },
        { "IPv4 in a frame for IPv6", Bench.Data([0x57, .. Packets.Udp4(Subscriber, Node, [1, 2])]), DropReason.MalformedPacket },
        { "another's source", Bench.Data([0x21, .. Packets.Udp4("10.64.0.10", Node, [1])]), DropReason.BadSourceAddress },
        { "another's IPv6 source", Bench.Data([0x57, .. Packets.Udp6("fd64:0:0:a::9", Node6, [1])]), DropReason.BadSourceAddress },
        { "longer than a jumbo frame", Bench.Data(new byte[9300]), DropReason.Truncated },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_datagram_should_be_dropped_under_its_name(string what, byte[] datagram, DropReason reason)
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out _);
        var before = _bench.Plane.Counters.Drops;

        _bench.FromPeer(datagram);
        _bench.Settle();

        var changed = _bench.Plane.Counters.Drops.Where(entry => IsAboutDatagrams(entry.Key) && entry.Value != before[entry.Key]);
        Assert.True(changed.SequenceEqual([KeyValuePair.Create(reason, before[reason] + 1)]), what);

        // The kernel's own multicast on the new link has no subscriber.
        static bool IsAboutDatagrams(DropReason reason) => reason != DropReason.UnknownDestination;
    }

    [Fact]
    public void Another_than_the_peer_should_not_be_heard()
    {
        _bench.Install();
        using var otherPort = _bench.OpenPeer("127.0.0.2");
        using var otherAddress = _bench.OpenPeer("127.0.0.3", ((IPEndPoint)_bench.Peer.LocalEndPoint!).Port);

        foreach (var stranger in (Socket[])[otherPort, otherAddress])
            stranger.SendTo(Bench.Data([0xc0, 0x21, 1]), _bench.Port.Local.ToIPEndPoint());
        _bench.Settle();

        Assert.Equal((2L, 0), (_bench.Drops(DropReason.WrongPeer), _bench.Ppp.Seen.Count));
    }

    [Fact]
    public void Peer_that_moved_should_be_heard_and_answered_at_its_new_place_only()
    {
        var session = _bench.Install();
        using var moved = _bench.OpenPeer("127.0.0.4");
        var place = Endpoint.From((IPEndPoint)moved.LocalEndPoint!);

        _bench.Path.MovePeer(_bench.Path.Path with { Peer = place });
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 1]));
        _bench.Settle();
        session.SendPpp(PppProtocol.Lcp, [9]);

        Assert.Equal(1, _bench.Drops(DropReason.WrongPeer));
        Assert.Equal([9], Receive(moved).Payload[^1..]);
    }

    [Fact]
    public void Mss_of_a_syn_should_be_clamped_on_its_way_in_and_out()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions { ClampToMtu = 1000 }, out _);
        using var listener = _bench.Namespace.Run(() => new TcpListener(IPAddress.Parse(Node), 80));
        _bench.Namespace.Run(() =>
        {
            listener.Start();
            return 0;
        });

        var syn = Packets.Segment(Subscriber, Node, flags: 2, 2, 4, 5, 180);
        syn[20] = 0x22; // source port
        syn[22] = 0;
        syn[23] = 80; // destination port
        FixTcpChecksum(syn);
        _bench.FromPeer(Bench.Data([0x21, .. syn]));

        // The kernel's SYN-ACK announces its device's MSS, which is clamped on the way out.
        var (_, frame) = _bench.AtPeer();
        var answer = frame[4..];
        Assert.Equal(0x12, answer[33]);
        Assert.Equal([2, 4, 960 >> 8, 960 & 0xff], answer[40..44]);
        Assert.True(Packets.AreChecksumsRight(answer));
    }

    [Fact]
    public void Packet_beyond_the_peers_mru_with_df_should_come_back_as_an_error()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions { PeerMru = 1000 }, out _);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0));
        host.DontFragment = true;

        host.SendTo(new byte[1200], IPEndPoint.Parse($"{Subscriber}:9"));
        Bench.Eventually(() => _bench.Drops(DropReason.TooBig) == 1);

        // The kernel learned from the error and now refuses by itself.
        Bench.Eventually(() => _bench.Namespace.Network.LookUp(IPAddress.Parse(Subscriber)).Mtu == 1000);
    }

    [Fact]
    public void Packet_beyond_the_peers_mru_without_df_should_leave_in_fragments()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions { PeerMru = 1000 }, out _);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0));
        host.DontFragment = false;

        host.SendTo(new byte[1200], IPEndPoint.Parse($"{Subscriber}:9"));

        var (first, second) = (_bench.AtPeer().Frame[4..], _bench.AtPeer().Frame[4..]);
        Assert.Equal((20 + 976, 20 + 1208 - 976), (first.Length, second.Length));
        Assert.True(IpPacket.TryParse(second, out _));
    }

    [Fact]
    public void Packet_for_nobody_should_be_counted()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out _);
        var before = _bench.Drops(DropReason.UnknownDestination);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0));

        host.SendTo([1], IPEndPoint.Parse("10.64.0.77:9"));

        Bench.Eventually(() => _bench.Drops(DropReason.UnknownDestination) > before);
    }

    [Fact]
    public void Dialers_device_should_send_everything_to_its_one_session()
    {
        var session = _bench.Install();
        using var tun = _bench.OpenTun("ppp%d", TunUse.OneSession);
        _bench.Namespace.AddAddress(tun.Name, LinkAddress.PointToPoint(IPAddress.Parse("10.1.1.2"), IPAddress.Parse("10.1.1.1")));
        _bench.Namespace.Network.ReplaceRoute(new Route(IPNetwork.Parse("0.0.0.0/0"), tun.Name));
        session.AttachTun(tun, SubscriberAddresses.Anywhere, new PppLinkOptions());
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Any, 0x5678));

        host.SendTo([1, 2], IPEndPoint.Parse("203.0.113.5:9"));
        Assert.Equal([1, 2], _bench.AtPeer().Frame[^2..]);

        _bench.FromPeer(Bench.Data([0x21, .. Packets.Udp4("203.0.113.5", "10.1.1.2", [3, 4])]));
        Assert.Equal([3, 4], Receive(host).Payload);
    }

    [Fact]
    public void Late_withdrawal_should_not_remove_a_successor()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out var first);
        var second = Attach(tun, new SessionPathOptions(), new PppLinkOptions());
        var tunnel = _bench.Plane.InstallTunnel(Bench.Tunnel, _bench.Port, _bench.Path.Path, new TunnelId(205));

        first.Withdraw();
        SendToSubscriber([8]);
        Assert.Equal([8], _bench.AtPeer().Frame[^1..]);

        tunnel.InstallSession(Bench.Session, new SessionId(1), new SessionPathOptions(), _bench.Ppp);
        _bench.Path.Withdraw();
        second.Withdraw();
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 1]));
        Assert.True(_bench.Ppp.Seen.TryTake(out _, Bench.Patience));
    }

    [Fact]
    public void Withdrawn_session_should_leave_nothing_behind()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out var session);
        session.Withdraw();
        session.Withdraw();
        session.AttachTun(tun, Addresses, new PppLinkOptions());
        var before = _bench.Drops(DropReason.UnknownDestination);

        SendToSubscriber([1]);
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 1]));
        _bench.Settle();

        Bench.Eventually(() => _bench.Drops(DropReason.UnknownDestination) > before);
        Assert.Equal(1, _bench.Drops(DropReason.UnknownSession));
    }

    [Fact]
    public void Tap_should_see_what_it_wants_both_ways()
    {
        var session = _bench.Install();
        var tap = new TapRecorder(TapKinds.Control | TapKinds.PppControl);
        _bench.Path.Tap = tap;

        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
        _bench.FromPeer(Bench.Data([0x21, .. Packets.Udp4(Subscriber, Node, [1])]));
        _bench.FromPeer([0xc8, 0x02, 0, 12, 0, (byte)Bench.Tunnel.Value, 0, 0, 0, 0, 0, 0]);
        session.SendPpp(PppProtocol.Lcp, [10]);
        _bench.Path.SendControl([0xc8, 0x02, 0, 12, 0, 105, 0, 0, 0, 0, 0, 0]);
        _bench.Settle();

        Assert.Equal(
            [
                (TapKinds.PppControl, TapDirection.Received), (TapKinds.Control, TapDirection.Received),
                (TapKinds.PppControl, TapDirection.Sent), (TapKinds.Control, TapDirection.Sent),
            ],
            tap.Seen.OrderBy(seen => seen.Direction).ThenByDescending(seen => seen.Kind));
    }

    /// <summary>The peer's packets arrive as a train, go to the kernel as one packet, and leave it as they were.</summary>
    [Fact]
    public void Train_of_the_peer_should_arrive_as_its_packets()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out var session);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0x5678));
        byte[][] datagrams = [.. Enumerable.Range(0, 20).Select(i => Bench.Data([0x21, .. Packets.Udp(Subscriber, Node, [(byte)i, .. new byte[999]])]))];

        _bench.Peer.SetRawSocketOption(LevelUdp, UdpSegment, BitConverter.GetBytes(datagrams[0].Length));
        _bench.FromPeer([.. datagrams.SelectMany(datagram => datagram)]);

        for (var i = 0; i < datagrams.Length; i++)
            Assert.Equal((i, 1000), (Receive(host).Payload is var payload ? payload[0] : 0, payload.Length));
        _bench.Settle();
        Assert.Equal(20, session.Counters.ReceivedPackets);
    }

    /// <summary>The host's packets come from the kernel as one, and leave for the peer as they were.</summary>
    [Theory]
    [InlineData(Node, Subscriber)]
    [InlineData(Node6, Subscriber6)]
    public void Packets_that_the_kernel_has_left_uncut_should_reach_the_peer_one_by_one(string node, string subscriber)
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out var session);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(node), 0));
        host.SetRawSocketOption(LevelUdp, UdpSegment, BitConverter.GetBytes(1000));

        host.SendTo([.. Enumerable.Range(0, 20_500).Select(n => (byte)(n / 1000))], new IPEndPoint(IPAddress.Parse(subscriber), 9));

        for (var i = 0; i <= 20; i++)
        {
            var packet = _bench.AtPeer().Frame[4..];
            Assert.True(Packets.AreChecksumsRight(packet));
            Assert.Equal(Enumerable.Repeat((byte)i, i < 20 ? 1000 : 500), packet[(packet[0] >> 4 == 6 ? 48 : 28)..]);
        }

        Assert.Equal(21, session.Counters.SentPackets);
    }

    [Fact]
    public void Session_should_be_held_to_its_rate_both_ways_but_for_what_negotiates()
    {
        var slow = new RateLimit(8, TimeSpan.FromMilliseconds(10)); // an octet a second, once the longest packet has passed
        using var tun = AttachSubscriber(new SessionPathOptions { ReceiveRate = slow, SendRate = slow }, new PppLinkOptions(), out var session);
        var up = Bench.Data([0x21, .. Packets.Udp(Subscriber, Node, new byte[8000])]);

        for (var i = 0; i < 10; i++)
            _bench.FromPeer(up);
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9, 1, 0, 4]));
        _bench.Settle();
        Assert.Single(_bench.Ppp.Seen);
        Assert.Equal((8 + 1, 1, 2L), (session.Counters.ReceivedPackets, session.Counters.ControlFrames, _bench.Drops(DropReason.OverRate)));

        for (var i = 0; i < 50; i++)
            SendToSubscriber(new byte[1400]);
        Bench.Eventually(() => _bench.Drops(DropReason.OverRate) > 2);
        Assert.True(session.SendPpp(PppProtocol.Lcp, [10, 1, 0, 4]));
    }

    [Fact]
    public void Device_that_somebody_removes_should_be_reported_once_and_hurt_nobody_else()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out var session);

        _bench.Namespace.Execute("ip", "link", "delete", tun.Name);
        Bench.Eventually(() => !_bench.Faults.IsEmpty);
        session.SendPpp(PppProtocol.Lcp, [9]);

        Assert.Equal([9], _bench.AtPeer().Frame[^1..]);
        Assert.True(_bench.Faults.TryDequeue(out var fault));
        Assert.Contains("tun0", fault.Message);

        _bench.FromPeer(Bench.Data([0x21, .. Packets.Udp4(Subscriber, Node, [1])]));
        Bench.Eventually(() => (_bench.Drops(DropReason.TunWriteFailed), session.Counters.Dropped) == (1, 1));
        Bench.Eventually(() => (_bench.Plane.Counters.ReceivedDatagrams, _bench.Plane.Counters.DeliveredData) == (1, 0));
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public void Sender_of_what_is_dropped_should_be_told()
    {
        using var stranger = _bench.OpenPeer("127.0.0.2");
        stranger.SendTo(Bench.Data([0xc0, 0x21, 1]), _bench.Port.Local.ToIPEndPoint());
        _bench.Settle();

        Assert.Equal(Endpoint.From((IPEndPoint)stranger.LocalEndPoint!), _bench.Plane.Counters.Senders[DropReason.WrongPeer]);
    }

    [Fact]
    public void Packets_that_find_the_send_queue_full_should_be_counted_and_those_after_them_leave()
    {
        using var tun = AttachSubscriber(new SessionPathOptions(), new PppLinkOptions(), out var session);
        // A line that lets a packet or two through and holds what comes then in the socket's account.
        _bench.Namespace.Execute("tc", "qdisc", "add", "dev", "lo", "root", "tbf", "rate", "8kbit", "burst", "1600", "limit", "100000000");
        var packet = new byte[1200];
        Assert.True(SpinWait.SpinUntil(() => !session.SendPpp(PppProtocol.Lcp, packet), Bench.Patience));
        Assert.True(_bench.Drops(DropReason.SendQueueFull) > 0);

        _bench.Namespace.Execute("tc", "qdisc", "del", "dev", "lo", "root");
        Assert.True(SpinWait.SpinUntil(() => session.SendPpp(PppProtocol.Lcp, [9]), Bench.Patience));
    }

    public void Dispose() => _bench.Dispose();

    private static SubscriberAddresses Addresses => SubscriberAddresses.Of(IPNetwork.Parse($"{Subscriber}/32"), IPNetwork.Parse("fd64:0:0:9::/64"));

    private ITunPort AttachSubscriber(SessionPathOptions options, PppLinkOptions link, out ISessionPath session)
    {
        var tun = _bench.OpenTun();
        _bench.Namespace.AddAddress(tun.Name, new LinkAddress(IPAddress.Parse(Node), 24));
        _bench.Namespace.AddAddress(tun.Name, new LinkAddress(IPAddress.Parse(Node6), 32));
        session = Attach(tun, options, link);
        return tun;
    }

    private ISessionPath Attach(ITunPort tun, SessionPathOptions options, PppLinkOptions link)
    {
        var session = _bench.Install(options);
        session.AttachTun(tun, Addresses, link);
        return session;
    }

    private void SendToSubscriber(byte[] payload)
    {
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0));
        host.SendTo(payload, IPEndPoint.Parse($"{Subscriber}:9"));
    }

    private int NextNs()
    {
        SendToSubscriber([1]);
        return _bench.AtPeer().Header.Ns.Value;
    }

    private void SendNumbered(params ushort[] numbers)
    {
        foreach (var ns in numbers)
            _bench.FromPeer(Bench.Data([0xc0, 0x21, (byte)ns], header: new DataHeader(WithSequence: true), ns: ns));
    }

    /// <summary>The number of the next frame that the sink gets.</summary>
    private byte Seen()
    {
        Assert.True(_bench.Ppp.Seen.TryTake(out var frame, Bench.Patience));
        return frame.Packet[0];
    }

    private static (IPEndPoint Source, byte[] Payload) Receive(Socket socket)
    {
        var buffer = new byte[2048];
        EndPoint source = new IPEndPoint(IPAddress.Any, 0);
        var length = socket.ReceiveFrom(buffer, ref source);
        return ((IPEndPoint)source, buffer[..length]);
    }

    private static void FixTcpChecksum(byte[] packet)
    {
        packet[36] = packet[37] = 0;
        var segment = packet.AsSpan(20);
        var sum = InternetChecksum.Finish(InternetChecksum.Sum(packet.AsSpan(12, 8)) + 6 + (ulong)segment.Length + InternetChecksum.Sum(segment));
        (packet[36], packet[37]) = ((byte)(sum >> 8), (byte)sum);
    }

    private sealed class TapRecorder(TapKinds wanted) : IPacketTap
    {
        public System.Collections.Concurrent.ConcurrentQueue<(TapKinds Kind, TapDirection Direction)> Seen { get; } = [];

        public TapKinds Wanted => wanted;

        public void OnDatagram(TapKinds kind, TapDirection direction, in UdpPath path, ReadOnlySpan<byte> datagram) => Seen.Enqueue((kind, direction));
    }
}
