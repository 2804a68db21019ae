using System.Net;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.DataPlane.Tests.Forwarding.SubscriberBench;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>Packets between a node's device and the peer of a subscriber's session.</summary>
public sealed class ForwardingTests : IDisposable
{
    private readonly SubscriberBench _bench = new();

    [Fact]
    public void Packet_from_the_peer_should_arrive_on_the_device_and_its_answer_at_the_peer()
    {
        using var tun = _bench.AttachSubscriber(out var session);
        using var host = _bench.OpenHost(0x5678);
        var question = Packets.Udp4(Subscriber, Node, [1, 2, 3]);
        question[20] = 0x11; // source port 0x1134

        _bench.FromPeer(Bench.Data([0xff, 0x03, 0x00, 0x21, .. question]));
        var (source, payload) = Bench.Receive(host);
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
        using var tun = _bench.AttachSubscriber(out _);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node6), 0));

        host.SendTo([4, 5], new IPEndPoint(IPAddress.Parse(Subscriber6), 9));

        var (_, frame) = _bench.AtPeer();
        Assert.Equal([0xff, 0x03, 0x00, 0x57], frame[..4]);
    }

    [Fact]
    public void Packets_should_be_marked_as_the_tunnel_and_the_session_say()
    {
        using var tun = _bench.AttachSubscriber(out var session, options: new SessionPathOptions { Dscp = 34 });
        using var host = _bench.OpenHost();
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
        using var tun = _bench.AttachSubscriber(out _, new PppLinkOptions { CompressAddressControl = addressControl, CompressProtocol = protocol });

        _bench.SendToSubscriber([7]);

        var (_, frame) = _bench.AtPeer();
        Assert.Equal(head + "45", Convert.ToHexString(frame)[..(head.Length + 2)]);
    }

    [Fact]
    public void Packet_for_nobody_should_be_counted()
    {
        using var tun = _bench.AttachSubscriber(out _);
        var before = _bench.Drops(DropReason.UnknownDestination);
        using var host = _bench.OpenHost();

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
        Assert.Equal([3, 4], Bench.Receive(host).Payload);
    }

    [Fact]
    public void Device_that_somebody_removes_should_be_reported_once_and_hurt_nobody_else()
    {
        using var tun = _bench.AttachSubscriber(out var session);

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

    public void Dispose() => _bench.Dispose();
}
