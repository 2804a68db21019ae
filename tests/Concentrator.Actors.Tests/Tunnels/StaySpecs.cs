using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Tunnels;

/// <summary>A profile's limits for each of its sessions: how long, how idle, how fast.</summary>
public class StaySpecs(ITestOutputHelper output) : NodeFixture(
    output, node => node with
    {
        Lns =
        [
            Profile with
            {
                Stay = new StayLimits(Session: TimeSpan.FromSeconds(40), Idle: TimeSpan.FromSeconds(10)),
                Rates = new SessionRates(Up: 1_000_000, Down: null, TimeSpan.FromMilliseconds(100)),
            },
        ],
    })
{
    [Fact]
    public void Idle_session_should_be_ended_and_accounting_told_why()
    {
        var peer = Connected();
        Subscribed(peer, 5, out _);
        ExpectInTime<Cdn>(peer);
        Assert.Equal(TerminateCause.IdleTimeout.ToString(), AwaitAssert(() => Assert.Single(History())).TerminateCause);
    }

    [Fact]
    public void Busy_session_should_be_ended_when_its_time_is_over()
    {
        var peer = Connected();
        Subscribed(peer, 5, out var id);
        var path = SessionOf(peer, id);
        Cdn? cdn = null;
        InTime(() =>
        {
            path.Counters = path.Counters with { ReceivedPackets = path.Counters.ReceivedPackets + 1 };
            cdn ??= peer.TryNext(TimeSpan.FromMilliseconds(10))?.Message as Cdn;
            Assert.NotNull(cdn);
        });
        Assert.Equal(TerminateCause.SessionTimeout.ToString(), AwaitAssert(() => Assert.Single(History())).TerminateCause);
    }

    [Fact]
    public void Keepalives_should_not_keep_an_idle_session() =>
        Assert.Equal(0, new SessionCounters(7, 0, 5, 0, 0, 0, 0) { ControlFrames = 12 }.PayloadPackets);

    [Fact]
    public void Rate_of_the_profile_should_be_that_of_the_path()
    {
        var peer = Connected();
        Subscribed(peer, 5, out var id);
        var options = SessionOf(peer, id).Options;
        Assert.Equal(new RateLimit(1_000_000, TimeSpan.FromMilliseconds(100)), options.ReceiveRate);
        Assert.Null(options.SendRate);
    }
}
