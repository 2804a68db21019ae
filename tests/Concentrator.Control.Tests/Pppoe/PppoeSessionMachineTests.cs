using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Control.Pppoe;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Pppoe;
using Xunit;
using static Concentrator.Control.Pppoe.PppoeSessionEffect;
using static Concentrator.Control.Pppoe.PppoeSessionEvent;
using static Concentrator.Control.Pppoe.PppoeSessionState;

namespace Concentrator.Control.Tests.Pppoe;

public class PppoeSessionMachineTests
{
    private static readonly SessionRequest Request = new(new MacAddress(0x02_00_00_00_00_01), "gold", Line: new AccessLine("node 1/1", "alice", 1_000_000, 16_000_000));
    private static readonly CallEnd Refused = new(EndedBy.Peer, new ResultCode(CdnResult.NoFacilitiesTemporarily), null, "no facilities");

    private static readonly PppoeProfile Pass = new()
    {
        Interface = "eth1",
        Concentrator = new AccessConcentrator { Name = "ac" },
        Rules = [new PppoeRule([], [], "lns")],
        Ppp = new PppProfile { Name = "ac" },
    };

    private static readonly PppoeProfile Authenticate = Pass with
    {
        Authenticates = true, Rules = [new PppoeRule([], [new("example.net")], "wholesale"), new PppoeRule([new("gold")], [], "lns")],
    };

    private static Step<PppoeSessionState, PppoeSessionEffect> On(PppoeSessionState state, PppoeSessionEvent @event, PppoeProfile? profile = null) =>
        PppoeSessionMachine.On(state, @event, new PppoeSessionContext(profile ?? Pass, Request));

    private static ProxiedLink Link(string user) => new([], [], [], new ProxiedProof(ProxyAuthenType.Pap, user, 1, [], []));

    private static void AssertClosed(Step<PppoeSessionState, PppoeSessionEffect> step, params Type[] effects)
    {
        Assert.Same(Closed.Instance, step.State);
        Assert.Equal(effects, step.Effects.Select(effect => effect.GetType()));
    }

    [Fact]
    public void Session_should_be_called_at_once_where_ppp_is_the_LNSs()
    {
        var step = On(Opening.Instance, Opened.Instance);
        Assert.Equal(new Calling("lns"), step.State);
        var place = Assert.IsType<PlaceCall>(Assert.Single(step.Effects));
        Assert.Equal("lns", place.Target);
        Assert.Null(place.Request.Connection.Proxied);
    }

    [Fact]
    public void Call_should_tell_host_service_and_line()
    {
        var call = Assert.IsType<PlaceCall>(Assert.Single(On(Opening.Instance, Opened.Instance).Effects)).Request;
        Assert.Equal(("02:00:00:00:00:01", "gold"), (call.CallingNumber, call.CalledNumber));
        Assert.Equal((16_000_000u, 1_000_000u), (call.Connection.TxSpeed, call.Connection.RxSpeed));
        Assert.Equal(
            [
                AccessLineAvps.AgentCircuitId.Of("node 1/1"), AccessLineAvps.AgentRemoteId.Of("alice"),
                AccessLineAvps.ActualDataRateUpstream.Of(1_000_000), AccessLineAvps.ActualDataRateDownstream.Of(16_000_000),
            ],
            call.Received.AsEnumerable());
    }

    [Theory]
    [InlineData("bob@example.net", "wholesale")]
    [InlineData("bob@EXAMPLE.NET", "wholesale")]
    [InlineData("bob@other", "lns")]
    [InlineData("bob", "lns")]
    public void Realm_should_choose_the_target_of_who_is_handed_over(string user, string target)
    {
        var authenticating = On(Opening.Instance, Opened.Instance, Authenticate);
        Assert.Equal([StartPpp.Instance], authenticating.Effects.AsEnumerable());
        var step = On(authenticating.State, new HandedOver(Link(user), user), Authenticate);
        Assert.Equal(new Calling(target, user), step.State);
        var place = Assert.IsType<PlaceCall>(Assert.Single(step.Effects));
        Assert.Equal((target, user), (place.Target, place.Request.Connection.Proxied?.Proof?.Name));
    }

    [Fact]
    public void Realm_should_choose_the_target_also_where_the_proof_cannot_be_told()
    {
        var step = On(Authenticating.Instance, new HandedOver(Link("bob@example.net") with { Proof = null }, "bob@example.net"), Authenticate);
        Assert.Equal(new Calling("wholesale", "bob@example.net"), step.State);
    }

    [Fact]
    public void User_without_a_target_should_be_told_by_padt()
    {
        var nobody = Authenticate with { Rules = [new PppoeRule([], [new("example.net")], "wholesale")] };
        AssertClosed(On(Authenticating.Instance, new HandedOver(Link("bob"), "bob"), nobody), typeof(SendPadt), typeof(Release));
    }

    [Fact]
    public void End_of_ppp_before_the_call_should_end_the_session()
    {
        var step = On(Authenticating.Instance, new PppEnded(new PppEnd(PppEndReason.PeerTerminated)), Authenticate);
        AssertClosed(step, typeof(SendPadt), typeof(Release));
        Assert.Equal(EndedBy.Peer, Assert.IsType<Release>(step.Effects[^1]).By);
    }

    [Fact]
    public void Connected_call_should_be_tied_to_the_session()
    {
        var step = On(new Calling("lns", "bob"), CallConnected.Instance);
        Assert.Equal(new Established("lns", "bob"), step.State);
        Assert.Equal([Tie.Instance], step.Effects.AsEnumerable());
    }

    [Fact]
    public void Cdn_should_become_a_padt()
    {
        AssertClosed(On(new Established("lns"), new CallEnded(Refused)), typeof(SendPadt), typeof(Release));
        var step = On(new Calling("lns"), new CallEnded(Refused));
        AssertClosed(step, typeof(SendPadt), typeof(Release));
        Assert.Equal(new SendPadt("no LNS took the call"), step.Effects[0]);
    }

    [Fact]
    public void Host_should_not_be_told_what_went_wrong_inside()
    {
        var step = On(new Established("lns"), new PppoeSessionEvent.InternalError("/etc/secret cannot be read"));
        Assert.Equal(new SendPadt("internal error"), Assert.Single(step.Effects.OfType<SendPadt>()));
        Assert.Contains("/etc/secret", step.Effects.OfType<Release>().Single().Reason);
    }

    [Fact]
    public void Padt_should_become_a_cdn_and_not_be_answered()
    {
        foreach (var state in new PppoeSessionState[] { new Calling("lns"), new Established("lns") })
        {
            var step = On(state, new Terminated("bye"));
            AssertClosed(step, typeof(EndCall), typeof(Release));
            var end = Assert.IsType<EndCall>(step.Effects[0]);
            Assert.Equal(("lns", CdnResult.LossOfCarrier), (end.Target, (CdnResult)end.End.Result!.Value.Result));
        }

        AssertClosed(On(Authenticating.Instance, new Terminated(null)), typeof(Release));
    }

    [Fact]
    public void Closing_from_here_should_be_told_to_both_sides()
    {
        AssertClosed(On(new Established("lns"), new LocalClose("the node stops")), typeof(EndCall), typeof(SendPadt), typeof(Release));
        AssertClosed(On(Authenticating.Instance, new LocalClose("the node stops")), typeof(SendPadt), typeof(Release));
        AssertClosed(On(new Calling("lns"), new PppoeSessionEvent.InternalError("oops")), typeof(EndCall), typeof(SendPadt), typeof(Release));
    }

    [Fact]
    public void Setup_that_takes_too_long_should_be_given_up_and_an_established_session_stay()
    {
        AssertClosed(On(new Calling("lns"), SetupTimedOut.Instance), typeof(EndCall), typeof(SendPadt), typeof(Release));
        Assert.Equal(new Established("lns"), On(new Established("lns"), SetupTimedOut.Instance).State);
    }

    [Fact]
    public void Closed_session_should_do_nothing_more()
    {
        foreach (var @event in new PppoeSessionEvent[] { Opened.Instance, new Terminated(null), new CallEnded(Refused), CallConnected.Instance, new LocalClose("x") })
            Assert.Equal(ImmutableArray<PppoeSessionEffect>.Empty.AsEnumerable(), On(Closed.Instance, @event).Effects.AsEnumerable());
    }

    [Fact]
    public void Service_should_be_served_where_a_rule_may_be_for_it()
    {
        Assert.True(Pass.MayServe("anything"));
        Assert.True(Authenticate.MayServe("silver"));
        Assert.False((Authenticate with { Authenticates = false }).MayServe("silver"));
        Assert.False((Pass with { Rules = [new PppoeRule([new("g*")], [], "lns")] }).MayServe("silver"));
    }

    [Fact]
    public void Ppp_towards_a_host_should_keep_to_what_PPPoE_allows()
    {
        var settings = Authenticate.Settings(payload: 1492);
        Assert.Equal((1456, 1492, true, true), (settings.Mru, settings.LargestPeerMru, settings.IsOverEthernet, settings.HandsOver));
        Assert.Equal(1400, (Authenticate with { Ppp = Authenticate.Ppp with { Mru = 1400 } }).Settings(1492).Mru);
        Assert.Equal(1492, (Authenticate with { Ppp = Authenticate.Ppp with { Mru = 1500 } }).Settings(1492).Mru);
    }
}
