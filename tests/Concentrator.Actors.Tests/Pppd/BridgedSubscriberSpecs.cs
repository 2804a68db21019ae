using Akka.Actor;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>A subscriber that this node authenticates, and whose IPCP is pppd's.</summary>
public class BridgedSubscriberSpecs(ITestOutputHelper output) : BridgedSubscriberFixture(output)
{
    [Fact]
    public void Subscriber_should_come_up_with_the_address_that_is_leased_in_its_name()
    {
        Dial();
        var options = Serve();

        Assert.Contains("noauth", options.Arguments);
        Assert.Contains("10.99.0.1:10.99.0.7", options.Arguments);
        Assert.Contains("PEERNAME=alice", options.Arguments);
        Assert.Contains("CALLER_ID=555", options.Arguments);
        Assert.True(Line is { SplitsLink: true, ClampToMtu: 1300 });

        ComeUp();
        Session.ExpectMsg<EngineHost.Up>();
        Host.Tell(EngineHost.Query.Instance);
        var facts = Session.ExpectMsg<EngineHost.Facts>().Value;
        Assert.Equal(
            ("network", "alice", Leased, "ppp7-9", 1300, "ChapMd5"),
            (facts.Phase, facts.User, facts.Address, facts.Interface, facts.Mru, facts.Authentication));
    }

    [Fact]
    public void Call_should_last_while_pppd_answers_echoes_and_end_when_it_does_not()
    {
        Profile = Profile with { Ppp = Profile.Ppp with { EchoInterval = TimeSpan.FromSeconds(10), EchoFailures = 3 } };
        Dial();
        Serve();
        ComeUp();
        Session.ExpectMsg<EngineHost.Up>();
        var ticks = 0;
        Wait(() => ++ticks == 50);
        Assert.False(Session.HasMessages);

        Pppd.IsDeaf = true;
        Wait(() => Session.HasMessages);
        Assert.Contains("LCP with pppd: EchoTimeout", Session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Pppd_should_be_offered_what_the_subscriber_grants()
    {
        Dial();
        Serve();
        ComeUp();

        Assert.Equal((ushort)1300, Pppd.State.Link!.Mtu);
    }

    [Fact]
    public void Request_that_came_before_the_login_was_granted_should_reach_pppd()
    {
        Dial();
        Carry(() => Logins.HasMessages);
        Host.Tell(new EngineHost.Frame(PppProtocol.Ipcp, PppPacket.Write(LcpCode.ConfigureRequest, 77)));
        Serve();

        Carry(() => Pppd.Received.Any(frame => frame.Protocol == PppProtocol.Ipcp && frame.Packet[1] == 77));
    }

    [Fact]
    public void Wrong_password_should_end_the_call_without_a_pppd()
    {
        Dial(password: "guess");
        Carry(() => Subscriber.State.End is not null);

        Assert.Contains("wrong password", Session.ExpectMsg<EngineHost.Ended>().Reason);
        Assert.Null(Child);
        ExpectNothing(Pools);
    }

    [Fact]
    public void Empty_pool_should_end_the_call_without_a_pppd()
    {
        Dial();
        Carry(() => Logins.HasMessages);
        Logins.ExpectMsg<LoginCommands.Claim>();
        Host.Tell(LoginEvents.LoginGranted.Instance);
        Carry(() => Pools.HasMessages);
        Host.Tell(new PoolEvents.LeaseRefused("the pool is empty"));
        Carry(() => Subscriber.State.End is not null);

        var ended = Session.ExpectMsg<EngineHost.Ended>();
        Assert.Equal(((ushort)CdnResult.NoFacilitiesTemporarily, null), (ended.Result.Result, Child));
    }

    [Fact]
    public void Profile_without_a_pool_should_leave_the_address_to_pppds_options()
    {
        Profile = Profile with { Pool = null };
        Dial();

        Assert.Contains("10.99.0.1:", Serve(leases: false).Arguments);
    }

    [Fact]
    public void Pppd_that_dies_should_end_ppp_with_the_subscriber()
    {
        Dial();
        Serve();
        ComeUp();
        Child!.Die(Signal.Kill);
        Carry(() => Subscriber.State.End is not null);

        Assert.Equal(PppEndReason.PeerTerminated, Subscriber.State.End!.Reason);
        Session.ExpectMsg<EngineHost.Up>();
        Assert.Contains("killed by signal 9", Session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Pppd_that_cannot_be_started_should_end_the_call()
    {
        Processes.Fails = true;
        Dial();
        Admit();
        Carry(() => Subscriber.State.End is not null);

        Assert.Contains("pppd cannot be started: start /usr/sbin/pppd: No such file", Session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Pppd_that_does_not_answer_should_end_the_call()
    {
        Dial();
        Serve(listens: false);
        Wait(() => Session.HasMessages);

        Assert.Contains("LCP with pppd", Session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Subscriber_that_hangs_up_should_hang_up_pppd()
    {
        Dial();
        Serve();
        ComeUp();
        Subscriber.Raise(new PppEvent.Close(new PppEnd(PppEndReason.Closed)));
        Session.ExpectMsg<EngineHost.Up>();
        Wait(() => Session.HasMessages);
        Assert.True(Session.ExpectMsg<EngineHost.Ended>().ByPeer);
        Host.Tell(EngineHost.Stop.Instance);

        Carry(() => Line is null);
    }

    [Fact]
    public void Renegotiation_by_the_subscriber_should_take_pppd_through_its_own_again()
    {
        Dial();
        Serve();
        ComeUp();
        var pppd = Child;
        Subscriber.Restart();
        Carry(() => Logins.HasMessages);
        Assert.False(IsOpen);
        Logins.ExpectMsg<LoginCommands.Claim>();
        Host.Tell(LoginEvents.LoginGranted.Instance);
        ComeUp();

        Assert.Equal((2, pppd), (Pppd.LinksOpened, Child));
        ExpectNothing(Pools);
    }

    [Fact]
    public void Protocol_that_pppd_does_not_know_should_be_rejected_towards_the_subscriber()
    {
        Dial();
        Serve();
        ComeUp();
        FromSubscriber(PppProtocol.Ccp, PppPacket.Write(LcpCode.ConfigureRequest, 1));
        Carry(() => Subscriber.Received.Any(IsReject));
    }

    [Fact]
    public void Protocol_that_the_subscriber_does_not_know_should_be_rejected_towards_pppd()
    {
        Dial();
        Serve();
        ComeUp();
        FromPppd(PppProtocol.Ccp, PppPacket.Write(LcpCode.ConfigureRequest, 1));
        Carry(() => Pppd.Received.Any(IsReject));
    }

    [Fact]
    public void Session_should_be_up_with_its_address_though_ipv6_is_first()
    {
        Dial();
        Serve(listens: false);
        Observe(TapDirection.Sent, PppProtocol.Ipv6cp, LcpCode.ConfigureRequest, Ipv6cpOptions.InterfaceId.Of(1));
        Observe(TapDirection.Received, PppProtocol.Ipv6cp, LcpCode.ConfigureAck, Ipv6cpOptions.InterfaceId.Of(1));
        Observe(TapDirection.Received, PppProtocol.Ipv6cp, LcpCode.ConfigureRequest, Ipv6cpOptions.InterfaceId.Of(2));
        Observe(TapDirection.Sent, PppProtocol.Ipv6cp, LcpCode.ConfigureAck, Ipv6cpOptions.InterfaceId.Of(2));
        Host.Tell(EngineHost.Query.Instance);
        Session.ExpectMsg<EngineHost.Facts>();

        Observe(TapDirection.Sent, PppProtocol.Ipcp, LcpCode.ConfigureRequest);
        Observe(TapDirection.Received, PppProtocol.Ipcp, LcpCode.ConfigureAck);
        Observe(TapDirection.Received, PppProtocol.Ipcp, LcpCode.ConfigureRequest, IpcpOptions.Address.Of(Leased));
        Observe(TapDirection.Sent, PppProtocol.Ipcp, LcpCode.ConfigureAck, IpcpOptions.Address.Of(Leased));
        Session.ExpectMsg<EngineHost.Up>();
        Host.Tell(EngineHost.Query.Instance);
        Assert.Equal(Leased, Session.ExpectMsg<EngineHost.Facts>().Value.Address);
    }
}
