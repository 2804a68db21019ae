using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Dialers;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Targets;
using Concentrator.Actors.Tests.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Dialers;

public class DialerSpecs(ITestOutputHelper output) : NodeFixture(output, node => node with { Dialers = [Dialer] })
{
    private static DialerProfile Dialer => new()
    {
        Name = "office",
        Lns = [new LnsAddress("192.0.2.8"), new LnsAddress("192.0.2.9")],
        Calls = 2,
        Tunnel = new TunnelProfile { HostName = "node" },
        Ppp = new PppProfile { Name = "node", Ipv6 = false, EchoInterval = null },
        Interface = "office",
        Call = new CallRequest { SpeedUpdates = true, Connection = new CallConnection(3000, 2000) },
    };

    [Fact]
    public void Dialer_should_open_a_tunnel_and_place_its_calls_over_it()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        var lns = Answer(new FakePeer(Port, address: "192.0.2.8"));
        ExpectCalls(lns);
        AwaitAssert(() => Assert.Equal(("connected", 2), (Status().State, Status().SessionsWanted)));
    }

    [Fact]
    public void LNS_that_asks_how_fast_calls_are_connected_should_be_told()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        var lns = Answer(new FakePeer(Port, address: "192.0.2.8"));
        var icrq = lns.Expect<Icrq>();
        Assert.True(icrq.ConnectSpeedUpdateEnable);
        lns.Send(new Icrp([AssignedSessionId.Of(50)]), icrq.AssignedSessionId);
        while (lns.Next().Message is not Iccn)
        {
            // The second call's ICRQ may come first.
        }

        lns.Send(new Csurq([
            AvpCatalog.ConnectSpeedUpdate.Of(new(icrq.AssignedSessionId)), AvpCatalog.ConnectSpeedUpdate.Of(new(new SessionId(4242)))]));
        Csun? answer = null;
        while (answer is null)
            answer = lns.Next().Message as Csun;
        Assert.Equal("CSUN [Connect Speed Update=session 50 tx 3000 rx 2000]", answer.ToString());
    }

    [Fact]
    public void Dialer_should_turn_to_the_next_LNS_when_one_refuses()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        var first = new FakePeer(Port, address: "192.0.2.8");
        first.Node = first.Expect<Sccrq>().AssignedTunnelId;
        first.Send(new StopCcn([AssignedTunnelId.Of(first.Tunnel.Value), Result.Of(new ResultCode(StopCcnResult.GeneralError, GeneralError.TryAnother))]));
        Answer(new FakePeer(Port, address: "192.0.2.9", tunnel: 78));
        AwaitAssert(() => Assert.Equal("connected", Status().State));
    }

    [Fact]
    public void Dialer_should_dial_again_when_its_tunnel_is_lost()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        var lns = Answer(new FakePeer(Port, address: "192.0.2.8"));
        ExpectCalls(lns);
        Stop(lns);
        // Its calls are not up, so each goes on to the next LNS at once; when that is gone, too, they wait.
        var other = Answer(new FakePeer(Port, address: "192.0.2.9", tunnel: 78));
        ExpectCalls(other);
        Stop(other);
        AwaitAssert(() => Assert.Equal(("waiting", 1), (Status().State, Status().Attempts)));
        var back = new FakePeer(Port, address: "192.0.2.8", tunnel: 79);
        back.Node = ExpectInTime<Sccrq>(back).AssignedTunnelId;
        Assert.NotEqual(lns.Node, back.Node);
    }

    [Fact]
    public void Dialer_that_dials_again_should_leave_an_LNS_alone_that_has_just_failed()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        var first = new FakePeer(Port, address: "192.0.2.8");
        first.Node = first.Expect<Sccrq>().AssignedTunnelId;
        Stop(first);
        var second = Answer(new FakePeer(Port, address: "192.0.2.9", tunnel: 78));
        ExpectCalls(second);
        AwaitAssert(() =>
        {
            var target = Target();
            Assert.Equal(("192.0.2.8:1701", "set aside", "connected"), (target.Lns[0].Address, target.Lns[0].State, target.Lns[1].State));
        });
    }

    [Fact]
    public void Dialer_that_is_hung_up_should_stay_down_until_it_is_dialed()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        var lns = Answer(new FakePeer(Port, address: "192.0.2.8"));
        ExpectCalls(lns);
        Assert.True(Command(new OperationsCommands.Dial("office", HangUp: true)).Done);
        ExpectInTime<Cdn>(lns);
        // A StopCCN takes the place of what has not been sent when the last call has ended.
        do
            lns.Acknowledge();
        while (NextInTime(lns).Message is not StopCcn);
        Assert.Equal("down", Status().State);
        Assert.True(Command(new OperationsCommands.Dial("office")).Done);
        AwaitAssert(() => Assert.Equal("connecting", Status().State));
    }

    [Fact]
    public void Change_of_the_configuration_before_the_node_begins_should_start_no_dialer_twice()
    {
        Reload(new NameChanges(["office"], [], []), Dialer);
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        Answer(new FakePeer(Port, address: "192.0.2.8"));
        AwaitAssert(() => Assert.Equal("connected", Status().State));
    }

    [Fact]
    public void Dialer_that_is_removed_and_added_should_come_back_when_the_old_one_has_stopped()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        ExpectCalls(Answer(new FakePeer(Port, address: "192.0.2.8")));
        Reload(new NameChanges([], ["office"], []));
        Reload(new NameChanges(["office"], [], []), Dialer);
        AwaitAssert(() => Assert.Contains("already", Command(new OperationsCommands.Dial("office")).Text));
    }

    [Fact]
    public void Tunnel_of_a_dialer_that_is_gone_before_it_is_up_should_be_closed()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        var lns = new FakePeer(Port, address: "192.0.2.8");
        lns.Node = lns.Expect<Sccrq>().AssignedTunnelId;
        Reload(new NameChanges([], ["office"], []));
        lns.Send(lns.Sccrp());
        while (NextInTime(lns).Message is not StopCcn)
            lns.Acknowledge();
    }

    [Fact]
    public void Dialers_should_dial_again_when_their_parent_has_failed()
    {
        Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
        var lns = Answer(new FakePeer(Port, address: "192.0.2.8"));
        ExpectCalls(lns);
        EventFilter.Exception<ArgumentNullException>().ExpectOne(() => Registered<DialersKey>().Tell(new OperationsCommands.Dial(null!)));

        while (NextInTime(lns).Message is not Icrq)
            lns.Acknowledge();
        AwaitAssert(() => Assert.Equal("connected", Status().State));
        Reload(new NameChanges([], ["office"], []));
        AwaitAssert(() => Assert.Contains("no dialer", Command(new OperationsCommands.Dial("office")).Text));
    }

    [Fact]
    public void LNS_that_is_out_of_reach_should_be_told_in_the_log_once_and_again_when_the_reason_changes_and_when_it_is_back()
    {
        var told = CreateTestProbe();
        Sys.EventStream.Subscribe(told.Ref, typeof(Info));
        EventFilter.Warning(contains: "failed: ").Expect(2, TimeSpan.FromSeconds(30), () =>
        {
            Configured = Configured with { Dialers = [Dialer with { Calls = 1, Lns = [new LnsAddress("192.0.2.8")] }] };
            Registered<DialersKey>().Tell(DialerCommands.Begin.Instance);
            for (ushort attempt = 1; attempt <= 4; attempt++)
            {
                var lns = new FakePeer(Port, address: "192.0.2.8", tunnel: (ushort)(80 + attempt));
                lns.Node = ExpectInTime<Sccrq>(lns).AssignedTunnelId;
                lns.Send(new StopCcn([
                    AssignedTunnelId.Of(lns.Tunnel.Value), Result.Of(new ResultCode(attempt < 4 ? StopCcnResult.ShuttingDown : StopCcnResult.NotAuthorized))]));
                AwaitAssert(() => Assert.Equal(("waiting", (int)attempt), (Status().State, Status().Attempts)));
            }
        });
        var back = new FakePeer(Port, address: "192.0.2.8", tunnel: 85);
        back.Node = ExpectInTime<Sccrq>(back).AssignedTunnelId;
        back.Send(back.Sccrp());
        var lines = new List<string>();
        told.FishForMessage(message =>
        {
            lines.Add(((Info)message).Message.ToString()!);
            return lines[^1].EndsWith("again, after 4 failures", StringComparison.Ordinal);
        });
        Assert.Single(lines, line => line.StartsWith("opening a tunnel", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("tunnel ended", StringComparison.Ordinal));
    }

    private void Reload(NameChanges changes, params DialerProfile[] dialers)
    {
        Configured = Configured with { Dialers = [.. dialers] };
        Registered<DialersKey>().Tell(new DialerCommands.Configure(changes));
    }

    [Fact]
    public void Dialer_that_nobody_knows_should_be_said_so() =>
        Assert.Contains("no dialer", Command(new OperationsCommands.Dial("nowhere")).Text);

    private static FakePeer Answer(FakePeer lns)
    {
        lns.Node = lns.Expect<Sccrq>().AssignedTunnelId;
        lns.Send(lns.Sccrp());
        lns.Expect<Scccn>();
        lns.Acknowledge();
        return lns;
    }

    /// <summary>Both calls; the second comes when the first is acknowledged (RFC 2661 appendix A: slow start).</summary>
    private static void ExpectCalls(FakePeer lns)
    {
        lns.Expect<Icrq>();
        lns.Acknowledge();
        lns.Expect<Icrq>();
        lns.Acknowledge();
    }

    private static void Stop(FakePeer lns) =>
        lns.Send(new StopCcn([AssignedTunnelId.Of(lns.Tunnel.Value), Result.Of(new ResultCode(StopCcnResult.ShuttingDown))]));

    private TargetStatus Target()
    {
        Settle();
        Registered<TargetsKey>().Tell(TargetQueries.GetTargetStatus.Instance, TestActor);
        return (TargetStatus)FishForMessage(message => message is TargetStatus);
    }

    private CommandResult Command(object command)
    {
        Registered<DialersKey>().Tell(command, TestActor);
        return (CommandResult)FishForMessage(message => message is CommandResult);
    }

    private DialerStatus Status()
    {
        Settle();
        Registered<DialersKey>().Tell(DialerQueries.GetDialerStatus.Instance, TestActor);
        return (DialerStatus)FishForMessage(message => message is DialerStatus);
    }
}
