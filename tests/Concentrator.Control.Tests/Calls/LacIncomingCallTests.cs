using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>RFC 2661 section 7.4.1, row by row.</summary>
public class LacIncomingCallTests
{
    [Fact]
    public void Idle_incoming_call_should_initiate_local_tunnel_open()
    {
        var call = In("idle").On(new LocalOpen(Incoming));

        Assert.Equal("wait-tunnel", call.State.Name);
        Assert.Equal(CallEffect.OpenTunnel.Instance, Assert.Single(call.Effects));
    }

    [Theory]
    [InlineData("ICCN")]
    [InlineData("ICRP")]
    [InlineData("CDN")]
    public void Idle_iccn_icrp_or_cdn_should_clean_up(string message) => In("idle").Receive(message).ShouldHaveCleanedUp(EndedBy.Local);

    [Fact]
    public void WaitTunnel_local_close_or_line_drop_should_clean_up() => In("wait-tunnel").On(new LocalClose(Administrative)).ShouldHaveCleanedUp(EndedBy.Local);

    [Fact]
    public void WaitTunnel_tunnel_open_should_send_icrq()
    {
        var call = In("wait-tunnel").On(TunnelOpen.Instance);

        var icrq = call.Sent<Icrq>(to: 0);
        Assert.Equal("wait-reply", call.State.Name);
        Assert.Equal((new SessionId(5), 42u, BearerTypes.Digital, 9u), (icrq.AssignedSessionId, icrq.CallSerialNumber, icrq.BearerType, icrq.PhysicalChannelId!.Value));
        Assert.Equal(("100", "200", "sub"), (icrq.CallingNumber, icrq.CalledNumber, icrq.SubAddress));
        Assert.Equal(CallTimer.SetUp, call.Effect<CallEffect.StartTimer>().Timer);
    }

    [Fact]
    public void WaitTunnel_tunnel_open_should_send_icrq_with_no_more_than_is_known()
    {
        var call = new CallScenario(CallRole.LacIncoming).On(new LocalOpen(new CallRequest())).On(TunnelOpen.Instance);

        Assert.Equal([AvpCatalog.AssignedSessionId, AvpCatalog.CallSerialNumber], call.Sent<Icrq>(to: 0).Avps.Select(avp => avp.Definition));
    }

    [Fact]
    public void WaitReply_acceptable_icrp_should_send_iccn()
    {
        var call = In("wait-reply").Receive("ICRP");

        var iccn = call.Sent<Iccn>(to: 77);
        Assert.Equal((1000u, 2000u, FramingTypes.Synchronous, false), (iccn.TxConnectSpeed, iccn.RxConnectSpeed, iccn.FramingType, iccn.SequencingRequired));
        call.ShouldBeUpAfter<CallEffect.Send>();
        Assert.Equal(new SessionId(77), call.Effect<CallEffect.NotifyUp>().Parameters.Peer);
        Assert.Equal(CallTimer.SetUp, call.Effect<CallEffect.CancelTimer>().Timer);
    }

    [Fact]
    public void WaitReply_acceptable_icrp_should_install_forwarding_before_the_iccn_that_lets_the_lns_send()
    {
        var call = In("wait-reply").Receive("ICRP");

        Assert.Equal(new CallEffect.InstallForwarding(new SessionId(77), SequencingRequired: false), call.Effects[0]);
        Assert.True(call.IndexOf<CallEffect.InstallForwarding>() < call.IndexOf<CallEffect.Send>());
    }

    [Fact]
    public void WaitReply_acceptable_icrp_should_require_sequencing_when_it_is_wanted()
    {
        var request = Incoming with { Connection = Incoming.Connection with { SequencingRequired = true } };
        var call = new CallScenario(CallRole.LacIncoming).On(new LocalOpen(request)).On(TunnelOpen.Instance).Receive("ICRP");

        Assert.True(call.Sent<Iccn>(to: 77).SequencingRequired);
        Assert.True(call.Effect<CallEffect.InstallForwarding>().SequencingRequired);
        Assert.True(call.Effect<CallEffect.NotifyUp>().Parameters.Connection.SequencingRequired);
    }

    [Fact]
    public void WaitReply_acceptable_icrp_should_require_sequencing_where_the_profile_always_wants_it()
    {
        var call = In("wait-reply");
        var policy = call.Context.Policy;
        call.Context = call.Context with
        {
            Policy = policy with { Profile = policy.Profile with { Data = new DataProfile { Sequencing = SequencingPolicy.Always } } },
        };

        Assert.True(call.Receive("ICRP").Sent<Iccn>(to: 77).SequencingRequired);
    }

    // Section 4.4.3, Framing Capabilities
    [Fact]
    public void WaitReply_acceptable_icrp_should_connect_with_a_framing_that_the_lns_advertised()
    {
        var request = Incoming with { Connection = Incoming.Connection with { Framing = FramingTypes.Asynchronous } };
        var call = new CallScenario(CallRole.LacIncoming).On(new LocalOpen(request)).On(TunnelOpen.Instance).Receive("ICRP");

        Assert.Equal(FramingTypes.Synchronous, call.Sent<Iccn>(to: 77).FramingType);
    }

    [Fact]
    public void WaitReply_unacceptable_icrp_should_send_cdn()
    {
        var call = In("wait-reply");
        call.Context = call.Context with { Refusal = Administrative };
        call.Receive("ICRP").ShouldHaveSentCdn(CdnResult.Administrative);
    }

    [Fact]
    public void WaitReply_icrq_should_send_cdn() => In("wait-reply").Receive("ICRQ").ShouldHaveSentCdn(CdnResult.GeneralError, to: 0);

    [Fact]
    public void WaitReply_cdn_should_clean_up()
    {
        var call = In("wait-reply").Receive("CDN");

        call.ShouldHaveCleanedUp(EndedBy.Peer);
        var end = call.Effect<CallEffect.NotifyDown>().End;
        Assert.Equal(((ushort)CdnResult.Busy, (ushort)17), (end.Result!.Value.Result, end.Cause!.Value.Code));
    }

    [Fact]
    public void WaitReply_iccn_should_clean_up() => In("wait-reply").Receive("ICCN").ShouldHaveCleanedUp(EndedBy.Local);

    [Fact]
    public void WaitReply_local_close_or_line_drop_should_send_cdn()
    {
        In("wait-reply").On(new LocalClose(Administrative)).ShouldHaveSentCdn(CdnResult.Administrative, to: 0);

        var dropped = In("wait-reply").On(new LocalClose(new ResultCode(CdnResult.LossOfCarrier), new Q931Cause(16, 0)));
        dropped.ShouldHaveSentCdn(CdnResult.LossOfCarrier, to: 0);
        Assert.Equal(16, dropped.Sent<Cdn>(to: 0).Q931Cause!.Value.Code);
    }

    [Fact]
    public void Established_cdn_should_clean_up()
    {
        var call = In("established").Receive("CDN");

        call.ShouldHaveCleanedUp(EndedBy.Peer);
        call.Effect<CallEffect.WithdrawForwarding>();
    }

    [Theory]
    [InlineData("ICRQ")]
    [InlineData("ICRP")]
    [InlineData("ICCN")]
    public void Established_icrq_icrp_or_iccn_should_send_cdn(string message) => In("established").Receive(message).ShouldHaveSentCdn(CdnResult.GeneralError);

    [Fact]
    public void Established_local_close_or_line_drop_should_send_cdn()
    {
        var call = In("established").On(new LocalClose(new ResultCode(CdnResult.LossOfCarrier)));

        call.ShouldHaveSentCdn(CdnResult.LossOfCarrier);
        call.Effect<CallEffect.WithdrawForwarding>();
    }

    private static CallScenario In(string state) => CallScenario.In(CallRole.LacIncoming, state);
}
