using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>RFC 3308 section 4, for all four parts in a call.</summary>
public class CallMarkingTests
{
    private static readonly Avp Ef = AvpCatalog.SessionDs.Of(PhbCode.OfDscp(46)), BestEffort = AvpCatalog.SessionDs.Of(PhbCode.OfDscp(0));
    private static readonly DiffServ Asking = new() { Data = 46, Ask = true };

    [Theory]
    [InlineData(CallRole.LacIncoming)]
    [InlineData(CallRole.LnsOutgoing)]
    public void Initiator_should_ask_and_mark_as_agreed(CallRole role)
    {
        var call = Waiting(role, Asking, out var asked);
        Assert.Equal(PhbCode.OfDscp(46), asked.Find(AvpCatalog.SessionDs)?.Value);
        Assert.Equal(46, call.Receive(Reply(role, Ef)).Effect<CallEffect.InstallForwarding>().Dscp);
    }

    [Theory]
    [InlineData(CallRole.LacIncoming)]
    [InlineData(CallRole.LnsOutgoing)]
    public void Initiator_should_go_on_with_a_terminator_that_does_not_know_the_AVP_and_mark_its_own_packets(CallRole role) =>
        Assert.Equal(46, Waiting(role, Asking, out _).Receive(Reply(role)).Effect<CallEffect.InstallForwarding>().Dscp);

    [Theory]
    [InlineData(CallRole.LacIncoming)]
    [InlineData(CallRole.LnsOutgoing)]
    public void Initiator_should_send_cdn_with_result_12_when_it_does_not_want_the_counter_offer(CallRole role) =>
        Waiting(role, Asking, out _).Receive(Reply(role, BestEffort)).ShouldHaveSentCdn(CdnResult.DiffServ);

    [Theory]
    [InlineData(CallRole.LacIncoming)]
    [InlineData(CallRole.LnsOutgoing)]
    public void Initiator_that_asked_for_nothing_should_not_mark_by_an_answer(CallRole role) =>
        Assert.Null(Waiting(role, new DiffServ(), out _).Receive(Reply(role, Ef)).Effect<CallEffect.InstallForwarding>().Dscp);

    [Fact]
    public void Initiator_should_mark_by_a_counter_offer_that_it_wants() => Assert.Equal(
        0, Waiting(CallRole.LacIncoming, Asking with { Accepted = [0] }, out _).Receive(Reply(CallRole.LacIncoming, BestEffort)).Effect<CallEffect.InstallForwarding>().Dscp);

    [Fact]
    public void Terminator_should_consent_and_mark_as_agreed()
    {
        var call = Scenario(CallRole.LnsIncoming, new DiffServ { Accepted = [46] }).Receive(new Icrq([.. Icrq().Avps, Ef]));
        Assert.Equal(PhbCode.OfDscp(46), call.Sent<Icrp>(to: 77).SessionDs);
        Assert.Equal(46, call.Effect<CallEffect.InstallForwarding>().Dscp);

        var placed = Scenario(CallRole.LacOutgoing, new DiffServ { Accepted = [46] }).Receive(new Ocrq([.. Ocrq().Avps, Ef]));
        Assert.Equal(PhbCode.OfDscp(46), placed.Sent<Ocrp>(to: 77).SessionDs);
        Assert.Equal(46, placed.On(new BearerAnswered(new CallConnection(1000))).Effect<CallEffect.InstallForwarding>().Dscp);
    }

    [Fact]
    public void Terminator_should_offer_its_own_when_it_does_not_consent()
    {
        var call = Scenario(CallRole.LnsIncoming, new DiffServ { Data = 10, Accepted = [12] }).Receive(new Icrq([.. Icrq().Avps, Ef]));
        Assert.Equal(PhbCode.OfDscp(10), call.Sent<Icrp>(to: 77).SessionDs);
        Assert.Equal(10, call.Effect<CallEffect.InstallForwarding>().Dscp);
    }

    [Fact]
    public void Terminator_without_support_should_ignore_the_AVP_and_mark_its_own_packets()
    {
        var call = Scenario(CallRole.LnsIncoming, new DiffServ { Data = 10 }).Receive(new Icrq([.. Icrq().Avps, Ef]));
        Assert.Null(call.Sent<Icrp>(to: 77).SessionDs);
        Assert.Equal(10, call.Effect<CallEffect.InstallForwarding>().Dscp);
    }

    private static ControlMessage Reply(CallRole role, params Avp[] more) =>
        role is CallRole.LacIncoming ? new Icrp([.. Icrp().Avps, .. more]) : new Ocrp([.. Ocrp().Avps, .. more]);

    private static CallScenario Waiting(CallRole role, DiffServ diffServ, out ControlMessage asked)
    {
        var call = Scenario(role, diffServ).On(new LocalOpen(role is CallRole.LacIncoming ? Incoming : Outgoing)).On(TunnelOpen.Instance);
        asked = call.Effect<CallEffect.Send>().Message;
        return call;
    }

    private static CallScenario Scenario(CallRole role, DiffServ diffServ)
    {
        var call = new CallScenario(role);
        call.Context = call.Context with { Policy = new TunnelPolicy(new TunnelProfile { HostName = "us", DiffServ = diffServ }) { Bearers = BearerTypes.Analog } };
        return call;
    }
}
