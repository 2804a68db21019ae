using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>RFC 2661 section 7.5.2, row by row.</summary>
public class LnsOutgoingCallTests
{
    [Fact]
    public void Idle_local_open_request_should_initiate_local_tunnel_open()
    {
        var call = In("idle").On(new LocalOpen(Outgoing));

        Assert.Equal("wait-tunnel", call.State.Name);
        Assert.Equal(CallEffect.OpenTunnel.Instance, Assert.Single(call.Effects));
    }

    [Theory]
    [InlineData("OCCN")]
    [InlineData("OCRP")]
    [InlineData("CDN")]
    public void Idle_occn_ocrp_or_cdn_should_clean_up(string message) => In("idle").Receive(message).ShouldHaveCleanedUp(EndedBy.Local);

    [Fact]
    public void WaitTunnel_tunnel_open_should_send_ocrq()
    {
        var call = In("wait-tunnel").On(TunnelOpen.Instance);

        var ocrq = call.Sent<Ocrq>(to: 0);
        Assert.Equal("wait-reply", call.State.Name);
        Assert.Equal((new SessionId(5), 43u, 10u, 2000u, "300"), (ocrq.AssignedSessionId, ocrq.CallSerialNumber, ocrq.MinimumBps, ocrq.MaximumBps, ocrq.CalledNumber));
        Assert.Equal((BearerTypes.Analog, FramingTypes.Synchronous), (ocrq.BearerType, ocrq.FramingType));
    }

    [Fact]
    public void WaitTunnel_tunnel_open_should_ask_for_whatever_the_lac_advertised_when_nothing_is_wanted()
    {
        var call = In("idle");
        call.Context = call.Context with { Peer = TunnelPeer with { Bearers = BearerTypes.Digital, Framing = FramingTypes.Asynchronous } };
        call.On(new LocalOpen(Outgoing with { Bearer = BearerTypes.None, Framing = FramingTypes.None })).On(TunnelOpen.Instance);

        var ocrq = call.Sent<Ocrq>(to: 0);
        Assert.Equal((BearerTypes.Digital, FramingTypes.Asynchronous), (ocrq.BearerType, ocrq.FramingType));
    }

    // Section 6.9: the LNS MUST have received a Bearer Capabilities AVP.
    [Fact]
    public void WaitTunnel_tunnel_open_should_not_ask_a_lac_for_what_it_did_not_advertise()
    {
        foreach (var peer in new[]
                 {
                     TunnelPeer with { Bearers = null }, TunnelPeer with { Bearers = BearerTypes.None }, TunnelPeer with { Bearers = BearerTypes.Digital }, TunnelPeer with { Framing = FramingTypes.Asynchronous },
                 })
        {
            var call = In("wait-tunnel");
            call.Context = call.Context with { Peer = peer };
            call.On(TunnelOpen.Instance).ShouldHaveCleanedUp(EndedBy.Local);
        }
    }

    [Fact]
    public void WaitReply_acceptable_ocrp_should_wait_for_the_connection()
    {
        var call = In("wait-reply").Receive("OCRP");

        Assert.Equal("wait-connect", call.State.Name);
        Assert.Equal(new CallEffect.InstallForwarding(new SessionId(77), SequencingRequired: false), Assert.Single(call.Effects));
    }

    [Fact]
    public void WaitReply_unacceptable_ocrp_should_send_cdn()
    {
        var call = In("wait-reply");
        call.Context = call.Context with { Refusal = Administrative };
        call.Receive("OCRP").ShouldHaveSentCdn(CdnResult.Administrative);
    }

    [Theory]
    [InlineData("OCCN")]
    [InlineData("OCRQ")]
    public void WaitReply_occn_or_ocrq_should_send_cdn(string message) => In("wait-reply").Receive(message).ShouldHaveSentCdn(CdnResult.GeneralError, to: 0);

    [Fact]
    public void WaitConnect_occn_should_establish_the_call()
    {
        var call = In("wait-connect").Receive(Occn(AvpCatalog.SequencingRequired.Of(default)));

        call.ShouldBeUpAfter<CallEffect.RequireSequencing>();
        var parameters = call.Effect<CallEffect.NotifyUp>().Parameters;
        Assert.Equal((new SessionId(77), 1000u, 9u), (parameters.Peer, parameters.Connection.TxSpeed, parameters.Request.PhysicalChannelId!.Value));
    }

    [Theory]
    [InlineData("OCRQ")]
    [InlineData("OCRP")]
    public void WaitConnect_ocrq_or_ocrp_should_send_cdn(string message) => In("wait-connect").Receive(message).ShouldHaveSentCdn(CdnResult.GeneralError);

    [Theory]
    [InlineData("wait-reply")]
    [InlineData("wait-connect")]
    [InlineData("established")]
    public void Cdn_should_clean_up(string state) => In(state).Receive("CDN").ShouldHaveCleanedUp(EndedBy.Peer);

    [Theory]
    [InlineData("OCRQ")]
    [InlineData("OCRP")]
    [InlineData("OCCN")]
    public void Established_ocrq_ocrp_or_occn_should_send_cdn(string message) => In("established").Receive(message).ShouldHaveSentCdn(CdnResult.GeneralError);

    [Theory]
    [InlineData("wait-reply", 0)]
    [InlineData("wait-connect", 77)]
    [InlineData("established", 77)]
    public void Local_close_request_should_send_cdn(string state, ushort to) =>
        In(state).On(new LocalClose(Administrative)).ShouldHaveSentCdn(CdnResult.Administrative, to);

    [Fact]
    public void WaitTunnel_local_close_request_should_clean_up() => In("wait-tunnel").On(new LocalClose(Administrative)).ShouldHaveCleanedUp(EndedBy.Local);

    private static CallScenario In(string state) => CallScenario.In(CallRole.LnsOutgoing, state);

    [Theory]
    [InlineData(9u)]
    [InlineData(2001u)]
    public void WaitConnect_occn_with_a_speed_that_was_not_asked_for_should_send_cdn(uint speed)       // section 4.4.4, Minimum and Maximum BPS
    {
        var call = In("wait-connect").Receive(new Occn([AvpCatalog.TxConnectSpeed.Of(speed), AvpCatalog.FramingType.Of(FramingTypes.Synchronous)]));

        call.ShouldHaveSentCdn(CdnResult.GeneralError);
        Assert.Equal(GeneralError.ValueOutOfRange, call.Sent<Cdn>(to: 77).Result.Error);
    }

    [Fact]
    public void WaitConnect_occn_that_does_not_say_the_speed_should_be_accepted() =>
        Assert.Equal("established", In("wait-connect").Receive(new Occn([])).State.Name);
}
