using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.DataPlane.Tests.Forwarding.SubscriberBench;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>A session before it is attached, and when it is withdrawn.</summary>
public sealed class SessionLifeTests : IDisposable
{
    private readonly SubscriberBench _bench = new();

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
    public void Late_withdrawal_should_not_remove_a_successor()
    {
        using var tun = _bench.AttachSubscriber(out var first);
        var second = _bench.Attach(tun);
        var tunnel = _bench.Plane.InstallTunnel(Bench.Tunnel, _bench.Port, _bench.Path.Path, new TunnelId(205));

        first.Withdraw();
        _bench.SendToSubscriber([8]);
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
        using var tun = _bench.AttachSubscriber(out var session);
        session.Withdraw();
        session.Withdraw();
        session.AttachTun(tun, Addresses, new PppLinkOptions());
        var before = _bench.Drops(DropReason.UnknownDestination);

        _bench.SendToSubscriber([1]);
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 1]));
        _bench.Settle();

        Bench.Eventually(() => _bench.Drops(DropReason.UnknownDestination) > before);
        Assert.Equal(1, _bench.Drops(DropReason.UnknownSession));
    }

    public void Dispose() => _bench.Dispose();
}
