using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>RFC 2661 section 7.5.1, row by row.</summary>
public class LacOutgoingCallTests
{
    [Fact]
    public void Idle_acceptable_ocrq_should_send_ocrp_and_open_the_bearer()
    {
        var call = In("idle").Receive("OCRQ");

        Assert.Equal(new SessionId(5), call.Sent<Ocrp>(to: 77).AssignedSessionId);
        Assert.Equal("wait-cs-answer", call.State.Name);
        var request = call.Effect<CallEffect.OpenBearer>().Request;
        Assert.Equal(("300", 43u, 10u, 20u, BearerTypes.Analog), (request.CalledNumber, request.SerialNumber, request.MinimumBps, request.MaximumBps, request.Bearer));
    }

    [Fact]
    public void Idle_unacceptable_ocrq_should_send_cdn()
    {
        var call = In("idle");
        call.Context = call.Context with { Refusal = Administrative };
        call.Receive("OCRQ").ShouldHaveSentCdn(CdnResult.Administrative);
    }

    // Section 4.4.3, Bearer and Framing Capabilities: "Attempts to do so will result in the call being rejected."
    [Fact]
    public void Idle_ocrq_for_what_we_did_not_advertise_should_send_cdn()
    {
        In("idle").Receive(Ocrq(bearer: BearerTypes.Digital)).ShouldHaveSentCdn(CdnResult.NoFacilitiesPermanently);

        var call = In("idle");
        call.Context = call.Context with { Policy = call.Context.Policy with { Framing = FramingTypes.Synchronous } };
        call.Receive(Ocrq(framing: FramingTypes.Asynchronous)).ShouldHaveSentCdn(CdnResult.NoFacilitiesPermanently);
    }

    [Fact]
    public void Idle_ocrp_should_send_cdn() => In("idle").Receive("OCRP").ShouldHaveSentCdn(CdnResult.GeneralError);

    [Theory]
    [InlineData("OCCN")]
    [InlineData("CDN")]
    public void Idle_occn_or_cdn_should_clean_up(string message) => In("idle").Receive(message).ShouldHaveCleanedUp(EndedBy.Local);

    [Fact]
    public void WaitCsAnswer_bearer_answer_should_send_occn()
    {
        var call = In("wait-cs-answer").On(new BearerAnswered(new CallConnection(1000, SequencingRequired: true)));

        var occn = call.Sent<Occn>(to: 77);
        Assert.Equal((1000u, true), (occn.TxConnectSpeed, occn.SequencingRequired));
        call.ShouldBeUpAfter<CallEffect.Send>();
        Assert.Equal(new CallEffect.InstallForwarding(new SessionId(77), SequencingRequired: true), call.Effects[0]);
    }

    [Fact]
    public void WaitCsAnswer_bearer_failure_should_send_cdn()
    {
        var call = In("wait-cs-answer").On(new BearerFailed(new ResultCode(CdnResult.Busy), new Q931Cause(17, 0)));

        call.ShouldHaveSentCdn(CdnResult.Busy);
        Assert.Equal(17, call.Sent<Cdn>(to: 77).Q931Cause!.Value.Code);
    }

    [Theory]
    [InlineData("wait-cs-answer", "OCRQ")]
    [InlineData("wait-cs-answer", "OCRP")]
    [InlineData("wait-cs-answer", "OCCN")]
    [InlineData("established", "OCRQ")]
    [InlineData("established", "OCRP")]
    [InlineData("established", "OCCN")]
    public void Ocrq_ocrp_or_occn_should_send_cdn(string state, string message) => In(state).Receive(message).ShouldHaveSentCdn(CdnResult.GeneralError);

    [Theory]
    [InlineData("wait-cs-answer")]
    [InlineData("established")]
    public void Cdn_should_clean_up(string state) => In(state).Receive("CDN").ShouldHaveCleanedUp(EndedBy.Peer);

    [Theory]
    [InlineData("wait-cs-answer")]
    [InlineData("established")]
    public void Line_drop_or_local_close_should_send_cdn(string state) =>
        In(state).On(new LocalClose(new ResultCode(CdnResult.LossOfCarrier))).ShouldHaveSentCdn(CdnResult.LossOfCarrier);

    private static CallScenario In(string state) => CallScenario.In(CallRole.LacOutgoing, state);

    [Fact]
    public void Idle_ocrq_whose_minimum_bps_is_more_than_its_maximum_should_send_cdn_naming_both()     // sections 4.4.2 and 4.4.4
    {
        var ocrq = new Ocrq([.. Ocrq().Avps.Select(avp => avp.Definition == AvpCatalog.MinimumBps ? AvpCatalog.MinimumBps.Of(21) : avp)]);
        var call = In("idle").Receive(ocrq);

        call.ShouldHaveSentCdn(CdnResult.GeneralError);
        var result = call.Sent<Cdn>(to: 77).Result;
        Assert.Equal(GeneralError.ValueOutOfRange, result.Error);
        Assert.Contains("Minimum BPS", result.Message);
        Assert.Contains("Maximum BPS", result.Message);
    }
}
