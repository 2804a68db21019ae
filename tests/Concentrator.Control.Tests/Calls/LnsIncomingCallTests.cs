using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>RFC 2661 section 7.4.2, row by row.</summary>
public class LnsIncomingCallTests
{
    [Fact]
    public void Idle_acceptable_icrq_should_send_icrp()
    {
        var call = In("idle").Receive("ICRQ");

        Assert.Equal(new SessionId(5), call.Sent<Icrp>(to: 77).AssignedSessionId);
        Assert.Equal("wait-connect", call.State.Name);
        Assert.Equal(CallTimer.SetUp, call.Effect<CallEffect.StartTimer>().Timer);
    }

    [Fact]
    public void Idle_acceptable_icrq_should_install_forwarding_before_the_icrp_that_lets_the_lac_send()
    {
        var call = In("idle").Receive("ICRQ");

        Assert.Equal(new CallEffect.InstallForwarding(new SessionId(77), SequencingRequired: false), call.Effects[0]);
        Assert.True(call.IndexOf<CallEffect.InstallForwarding>() < call.IndexOf<CallEffect.Send>());
    }

    [Fact]
    public void Idle_unacceptable_icrq_should_send_cdn()
    {
        var call = In("idle");
        call.Context = call.Context with { Refusal = new ResultCode(CdnResult.NoFacilitiesTemporarily) };
        call.Receive("ICRQ").ShouldHaveSentCdn(CdnResult.NoFacilitiesTemporarily);
        Assert.Empty(call.Effects.OfType<CallEffect.InstallForwarding>());
    }

    [Fact]
    public void Idle_icrp_should_send_cdn() => In("idle").Receive("ICRP").ShouldHaveSentCdn(CdnResult.GeneralError);

    [Fact]
    public void Idle_iccn_should_clean_up() => In("idle").Receive("ICCN").ShouldHaveCleanedUp(EndedBy.Local);

    [Fact]
    public void WaitConnect_acceptable_iccn_should_prepare_for_data()
    {
        var call = In("wait-connect").Receive("ICCN");

        Assert.Equal("established", call.State.Name);
        var parameters = call.Effect<CallEffect.NotifyUp>().Parameters;
        Assert.Equal((new SessionId(77), 42u, "100", "200"), (parameters.Peer, parameters.Request.SerialNumber, parameters.Request.CallingNumber, parameters.Request.CalledNumber));
        Assert.Equal(new CallConnection(1000, 2000), parameters.Connection with { Received = [] });
        Assert.Empty(call.Effects.OfType<CallEffect.RequireSequencing>());
    }

    [Fact]
    public void WaitConnect_iccn_with_sequencing_required_should_send_all_data_with_sequence_numbers()
    {
        var call = In("wait-connect").Receive(Iccn(more: AvpCatalog.SequencingRequired.Of(default)));

        call.ShouldBeUpAfter<CallEffect.RequireSequencing>();
        Assert.True(call.Effect<CallEffect.NotifyUp>().Parameters.Connection.SequencingRequired);
    }

    [Fact]
    public void WaitConnect_unacceptable_iccn_should_send_cdn()
    {
        var call = In("wait-connect");
        call.Context = call.Context with { Policy = call.Context.Policy with { Framing = FramingTypes.Asynchronous } };
        call.Receive(Iccn(FramingTypes.Synchronous)).ShouldHaveSentCdn(CdnResult.NoFacilitiesPermanently);
    }

    // Some Cisco LACs send neither speed nor framing.
    [Fact]
    public void WaitConnect_iccn_that_names_no_framing_should_be_acceptable() => Assert.Equal("established", In("wait-connect").Receive(new Iccn([])).State.Name);

    [Theory]
    [InlineData("ICRQ")]
    [InlineData("ICRP")]
    public void WaitConnect_icrq_or_icrp_should_send_cdn(string message) => In("wait-connect").Receive(message).ShouldHaveSentCdn(CdnResult.GeneralError);

    [Theory]
    [InlineData("idle")]
    [InlineData("wait-connect")]
    [InlineData("established")]
    public void Cdn_should_clean_up(string state)
    {
        var call = In(state).Receive("CDN");

        call.ShouldHaveCleanedUp(EndedBy.Peer);
        Assert.Equal(state != "idle", call.Effects.Contains(CallEffect.WithdrawForwarding.Instance));
    }

    [Theory]
    [InlineData("wait-connect")]
    [InlineData("established")]
    public void Local_close_request_should_send_cdn(string state)
    {
        var call = In(state).On(new LocalClose(Administrative));

        call.ShouldHaveSentCdn(CdnResult.Administrative);
        call.Effect<CallEffect.WithdrawForwarding>();
    }

    [Theory]
    [InlineData("ICRQ")]
    [InlineData("ICRP")]
    [InlineData("ICCN")]
    public void Established_icrq_icrp_or_iccn_should_send_cdn(string message) => In("established").Receive(message).ShouldHaveSentCdn(CdnResult.GeneralError);

    private static CallScenario In(string state) => CallScenario.In(CallRole.LnsIncoming, state);
}
