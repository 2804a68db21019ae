using Concentrator.Actors.Tests.Tunnels;
using Concentrator.Control.Policy.Lines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Targets;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Lines;

/// <summary>A call that one LNS wants placed goes on to another LNS, over another tunnel.</summary>
public class NetworkCallSpecs(ITestOutputHelper output) : NodeFixture(output, node => node with { Targets = [Isp], Lines = [Network] })
{
    private static LacTarget Isp => new()
    {
        Name = "isp",
        Lns = [new LnsCandidate { Address = new LnsAddress("192.0.2.8"), Preference = 1 }],
        Tunnel = new TunnelProfile { HostName = "node" },
        OwnNames = ["node"],
    };

    private static LineProfile Network => new() { Name = "network", Target = "isp", Calls = 10, Speed = 1_000_000 };

    [Fact]
    public void Call_should_be_connected_when_the_next_LNS_takes_it_and_the_paths_be_joined()
    {
        var lns = Connected();
        var session = Ask(lns);
        var (next, icrq) = Next();
        Assert.Equal(("5551234", 4711u), (icrq.CalledNumber, icrq.CallSerialNumber));
        ExpectNothing(lns);

        next.Send(new Icrp([AssignedSessionId.Of(21)]), icrq.AssignedSessionId);
        Assert.Equal(64_000u, next.Expect<Iccn>().TxConnectSpeed);
        Assert.Equal(64_000u, lns.Expect<Occn>().TxConnectSpeed);
        AwaitAssert(() => Assert.Same(SessionOf(next, icrq.AssignedSessionId), SessionOf(lns, session).Joined));
    }

    [Fact]
    public void Call_that_the_next_LNS_refuses_should_be_refused_with_its_reason()
    {
        var lns = Connected();
        Ask(lns);
        var (next, icrq) = Next();
        next.Send(new Cdn([Result.Of(new ResultCode(CdnResult.NoFacilitiesTemporarily)), AssignedSessionId.Of(21)]), icrq.AssignedSessionId);
        Assert.Equal((ushort)CdnResult.NoFacilitiesTemporarily, ExpectInTime<Cdn>(lns).Result.Result);
        AwaitAssert(() => Assert.Equal(0, Ledger.Sessions));
    }

    [Fact]
    public void End_of_either_half_should_end_the_other()
    {
        var lns = Connected();
        var session = Ask(lns);
        var (next, icrq) = Next();
        next.Send(new Icrp([AssignedSessionId.Of(21)]), icrq.AssignedSessionId);
        next.Expect<Iccn>();
        lns.Expect<Occn>();
        lns.Acknowledge();
        next.Acknowledge();
        AwaitAssert(() => Assert.NotNull(SessionOf(lns, session).Joined));
        lns.Send(new Cdn([Result.Of(new ResultCode(CdnResult.LossOfCarrier)), AssignedSessionId.Of(8)]), session);
        Assert.Equal((ushort)CdnResult.LossOfCarrier, ExpectInTime<Cdn>(next).Result.Result);
        AwaitAssert(() => Assert.Equal(0, Ledger.Sessions));
    }

    private static SessionId Ask(FakePeer lns)
    {
        lns.Send(new Ocrq([
            AssignedSessionId.Of(8), CallSerialNumber.Of(4711), MinimumBps.Of(0), MaximumBps.Of(64_000), BearerType.Of(BearerTypes.Digital),
            FramingType.Of(FramingTypes.Synchronous), CalledNumber.Of("5551234")]));
        var session = lns.Expect<Ocrp>().AssignedSessionId;
        lns.Acknowledge();
        return session;
    }

    private (FakePeer Lns, Icrq Call) Next()
    {
        var next = new FakePeer(Port, address: "192.0.2.8", tunnel: 79);
        next.Node = next.Expect<Sccrq>().AssignedTunnelId;
        next.Send(next.Sccrp());
        next.Expect<Scccn>();
        next.Acknowledge();
        return (next, next.Expect<Icrq>());
    }
}
