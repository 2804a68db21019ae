using Concentrator.Actors.Dialers;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Tunnels;

/// <summary>RFC 2661 section 8.1: an answer from another port; and what it does not know, a NAT that forgets.</summary>
public class MovingPeerSpecs(ITestOutputHelper output)
    : NodeFixture(output, node => node with { Lns = [Follower], Dialers = [Dialer] })
{
    private static LnsProfile Follower => Profile with { Tunnel = Profile.Tunnel with { FollowNatRebinding = true } };

    private static DialerProfile Dialer => new()
    {
        Name = "office",
        Lns = [new LnsAddress("192.0.2.8")],
        Tunnel = Profile.Tunnel,
        Ppp = Profile.Ppp,
        Interface = "office",
    };

    [Fact]
    public void Answer_from_another_port_should_be_followed_once()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance, TestActor);
        var lns = new FakePeer(Port, address: "192.0.2.8");
        lns.Node = lns.Expect<Sccrq>().AssignedTunnelId;
        var asked = lns.Path;

        lns.Path = At(asked, port: 4711);
        lns.Send(lns.Sccrp());
        Assert.Equal(lns.Path, ExpectSent<Scccn>());

        Assert.Equal(DropReason.None, lns.Send(new Hello([])));
        lns.Path = At(asked, port: 4712);
        Assert.Equal(DropReason.WrongPeer, lns.Send(new Hello([])));
        lns.Path = asked;
        Assert.Equal(DropReason.WrongPeer, lns.Send(new Hello([])));
    }

    [Fact]
    public void Peer_behind_a_NAT_that_forgot_it_should_be_followed_though_our_HELLO_to_its_old_port_is_unanswered()
    {
        var peer = Connected(udpPort: 40001);
        InTime(() => Assert.Contains(Port.Sent, sent => Is<Hello>(sent.Datagram)));

        peer.Path = At(peer.Path, port: 40002);
        peer.Send(new Hello([]));

        AwaitAssert(() => Assert.Equal(peer.Path, Assert.Single(Plane.Tunnels).Path));
        InTime(() => Assert.Contains(Port.Sent, sent => sent.Path == peer.Path && Is<Hello>(sent.Datagram)));
    }

    [Fact]
    public void Stranger_who_does_not_know_the_numbers_should_not_be_followed()
    {
        var peer = Connected();
        var stranger = new FakePeer(Port, address: "192.0.2.66") { Node = peer.Node };
        Assert.Equal(DropReason.None, stranger.Send(new Hello([])));
        peer.Send(new Hello([]));

        InTime(() => Assert.Contains(Port.Sent, sent => ControlDatagram.TryParse(sent.Datagram, out var zlb, out _) && zlb.IsZlb && zlb.Nr.Value == 3));
        Assert.Equal(peer.Path, Assert.Single(Plane.Tunnels).Path);
        Assert.DoesNotContain(Port.Sent, sent => sent.Path == stranger.Path);
    }

    private static UdpPath At(UdpPath path, ushort port) => path with { Peer = path.Peer with { Port = port } };

    private static bool Is<T>(byte[] datagram) =>
        ControlDatagram.TryParse(datagram, out var parsed, out _) && !parsed.IsZlb && parsed.TryDecode([], out var message, out _) && message is T;

    /// <summary>Where the next such message was sent.</summary>
    private UdpPath ExpectSent<T>() => AwaitAssert(() => Assert.Single(Port.Sent, sent => Is<T>(sent.Datagram)).Path);
}
