using Concentrator.Actors.Dialers;
using Concentrator.Actors.Endpoints;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Tunnels;

/// <summary>RFC 2661 section 4.4.3, Tie Breaker: a peer opens a tunnel to us while we open one to it.</summary>
public class TieBreakSpecs(ITestOutputHelper output)
    : NodeFixture(output, node => node with { Dialers = [Dialer("single", tieBreaker: true), Dialer("plain", tieBreaker: false)] })
{
    private const string Address = "192.0.2.8";

    [Fact]
    public void Higher_value_should_lose()
    {
        var lns = Dialed("single");
        var theirs = new FakePeer(Port, Address, tunnel: 78);
        theirs.Send(Request(theirs, ulong.MaxValue));
        AwaitAssert(() => Assert.Equal(1, Fate(ControlFate.TieBreakLost)));

        Answer(lns);
        Assert.Equal(1, Ledger.Tunnels);
    }

    [Fact]
    public void Lower_value_should_win()
    {
        Dialed("single");
        var theirs = new FakePeer(Port, Address, tunnel: 78);
        theirs.Send(Request(theirs, 0));
        Accepted(theirs);

        AwaitAssert(() => Assert.Equal((1, 0), (Ledger.Tunnels, Ledger.HalfOpenTunnels)));
        AwaitAssert(() =>
        {
            Registered<DialersKey>().Tell(DialerQueries.GetDialerStatus.Instance, TestActor);
            Assert.Equal("waiting", ((DialerStatus)FishForMessage(message => message is DialerStatus { Name: "single" })).State);
        });
    }

    [Fact]
    public void Without_values_both_tunnels_should_come_up()
    {
        var lns = Dialed("plain");
        var theirs = new FakePeer(Port, Address, tunnel: 78);
        theirs.Send(theirs.Sccrq());
        Accepted(theirs);

        Answer(lns);
        AwaitAssert(() => Assert.Equal((2, 0), (Ledger.Tunnels, Ledger.HalfOpenTunnels)));
    }

    [Fact]
    public void Another_client_of_the_same_NAT_should_not_be_taken_for_the_peer()
    {
        var lns = Dialed("single");
        var client = new FakePeer(Port, Address, udpPort: 40001, tunnel: 78);
        client.Send(Request(client, 0));
        Accepted(client);

        Answer(lns);
        AwaitAssert(() => Assert.Equal((2, 0), (Ledger.Tunnels, Ledger.HalfOpenTunnels)));
    }

    private static DialerProfile Dialer(string name, bool tieBreaker) => new()
    {
        Name = name,
        Auto = false,
        Lns = [new LnsAddress(Address)],
        Tunnel = Profile.Tunnel with { TieBreaker = tieBreaker },
        Ppp = Profile.Ppp,
        Interface = name,
    };

    private static Sccrq Request(FakePeer peer, ulong tieBreaker) => new([.. peer.Sccrq().Avps, TieBreaker.Of(tieBreaker)]);

    /// <summary>A dialer's SCCRQ has arrived at its LNS.</summary>
    private FakePeer Dialed(string dialer)
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance, TestActor);
        Registered<DialersKey>().Tell(new OperationsCommands.Dial(dialer), TestActor);
        var lns = new FakePeer(Port, Address);
        var sccrq = lns.Expect<Sccrq>();
        Assert.Equal(dialer == "single", sccrq.TieBreaker is not null);
        lns.Node = sccrq.AssignedTunnelId;
        return lns;
    }

    /// <summary>The LNS answers our SCCRQ, and the tunnel comes up; nothing else is sent before that.</summary>
    private static void Answer(FakePeer lns)
    {
        lns.Send(lns.Sccrp());
        lns.Expect<Scccn>();
        lns.Acknowledge();
    }

    /// <summary>We answer the peer's SCCRQ, and the tunnel comes up.</summary>
    private static void Accepted(FakePeer peer)
    {
        peer.Node = peer.Expect<Sccrp>().AssignedTunnelId;
        peer.Send(new Scccn([]));
    }
}
