using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.DataPlane.Tests.Forwarding.SubscriberBench;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>What exceeds a queue or a rate is dropped under its name, and what comes after passes.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly SubscriberBench _bench = new();

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

    [Fact]
    public void Session_should_be_held_to_its_rate_both_ways_but_for_what_negotiates()
    {
        var slow = new RateLimit(8, TimeSpan.FromMilliseconds(10)); // an octet a second, once the longest packet has passed
        using var tun = _bench.AttachSubscriber(out var session, options: new SessionPathOptions { ReceiveRate = slow, SendRate = slow });
        var up = Bench.Data([0x21, .. Packets.Udp(Subscriber, Node, new byte[8000])]);

        for (var i = 0; i < 10; i++)
            _bench.FromPeer(up);
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9, 1, 0, 4]));
        _bench.Settle();
        Assert.Single(_bench.Ppp.Seen);
        Assert.Equal((8 + 1, 1, 2L), (session.Counters.ReceivedPackets, session.Counters.ControlFrames, _bench.Drops(DropReason.OverRate)));

        for (var i = 0; i < 50; i++)
            _bench.SendToSubscriber(new byte[1400]);
        Bench.Eventually(() => _bench.Drops(DropReason.OverRate) > 2);
        Assert.True(session.SendPpp(PppProtocol.Lcp, [10, 1, 0, 4]));
    }

    [Fact]
    public void Packets_that_find_the_send_queue_full_should_be_counted_and_those_after_them_leave()
    {
        using var tun = _bench.AttachSubscriber(out var session);
        // A line that lets a packet or two through and holds what comes then in the socket's account.
        _bench.Namespace.Execute("tc", "qdisc", "add", "dev", "lo", "root", "tbf", "rate", "8kbit", "burst", "1600", "limit", "100000000");
        var packet = new byte[1200];
        Assert.True(SpinWait.SpinUntil(() => !session.SendPpp(PppProtocol.Lcp, packet), Bench.Patience));
        Assert.True(_bench.Drops(DropReason.SendQueueFull) > 0);

        _bench.Namespace.Execute("tc", "qdisc", "del", "dev", "lo", "root");
        Assert.True(SpinWait.SpinUntil(() => session.SendPpp(PppProtocol.Lcp, [9]), Bench.Patience));
    }

    public void Dispose() => _bench.Dispose();
}
