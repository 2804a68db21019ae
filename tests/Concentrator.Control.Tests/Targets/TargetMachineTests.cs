using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Targets;
using Concentrator.Protocol.L2tp;
using FsCheck;
using FsCheck.Xunit;
using Xunit;
using static Concentrator.Control.Tests.Targets.TargetScenario;

namespace Concentrator.Control.Tests.Targets;

/// <summary>LAC selection in the manner of RFC 2868.</summary>
public class TargetMachineTests
{
    [Fact]
    public void Call_should_go_to_the_lowest_preference()
    {
        var target = new TargetScenario(Target(Lns("second", preference: 2), Lns("first", preference: 1)));
        Assert.Equal("first", Assert.IsType<TargetEffect.OpenTunnel>(Assert.Single(target.Want(1))).Plan.Address.Host);
    }

    [Theory]
    [InlineData(0.0, "one")]
    [InlineData(0.24, "one")]
    [InlineData(0.26, "three")]
    [InlineData(1.0, "three")]
    public void Calls_should_spread_by_weight_within_a_preference(double chance, string expected)
    {
        var target = new TargetScenario(Target(Lns("one", weight: 1), Lns("three", weight: 3), Lns("spare", preference: 1, weight: 100))) { Chance = chance };
        target.Want(1);
        Assert.Equal(expected, target.LnsOf(1));
    }

    [Fact]
    public void Calls_should_wait_for_one_tunnel_and_be_placed_in_order_when_it_is_up()
    {
        var target = new TargetScenario(Target(Lns("lns")));
        Assert.Single(target.Want(1));
        Assert.Empty(target.Want(2));
        Assert.Equal([1, 2], target.Up(1).Cast<TargetEffect.PlaceCall>().Select(place => place.Call));
        Assert.Contains(target.Want(3), effect => effect is TargetEffect.PlaceCall { Call: 3, Tunnel: 1 });
    }

    [Fact]
    public void Calls_of_different_assignment_ids_should_never_share_a_tunnel()
    {
        var target = new TargetScenario(Target(Lns("lns", assignment: "gold"), Lns("lns", assignment: "lead"), Lns("lns")));
        foreach (var (call, chance) in new[] { (1, 0.1), (2, 0.5), (3, 0.9), (4, 0.1) })
        {
            target.Chance = chance;
            target.Want(call);
        }

        Assert.Equal([1, 2, 3, 1], Enumerable.Range(1, 4).Select(call => target.State.Calls[call].Tunnel));
    }

    [Fact]
    public void Tunnel_should_take_the_names_and_the_secret_of_its_candidate()
    {
        var lns = Lns("lns") with { ClientAuthId = "us", ServerAuthId = "them", Password = Secret.Of("secret") };
        var plan = lns.Plan(Target(lns) with { OwnNames = ["us", "lac"] });
        Assert.Equal(("us", "them", "secret"), (plan.Profile.HostName, plan.Profile.PeerName, plan.Profile.Secret!.Value.Text));
        Assert.Equal(2, plan.Profile.OwnNames.Count);
    }

    [Fact]
    public void Full_tunnel_should_be_joined_by_another_one()
    {
        var target = new TargetScenario(Target(Lns("lns")) with { SessionsPerTunnel = 2 });
        foreach (var call in Enumerable.Range(1, 3))
            target.Want(call);
        Assert.Equal([1, 1, 2], Enumerable.Range(1, 3).Select(call => target.State.Calls[call].Tunnel));
        target.Up(1);
        target.End(1);
        target.Want(4);
        Assert.Equal(1, target.State.Calls[4].Tunnel);
    }

    [Fact]
    public void Tunnels_without_a_call_should_be_closed_at_once_when_nobody_will_call_soon()
    {
        var target = new TargetScenario(Target(Lns("lns")) with { SessionsPerTunnel = 1 });
        target.Want(1);
        target.Up(1);
        target.Want(2);
        target.Want(3);
        target.On(new TargetEvent.CallWithdrawn(1));
        target.On(new TargetEvent.CallWithdrawn(2));
        // One is up and idle, one is still being opened for nobody, one has a call.
        Assert.Equal([1, 2], target.On(TargetEvent.Rested.Instance).OfType<TargetEffect.CloseTunnel>().Select(close => close.Tunnel));
        Assert.Equal([3], target.State.Tunnels.Keys);
    }

    [Fact]
    public void Outgoing_call_to_somebody_who_is_busy_should_not_be_tried_by_another_lac()
    {
        var lacs = Target(Lns("one", preference: 1), Lns("two", preference: 2));
        var target = new TargetScenario(lacs with { AsksForCalls = true });
        target.Want(1);
        target.Up(1);
        Assert.Contains(target.End(1, CdnResult.Busy), effect => effect is TargetEffect.ReportEnd { Call: 1 });
        target = new TargetScenario(lacs);
        target.Want(1);
        target.Up(1);
        Assert.Contains(target.End(1, CdnResult.Busy), effect => effect is TargetEffect.OpenTunnel { Plan.Address.Host: "two" });
    }

    [Fact]
    public void Call_should_go_on_to_the_next_lns_when_its_tunnel_cannot_be_opened()
    {
        var target = new TargetScenario(Target(Lns("dead", preference: 1), Lns("alive", preference: 2)));
        target.Want(1);
        target.Want(2);
        Assert.Contains(target.Down(1), effect => effect is TargetEffect.OpenTunnel { Plan.Address.Host: "alive" });
        Assert.Equal(("alive", "alive"), (target.LnsOf(1), target.LnsOf(2)));
    }

    [Fact]
    public void Call_should_go_on_to_the_next_lns_when_one_refuses_it_but_that_one_is_not_left_alone()
    {
        var target = new TargetScenario(Target(Lns("busy", preference: 1), Lns("idle", preference: 2)));
        target.Want(1);
        target.Up(1);
        target.End(1);
        Assert.Equal("idle", target.LnsOf(1));
        target.Want(2);
        Assert.Equal("busy", target.LnsOf(2));
    }

    [Fact]
    public void Call_that_no_lns_takes_should_be_told_how_the_last_one_refused_it()
    {
        var target = new TargetScenario(Target(Lns("one", preference: 1), Lns("two", preference: 2)));
        target.Want(1);
        target.Up(1);
        target.End(1, CdnResult.Busy);
        target.Up(2);
        var report = Assert.Single(target.End(1, CdnResult.NoCarrier).OfType<TargetEffect.ReportEnd>());
        Assert.Equal((ushort)CdnResult.NoCarrier, report.End.Result!.Value.Result);
        Assert.Empty(target.State.Calls);
    }

    [Fact]
    public void Connected_call_should_be_over_when_it_ends()
    {
        var target = new TargetScenario(Target(Lns("one"), Lns("two")));
        target.Want(1);
        target.Up(1);
        target.On(new TargetEvent.CallConnected(1));
        Assert.Contains(target.End(1, CdnResult.LossOfCarrier), effect => effect is TargetEffect.ReportEnd { Call: 1 });
    }

    [Fact]
    public void Lns_that_does_not_answer_should_be_left_alone_for_longer_each_time()
    {
        var target = new TargetScenario(Target(Lns("dead", preference: 1), Lns("spare", preference: 2)));
        target.Want(1);
        target.Down(1);
        target.Up(2);
        target.Now = TimeSpan.FromSeconds(9);
        target.Want(2);
        Assert.Equal("spare", target.LnsOf(2));
        target.Now = TimeSpan.FromSeconds(10);
        target.Want(3);
        Assert.Equal("dead", target.LnsOf(3));
        target.Down(3);
        target.Now = TimeSpan.FromSeconds(29);
        target.Want(4);
        Assert.Equal("spare", target.LnsOf(4));
        target.Now = TimeSpan.FromSeconds(30);
        target.Want(5);
        Assert.Equal("dead", target.LnsOf(5));
        target.Up(4);
        Assert.Empty(target.State.Failures);
    }

    [Fact]
    public void Lns_should_be_tried_although_it_is_left_alone_when_there_is_no_other()
    {
        var target = new TargetScenario(Target(Lns("a"), Lns("b")));
        target.Want(1);
        target.Down(1);
        target.Now = TimeSpan.FromSeconds(1);
        target.Down(2);
        target.Want(2);
        Assert.Equal("a", target.LnsOf(2));
    }

    [Fact]
    public void Tunnel_without_calls_should_be_closed_after_a_time()
    {
        var target = new TargetScenario(Target(Lns("lns")) with { IdleTimeout = TimeSpan.FromSeconds(7) });
        target.Want(1);
        target.Up(1);
        Assert.Contains(new TargetEffect.StartIdleTimer(1, TimeSpan.FromSeconds(7)), target.On(new TargetEvent.CallWithdrawn(1)));
        Assert.Contains(new TargetEffect.CancelIdleTimer(1), target.Want(2));
        Assert.Empty(target.On(new TargetEvent.IdleTimerFired(1)));
        target.On(new TargetEvent.CallWithdrawn(2));
        Assert.IsType<TargetEffect.CloseTunnel>(Assert.Single(target.On(new TargetEvent.IdleTimerFired(1))));
        Assert.Contains(target.Want(3), effect => effect is TargetEffect.OpenTunnel { Tunnel: 2 });
    }

    [Fact]
    public void Calls_placed_on_a_tunnel_that_is_lost_should_be_ended_by_their_sessions_alone()
    {
        var target = new TargetScenario(Target(Lns("one", preference: 1), Lns("two", preference: 2)));
        target.Want(1);
        target.Up(1);
        Assert.DoesNotContain(target.Down(1), effect => effect is TargetEffect.ReportEnd or TargetEffect.OpenTunnel);
        Assert.Contains(target.End(1), effect => effect is TargetEffect.OpenTunnel { Plan.Address.Host: "two" });
    }

    [Fact]
    public void Target_without_lns_should_refuse()
    {
        var report = Assert.IsType<TargetEffect.ReportEnd>(Assert.Single(new TargetScenario(Target()).Want(1)));
        Assert.Equal((ushort)CdnResult.NoFacilitiesPermanently, report.End.Result!.Value.Result);
    }

    /// <summary>Whatever happens in whatever order: tunnels count their calls rightly, every call has a tunnel or is gone, and all of it can end.</summary>
    [Property(MaxTest = 300)]
    public void Books_should_balance(ushort[] happenings)
    {
        var lns = new[] { Lns("a"), Lns("b", weight: 3), Lns("c", preference: 1, assignment: "x") };
        var target = new TargetScenario(Target(lns) with { SessionsPerTunnel = 2 });
        foreach (var happening in happenings)
        {
            target.Now += TimeSpan.FromSeconds(happening % 7);
            target.Chance = happening % 11 / 11.0;
            var number = happening / 8 % 6;
            Happen(target, happening % 8, number);
            foreach (var (tunnel, row) in target.State.Tunnels)
                Assert.Equal(target.State.Calls.Values.Count(call => call.Tunnel == tunnel), row.Calls);
            Assert.All(target.State.Tunnels.Values, tunnel => Assert.InRange(tunnel.Calls, 0, 2));
        }

        foreach (var call in target.State.Calls.Keys)
            target.On(new TargetEvent.CallWithdrawn(call));
        foreach (var tunnel in target.State.Tunnels.Keys)
            target.On(new TargetEvent.IdleTimerFired(tunnel));
        Assert.Empty(target.State.Calls);
        Assert.Empty(target.State.Tunnels);
    }

    private static void Happen(TargetScenario target, int what, int number)
    {
        switch (what)
        {
            case 0 or 1 when !target.State.Calls.ContainsKey(number):
                target.Want(number);
                break;
            case 2:
                target.Up(number + 1);
                break;
            case 3:
                target.Down(number + 1);
                break;
            case 4:
                target.End(number);
                break;
            case 5:
                target.On(new TargetEvent.CallConnected(number));
                break;
            case 6:
                target.On(new TargetEvent.CallWithdrawn(number));
                break;
            case 7:
                target.On(new TargetEvent.IdleTimerFired(number + 1));
                break;
        }
    }
}
