using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using FsCheck.Xunit;
using Xunit;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Tests.Calls.CallScenario;

namespace Concentrator.Control.Tests.Calls;

/// <summary>What the tables of RFC 2661 sections 7.4 and 7.5 leave out, alike for all roles.</summary>
public class CallLifeTests
{
    private static readonly ProtocolError Malformed =
        new(ProtocolErrorKind.UnknownMandatoryAvp, Attribute: 88) { Message = MessageType.Icrq, PeerSession = new SessionId(66) };

    private static readonly TunnelLost Lost = new(new TunnelEnd(EndedBy.Lost, Result: null, "peer does not answer"));

    // Section 6.14
    [Fact]
    public void Sli_should_be_taken_in_established()
    {
        var call = In(CallRole.LacIncoming, "established").Receive("SLI");

        Assert.Equal("established", call.State.Name);
        Assert.Equal(new Accm(1, 2), call.Effect<CallEffect.NotifyChanged>().Parameters.Accm);
    }

    [Theory]
    [InlineData(CallRole.LnsIncoming)]
    [InlineData(CallRole.LnsOutgoing)]
    public void Sli_of_a_lac_should_be_passed_over_by_an_lns(CallRole role)
    {
        var call = In(role, "established").Receive("SLI");

        Assert.Empty(call.Effects);
        Assert.Equal(new Accm(1, 2), call.On(new LinkNegotiated(new Accm(1, 2))).Sent<Sli>(to: 77).Accm);
    }

    [Theory]
    [InlineData(CallRole.LnsIncoming)]
    [InlineData(CallRole.LnsOutgoing)]
    public void Link_of_an_lns_should_be_told_by_sli_whenever_it_differs_from_what_the_lac_knows(CallRole role)
    {
        var (first, second) = (new Accm(0, uint.MaxValue), Accm.Default);
        var call = In(role, "established");

        Assert.Empty(call.On(new LinkNegotiated(Accm.Default)).Effects);
        Assert.Equal(first, call.On(new LinkNegotiated(first)).Sent<Sli>(to: 77).Accm);
        Assert.Empty(call.On(new LinkNegotiated(first)).Effects);
        Assert.Equal(second, call.On(new LinkNegotiated(second)).Sent<Sli>(to: 77).Accm);
        Assert.Equal("established", call.State.Name);
    }

    [Theory]
    [InlineData(CallRole.LacIncoming)]
    [InlineData(CallRole.LacOutgoing)]
    public void Link_of_a_lac_should_be_told_to_nobody(CallRole role) => Assert.Empty(In(role, "established").On(new LinkNegotiated(new Accm(0, 0))).Effects);

    // Section 6.13
    [Fact]
    public void Wen_should_be_taken_in_established()
    {
        var call = In(CallRole.LnsIncoming, "established").Receive("WEN");

        Assert.Equal("established", call.State.Name);
        Assert.Equal(2u, call.Effect<CallEffect.NotifyChanged>().Parameters.Errors!.Value.FramingErrors);
    }

    [Theory]
    [InlineData(CallRole.LacIncoming)]
    [InlineData(CallRole.LacOutgoing)]
    public void Errors_on_the_line_of_a_lac_should_be_told_by_wen_at_most_once_a_minute(CallRole role)
    {
        var errors = new CallErrors(1, 0, 0, 0, 0, 0);
        var call = In(role, "established");
        Assert.Equal(TimeSpan.FromSeconds(60), call.Effects.OfType<CallEffect.StartTimer>().Single(timer => timer.Timer is CallTimer.LineReport).Delay);

        Assert.IsType<CallEffect.CountLineErrors>(Assert.Single(call.On(new TimerFired(CallTimer.LineReport)).Effects));
        Assert.Equal(errors, call.On(new LineErrorsCounted(errors)).Sent<Wen>(to: 77).CallErrors);
        Assert.Equal(TimeSpan.FromSeconds(60), call.Effect<CallEffect.StartTimer>().Delay);

        // Cumulative, and nothing is told twice.
        Assert.IsType<CallEffect.StartTimer>(Assert.Single(call.On(new LineErrorsCounted(errors)).Effects));
        Assert.Equal(3u, call.On(new LineErrorsCounted(errors with { CrcErrors = 3 })).Sent<Wen>(to: 77).CallErrors.CrcErrors);
    }

    [Fact]
    public void Line_without_errors_should_be_told_of_to_nobody() =>
        Assert.Empty(In(CallRole.LacIncoming, "established").On(new LineErrorsCounted(default)).Effects.OfType<CallEffect.Send>());

    [Fact]
    public void Lns_should_report_no_line() => Assert.Empty(In(CallRole.LnsIncoming, "established").On(new LineErrorsCounted(new CallErrors(1, 0, 0, 0, 0, 0))).Effects);

    // RFC 3573 section 3.1
    [Fact]
    public void Mdmst_should_be_taken_in_established_and_ignored_when_it_says_nothing_new()
    {
        var call = In(CallRole.LnsIncoming, "established");
        Assert.Empty(call.Receive(new Mdmst([AvpCatalog.ModemOnHoldStatus.Of(default)])).Effects); // online already

        Assert.True(call.Receive("MDMST").Effect<CallEffect.NotifyChanged>().Parameters.Modem!.Value.IsOnHold);
        Assert.Empty(call.Receive("MDMST").Effects);
        Assert.Equal("established", call.State.Name);
    }

    // RFC 5515 section 4.1
    [Fact]
    public void Csun_should_change_the_speeds_of_a_call_that_announced_it()
    {
        var call = new CallScenario(CallRole.LnsIncoming).Receive(new Icrq([.. Icrq().Avps, AvpCatalog.ConnectSpeedUpdateEnable.Of(default)])).Receive("ICCN").Receive("CSUN");
        var connection = call.Effect<CallEffect.NotifyChanged>().Parameters.Connection;
        Assert.Equal((111u, 222u), (connection.TxSpeed, connection.RxSpeed));
    }

    [Theory]
    [InlineData(CallRole.LnsIncoming)]
    [InlineData(CallRole.LacIncoming)]
    public void Csun_for_a_call_that_did_not_announce_it_should_be_ignored(CallRole role) => Assert.Empty(In(role, "established").Receive("CSUN").Effects);

    [Fact]
    public void Lac_should_announce_speed_updates_where_it_will_answer_for_them()
    {
        var icrq = new CallScenario(CallRole.LacIncoming).On(new LocalOpen(Incoming with { SpeedUpdates = true })).On(TunnelOpen.Instance).Sent<Icrq>(to: 0);
        Assert.True(icrq.ConnectSpeedUpdateEnable);
        Assert.False(In(CallRole.LacIncoming, "wait-reply").Sent<Icrq>(to: 0).ConnectSpeedUpdateEnable);
    }

    [Theory]
    [InlineData("SLI")]
    [InlineData("WEN")]
    [InlineData("MDMST")]
    [InlineData("CSUN")]
    [InlineData("HELLO")]
    public void Messages_that_concern_no_call_in_set_up_should_be_ignored(string message)
    {
        var call = In(CallRole.LnsIncoming, "wait-connect").Receive(message);

        Assert.Equal("wait-connect", call.State.Name);
        Assert.Empty(call.Effects);
    }

    [Theory]
    [InlineData(CallRole.LacIncoming, "wait-reply", "OCRP", 0)]
    [InlineData(CallRole.LnsIncoming, "wait-connect", "OCCN", 77)]
    [InlineData(CallRole.LacOutgoing, "established", "ICCN", 77)]
    [InlineData(CallRole.LnsOutgoing, "wait-connect", "ICRP", 77)]
    public void Message_of_a_call_of_the_other_direction_should_send_cdn(CallRole role, string state, string message, ushort to) =>
        In(role, state).Receive(message).ShouldHaveSentCdn(CdnResult.GeneralError, to);

    [Fact]
    public void Malformed_message_should_send_cdn_with_the_general_error()
    {
        var call = In(CallRole.LnsIncoming, "wait-connect").On(new MessageRejected(Malformed));

        call.ShouldHaveSentCdn(CdnResult.GeneralError);
        Assert.Equal(GeneralError.UnknownMandatoryAvp, call.Sent<Cdn>(to: 77).Result.Error);
    }

    [Fact]
    public void Malformed_request_should_send_cdn_to_the_session_that_it_names() =>
        new CallScenario(CallRole.LnsIncoming).On(new MessageRejected(Malformed)).ShouldHaveSentCdn(CdnResult.GeneralError, to: 66);

    [Fact]
    public void Unknown_message_that_is_not_mandatory_should_be_passed_over() =>
        Assert.Empty(In(CallRole.LnsIncoming, "established").On(new MessageRejected(new ProtocolError(ProtocolErrorKind.IgnorableMessageType))).Effects);

    // Section 6.4: "all active sessions are implicitly cleared (without sending any explicit call control messages)"
    [Theory]
    [InlineData(CallRole.LacIncoming, "wait-tunnel")]
    [InlineData(CallRole.LacIncoming, "wait-reply")]
    [InlineData(CallRole.LnsIncoming, "wait-connect")]
    [InlineData(CallRole.LacOutgoing, "wait-cs-answer")]
    [InlineData(CallRole.LnsOutgoing, "established")]
    public void Lost_tunnel_should_clear_the_call_without_a_cdn(CallRole role, string state) => In(role, state).On(Lost).ShouldHaveCleanedUp(EndedBy.Lost);

    [Theory]
    [InlineData(CallRole.LacIncoming, "wait-reply", 0)]
    [InlineData(CallRole.LnsIncoming, "wait-connect", 77)]
    [InlineData(CallRole.LacOutgoing, "wait-cs-answer", 77)]
    [InlineData(CallRole.LnsOutgoing, "wait-reply", 0)]
    public void Call_that_is_not_established_in_time_should_send_cdn(CallRole role, string state, ushort to) =>
        In(role, state).On(new TimerFired(CallTimer.SetUp)).ShouldHaveSentCdn(CdnResult.EstablishmentTimeout, to);

    [Fact]
    public void Internal_error_should_send_cdn_without_telling_the_peer_what()
    {
        var call = In(CallRole.LnsIncoming, "established").On(new InternalError("secret detail"));

        call.ShouldHaveSentCdn(CdnResult.GeneralError);
        Assert.DoesNotContain("secret detail", call.Sent<Cdn>(to: 77).Result.Message);
        Assert.Equal("secret detail", call.Effect<CallEffect.NotifyDown>().End.Reason);
    }

    [Property(MaxTest = 300)]
    public void Any_sequence_of_events_should_end_in_one_release(int seed)
    {
        var chance = new Random(seed);
        var call = new CallScenario((CallRole)chance.Next(4));
        List<CallEffect> effects = [];
        for (var i = 0; i < 20; i++)
            effects.AddRange(call.On(Some(chance)).Effects);
        effects.AddRange(call.On(new LocalClose(Administrative)).Effects);

        Assert.Equal("closed", call.State.Name);
        Assert.Single(effects.OfType<CallEffect.Release>());
        Assert.Single(effects.OfType<CallEffect.NotifyDown>());
        Assert.Equal(effects.Count(effect => effect is CallEffect.InstallForwarding), effects.Count(effect => effect is CallEffect.WithdrawForwarding));
        Assert.True(effects.Count(effect => effect is CallEffect.Send { Message.Type: MessageType.Cdn }) <= 1);
    }

    // RFC 3145
    [Fact]
    public void Local_close_should_tell_the_peer_what_of_PPP_ended_the_call()
    {
        var cause = new PppDisconnectCause(PppDisconnectCode.AuthenticationFailed, 0xc223, DisconnectDirection.AtPeer);
        var call = In(CallRole.LnsIncoming, "established").On(new LocalClose(new ResultCode(CdnResult.Administrative), Ppp: cause));
        Assert.Equal(cause, call.Sent<Cdn>(to: 77).PppDisconnectCause);
    }

    [Fact]
    public void Cdn_should_say_for_people_what_of_PPP_ended_the_call()
    {
        var call = In(CallRole.LnsIncoming, "established").Receive(new Cdn([
            AvpCatalog.Result.Of(new ResultCode(CdnResult.Administrative)), AvpCatalog.AssignedSessionId.Of(77),
            AvpCatalog.PppDisconnectCause.Of(new PppDisconnectCause(PppDisconnectCode.EchoTimeout, 0xc021, Message: "gone"))]));
        Assert.Equal("Administrative; PPP: EchoTimeout of 0xc021 \"gone\"", call.Effect<CallEffect.NotifyDown>().End.Reason);
    }

    private static CallEvent Some(Random chance) => chance.Next(14) switch
    {
        0 => new LocalOpen(chance.Next(2) == 0 ? Incoming : Outgoing),
        1 => TunnelOpen.Instance,
        2 => chance.Next(3) switch
        {
            0 => new BearerAnswered(new CallConnection()),
            1 => new LinkNegotiated(new Accm((uint)chance.Next(2), 0)),
            _ => new LineErrorsCounted(new CallErrors((uint)chance.Next(2), 0, 0, 0, 0, 0)),
        },
        3 => chance.Next(5) == 0 ? new BearerFailed(Administrative) : TunnelOpen.Instance,
        4 => chance.Next(5) == 0 ? new TimerFired((CallTimer)chance.Next(2)) : TunnelOpen.Instance,
        5 => chance.Next(5) == 0 ? Lost : TunnelOpen.Instance,
        6 => chance.Next(5) == 0 ? new InternalError("test") : TunnelOpen.Instance,
        7 => chance.Next(5) == 0 ? new MessageRejected(Malformed) : TunnelOpen.Instance,
        _ => new ControlReceived(Message(new[] { "ICRQ", "ICRP", "ICCN", "OCRQ", "OCRP", "OCCN", "CDN", "SLI", "WEN", "HELLO", "MDMST", "CSUN" }[chance.Next(12)])),
    };
}
