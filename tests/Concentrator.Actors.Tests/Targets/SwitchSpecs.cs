using Akka.Event;
using Concentrator.Actors.Targets;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tests.Tunnels;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Switching;
using Concentrator.Control.Policy.Targets;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Targets;

/// <summary>A LAC, this node, and the LNSs that its calls go on to.</summary>
public class SwitchSpecs(ITestOutputHelper output) : NodeFixture(output, node => node with { Targets = [Isp], Switching = Rules })
{
    private static LacTarget Isp => new()
    {
        Name = "isp",
        Lns = [new LnsCandidate { Address = new LnsAddress("192.0.2.8"), Preference = 1 }, new LnsCandidate { Address = new LnsAddress("192.0.2.9"), Preference = 2 }],
        Tunnel = new TunnelProfile { HostName = "node" },
        OwnNames = ["node"],
    };

    private static ValueList<SwitchRule> Rules =>
    [
        new("number", new SwitchMatch { CalledNumbers = [new NamePattern("0800*")] }, "isp"),
        new("realm", new SwitchMatch { HostNames = [new NamePattern("realms")], Realms = [new NamePattern("example.net")] }, "isp"),
    ];

    [Fact]
    public void Call_should_be_offered_onward_before_it_is_connected_and_joined_when_it_is()
    {
        var strays = CreateTestProbe();
        Sys.EventStream.Subscribe(strays, typeof(UnhandledMessage));
        var lac = Connected();
        var node = Offer(lac);
        var lns = Answer(new FakePeer(Port, address: "192.0.2.8"));
        var icrq = lns.Expect<Icrq>();
        Assert.Equal(("0800123", "555", 9u), (icrq.CalledNumber, icrq.CallingNumber, icrq.CallSerialNumber));
        lns.Send(new Icrp([AssignedSessionId.Of(21)]), icrq.AssignedSessionId);
        ExpectNothing(lns);

        lac.Send(Iccn(ProxyAuthenName.Of("joe@example.org")), node);
        var iccn = lns.Expect<Iccn>();
        Assert.Equal((64_000u, "joe@example.org"), (iccn.TxConnectSpeed, iccn.ProxyAuthenName));
        AwaitAssert(() => Assert.Same(SessionOf(lns, icrq.AssignedSessionId), SessionOf(lac, node).Joined));
        var halves = Sessions();
        Assert.All(halves, half => Assert.Equal(("switch", "established, switched"), (half.Engine, half.State)));
        Assert.Equal(halves.Select(half => $"{half.TunnelId}/{half.SessionId}").Order(), halves.Select(half => half.SwitchedWith).Order());
        Assert.Contains(halves, half => half.User == "joe@example.org");
        Assert.False(strays.HasMessages);
    }

    [Fact]
    public void Call_should_wait_for_its_iccn_where_a_rule_asks_for_the_realm()
    {
        var lac = Named("realms");
        var lns = new FakePeer(Port, address: "192.0.2.8");
        lac.Send(FakePeer.Icrq(5));
        var node = lac.Expect<Icrp>().AssignedSessionId;
        ExpectNothing(lns);
        lac.Send(Iccn(ProxyAuthenName.Of("joe@example.net")), node);
        Answer(lns).Expect<Icrq>();
    }

    [Fact]
    public void Call_should_be_served_here_when_no_rule_is_for_it()
    {
        var lac = Named("realms");
        Subscribed(lac, session: 5, out var node);
        Assert.Equal("embedded", Assert.Single(Sessions()).Engine);
        Assert.NotNull(SessionOf(lac, node).Attached);
    }

    [Fact]
    public void Early_frames_of_either_side_should_reach_the_other()
    {
        var (lac, lns) = (Connected(), new FakePeer(Port, address: "192.0.2.8"));
        var node = Offer(lac);
        SessionOf(lac, node).Receive(PppProtocol.Lcp, [1, 1, 0, 4]);
        Answer(lns);
        lac.Send(Iccn(), node);
        var icrq = lns.Expect<Icrq>();
        lns.Send(new Icrp([AssignedSessionId.Of(21)]), icrq.AssignedSessionId);
        lns.Expect<Iccn>();
        Assert.Equal([1, 1, 0, 4], SessionOf(lns, icrq.AssignedSessionId).Sent.Take().Packet);
        SessionOf(lns, icrq.AssignedSessionId).Receive(PppProtocol.Lcp, [1, 7, 0, 4]);
        Assert.Equal([1, 7, 0, 4], SessionOf(lac, node).Sent.Take().Packet);
    }

    [Fact]
    public void Next_lns_should_be_tried_when_one_refuses_the_tunnel_or_the_call()
    {
        var lac = Connected();
        var node = Offer(lac);
        lac.Send(Iccn(), node);
        var first = Answer(new FakePeer(Port, address: "192.0.2.8"));
        var icrq = first.Expect<Icrq>();
        first.Send(Cdn(22, CdnResult.NoFacilitiesTemporarily), icrq.AssignedSessionId);
        var second = Answer(new FakePeer(Port, address: "192.0.2.9", tunnel: 78));
        icrq = second.Expect<Icrq>();
        second.Send(new Icrp([AssignedSessionId.Of(21)]), icrq.AssignedSessionId);
        second.Expect<Iccn>();
        AwaitAssert(() => Assert.NotNull(SessionOf(lac, node).Joined));
    }

    [Fact]
    public void Lac_should_be_told_why_no_lns_took_its_call()
    {
        var lac = Connected();
        lac.Send(Iccn(), Offer(lac));
        foreach (var (address, tunnel, result) in new[] { ("192.0.2.8", 77, CdnResult.NoFacilitiesTemporarily), ("192.0.2.9", 78, CdnResult.Busy) })
        {
            var lns = Answer(new FakePeer(Port, address: address, tunnel: (ushort)tunnel));
            lns.Send(Cdn(22, result, AvpCatalog.Q931Cause.Of(new Q931Cause(17, 0x45))), lns.Expect<Icrq>().AssignedSessionId);
        }

        var cdn = lac.Expect<Cdn>();
        Assert.Equal((ushort)CdnResult.Busy, cdn.Result.Result);
        Assert.Equal(new Q931Cause(17, 0x45), cdn.Q931Cause);
    }

    [Fact]
    public void End_of_either_half_should_end_the_other_with_its_causes()
    {
        var cause = AvpCatalog.PppDisconnectCause.Of(new PppDisconnectCause(PppDisconnectCode.EchoTimeout, PppProtocol.Lcp));
        var (lac, lns, node, session) = Switched();
        lns.Send(Cdn(21, CdnResult.Administrative, cause), session);
        var cdn = lac.Expect<Cdn>();
        Assert.Equal(((ushort)CdnResult.Administrative, cause.Value), (cdn.Result.Result, cdn.PppDisconnectCause!.Value));
        lac.Acknowledge();

        lac.Send(new Icrq([AssignedSessionId.Of(12), CallSerialNumber.Of(10), CalledNumber.Of("0800123")]));
        node = lac.Expect<Icrp>().AssignedSessionId;
        lac.Send(Iccn(), node);
        session = lns.Expect<Icrq>().AssignedSessionId;
        lns.Send(new Icrp([AssignedSessionId.Of(22)]), session);
        lns.Expect<Iccn>();
        lac.Send(Cdn(12, CdnResult.LossOfCarrier, AvpCatalog.Q931Cause.Of(new Q931Cause(16, 0x45))), node);
        cdn = lns.Expect<Cdn>();
        Assert.Equal(((ushort)CdnResult.LossOfCarrier, new Q931Cause(16, 0x45)), (cdn.Result.Result, cdn.Q931Cause!.Value));
        AwaitAssert(() => Assert.Equal(0, Ledger.Sessions));
    }

    [Fact]
    public void Sli_should_pass_from_the_lns_to_the_lac()
    {
        // RFC 3437: the LNS that a LAC's wishes go on to tells what became of them.
        var (lac, lns, _, session) = Switched(LcpWantOptions.Of([7, 2]));
        lns.Send(new Sli([AvpCatalog.Accm.Of(new Accm(0x000a_0000, 0x0001_0000)), LnsLastSentLcpConfReq.Of([7, 2]), LnsLastReceivedLcpConfReq.Of([8, 2])]), session);
        var sli = lac.Expect<Sli>();
        Assert.Equal(new Accm(0x000a_0000, 0x0001_0000), sli.Accm);
        Assert.Equal<byte>([7, 2, 8, 2], [.. sli.LastSentLcpConfReq!.Value, .. sli.LastReceivedLcpConfReq!.Value]);
    }

    [Fact]
    public void Wen_should_pass_from_the_lac_to_the_lns()
    {
        var (lac, lns, node, _) = Switched();
        var errors = new CallErrors(1, 2, 3, 4, 5, 6);
        lac.Send(new Wen([AvpCatalog.CallErrors.Of(errors)]), node);
        while (true)
        {
            var (_, message) = NextInTime(lns);
            lns.Acknowledge();
            if (message is not Wen wen)
                continue;
            Assert.Equal(errors, wen.CallErrors);
            return;
        }
    }

    [Fact]
    public void Speeds_should_pass_from_the_lac_to_the_lns_and_be_told_when_it_asks()      // RFC 5515 section 4
    {
        var lac = Connected();
        lac.Send(new Icrq([AssignedSessionId.Of(11), CallSerialNumber.Of(9), CalledNumber.Of("0800123"), ConnectSpeedUpdateEnable.Of(default)]));
        var node = lac.Expect<Icrp>().AssignedSessionId;
        lac.Acknowledge();
        lac.Send(Iccn(), node);
        var lns = Answer(new FakePeer(Port, address: "192.0.2.8"));
        var icrq = lns.Expect<Icrq>();
        Assert.True(icrq.ConnectSpeedUpdateEnable);
        lns.Send(new Icrp([AssignedSessionId.Of(21)]), icrq.AssignedSessionId);
        lns.Expect<Iccn>();
        lns.Acknowledge();
        AwaitAssert(() => Assert.NotNull(SessionOf(lac, node).Joined));

        lac.Send(new Csun([AvpCatalog.ConnectSpeedUpdate.Of(new ConnectSpeedUpdate(node, 5000, 600))]));
        Assert.Equal([new ConnectSpeedUpdate(new SessionId(21), 5000, 600)], lns.Expect<Csun>().Updates);
        lns.Acknowledge();
        lns.Send(new Csurq([AvpCatalog.ConnectSpeedUpdate.Of(new(icrq.AssignedSessionId))]));
        Assert.Equal([new ConnectSpeedUpdate(new SessionId(21), 5000, 600)], lns.Expect<Csun>().Updates);
    }

    [Fact]
    public void Calls_should_end_and_be_told_so_when_the_tunnel_to_the_lns_is_lost()
    {
        var (lac, lns, _, _) = Switched();
        lns.Send(new StopCcn([AssignedTunnelId.Of(lns.Tunnel.Value), Result.Of(new ResultCode(StopCcnResult.ShuttingDown))]));
        Assert.Equal((ushort)CdnResult.LossOfCarrier, lac.Expect<Cdn>().Result.Result);
    }

    [Fact]
    public void Call_that_went_round_should_be_refused()
    {
        var (lac, _, _, _) = Switched();
        lac.Send(new Icrq([AssignedSessionId.Of(12), CallSerialNumber.Of(9), CalledNumber.Of("0800123")]));
        lac.Expect<Icrp>();
        lac.Acknowledge();
        Assert.Equal((ushort)CdnResult.NoFacilitiesPermanently, lac.Expect<Cdn>().Result.Result);
        AwaitAssert(() => Assert.Contains(History(), entry => entry.Reason.Contains("went round")));
        Assert.Equal(2, Sessions().Count(half => half.State == "established, switched"));
    }

    [Fact]
    public void Tunnel_to_ourselves_should_not_be_established()
    {
        Offer(Connected());
        var mirror = new FakePeer(Port, address: "192.0.2.8");
        mirror.Node = mirror.Expect<Sccrq>().AssignedTunnelId;
        mirror.Send(mirror.Sccrp("node"));
        var stop = mirror.Expect<StopCcn>();
        Assert.Contains("this node itself", stop.Result.Message);
        AwaitAssert(() => Assert.Contains(History(), entry => entry.Kind == "tunnel" && entry.Reason.Contains("calls would go round")));
    }

    [Fact]
    public void Idle_tunnel_should_be_closed_and_a_dead_lns_shown_as_set_aside()
    {
        var (lac, lns, node, session) = Switched();
        AwaitAssert(() => Assert.Equal(("connected", 1, 1), Targets().Lns is [var first, ..] ? (first.State, first.Tunnels, first.Calls) : default));
        lac.Send(Cdn(11, CdnResult.LossOfCarrier), node);
        lns.Expect<Cdn>();
        lns.Acknowledge();
        while (NextInTime(lns).Message is not StopCcn)
            lns.Acknowledge();
        lns.Acknowledge();
        AwaitAssert(() => Assert.Equal("idle", Targets().Lns[0].State));
        Offer(Named("other", "192.0.2.3"));
        var dead = new FakePeer(Port, address: "192.0.2.8", tunnel: 91);
        dead.Node = dead.Expect<Sccrq>().AssignedTunnelId;
        dead.Send(new StopCcn([AssignedTunnelId.Of(91), Result.Of(new ResultCode(StopCcnResult.ShuttingDown))]));
        AwaitAssert(() => Assert.Equal(("set aside", 1), (Targets().Lns[0].State, Targets().Lns[0].Failures)));
    }

    private (FakePeer Lac, FakePeer Lns, SessionId Node, SessionId Onward) Switched(params Avp[] more)
    {
        var (lac, lns) = (Connected(), new FakePeer(Port, address: "192.0.2.8"));
        var node = Offer(lac);
        lac.Send(Iccn(more), node);
        var session = Answer(lns).Expect<Icrq>().AssignedSessionId;
        lns.Send(new Icrp([AssignedSessionId.Of(21)]), session);
        lns.Expect<Iccn>();
        lns.Acknowledge();
        AwaitAssert(() => Assert.NotNull(SessionOf(lac, node).Joined));
        return (lac, lns, node, session);
    }

    private static SessionId Offer(FakePeer lac)
    {
        lac.Send(new Icrq([AssignedSessionId.Of(11), CallSerialNumber.Of(9), CalledNumber.Of("0800123"), CallingNumber.Of("555")]));
        var node = lac.Expect<Icrp>().AssignedSessionId;
        lac.Acknowledge();
        return node;
    }

    private FakePeer Named(string hostName, string address = "192.0.2.2")
    {
        var lac = new FakePeer(Port, address);
        lac.OpenTunnel(hostName);
        AwaitAssert(() => Assert.Equal(0, Ledger.HalfOpenTunnels));
        return lac;
    }

    private static FakePeer Answer(FakePeer lns)
    {
        lns.Node = lns.Expect<Sccrq>().AssignedTunnelId;
        lns.Send(lns.Sccrp());
        lns.Expect<Scccn>();
        lns.Acknowledge();
        return lns;
    }

    private static Iccn Iccn(params Avp[] more) => new([TxConnectSpeed.Of(64_000), FramingType.Of(FramingTypes.Synchronous), .. more]);

    private static Cdn Cdn(ushort session, CdnResult result, params Avp[] more) =>
        new([Result.Of(new ResultCode(result)), AssignedSessionId.Of(session), .. more]);

    private TargetStatus Targets()
    {
        Settle();
        Registered<TargetsKey>().Tell(TargetQueries.GetTargetStatus.Instance, TestActor);
        return (TargetStatus)FishForMessage(message => message is TargetStatus);
    }

    private IReadOnlyList<SessionStatus> Sessions()
    {
        Sys.ActorOf(StatusCollectorActor<SessionStatus>.Props(TestActor, collector => new CollectStatus(StatusKind.Sessions, collector), Registered<SlotsKey>()));
        return ((StatusReport<SessionStatus>)FishForMessage(message => message is StatusReport<SessionStatus>)).Items;
    }
}
