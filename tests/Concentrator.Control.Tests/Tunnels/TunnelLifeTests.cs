using Concentrator.Control.Machines;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using FsCheck.Xunit;
using Xunit;
using static Concentrator.Control.Tests.Tunnels.TunnelScenario;
using static Concentrator.Control.Tunnels.TunnelEvent;

namespace Concentrator.Control.Tests.Tunnels;

/// <summary>What the table of RFC 2661 section 7.2.1 leaves out: keepalive, malformed messages, time-outs, failures, the end.</summary>
public class TunnelLifeTests
{
    private static readonly ProtocolError Malformed = new(ProtocolErrorKind.UnknownMandatoryAvp, Attribute: 77);

    // Section 6.5
    [Fact]
    public void Hello_should_be_sent_after_60_seconds_of_silence()
    {
        var tunnel = Established();
        Assert.Equal(new TunnelEffect.StartTimer(TunnelTimer.Hello, TimeSpan.FromSeconds(60)), tunnel.Effect<TunnelEffect.StartTimer>());
        tunnel.Context = tunnel.Context with { Now = TimeSpan.FromSeconds(60), LastHeard = TimeSpan.Zero };
        tunnel.On(new TimerFired(TunnelTimer.Hello));

        tunnel.Sent<Hello>();
        Assert.Equal(TimeSpan.FromSeconds(60), tunnel.Effect<TunnelEffect.StartTimer>().Delay);
    }

    [Fact]
    public void Hello_should_not_be_sent_while_data_or_control_is_heard()
    {
        var tunnel = Established();
        tunnel.Context = tunnel.Context with { Now = TimeSpan.FromSeconds(60), LastHeard = TimeSpan.FromSeconds(45) };
        tunnel.On(new TimerFired(TunnelTimer.Hello));

        Assert.Equal(new TunnelEffect.StartTimer(TunnelTimer.Hello, TimeSpan.FromSeconds(45)), Assert.Single(tunnel.Effects));
    }

    [Fact]
    public void Silent_tunnel_should_be_asked_less_and_less_often_where_the_profile_lets_hello_adapt()
    {
        var tunnel = Adapting();
        var (now, heard) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var silence in new[] { 60, 120, 240, 300, 300 })
        {
            Assert.Equal(heard + TimeSpan.FromSeconds(silence), now = NextHello(tunnel, now, heard));
            // Its answer comes a moment later, and is no reason to be asked any sooner.
            heard = now + TimeSpan.FromMilliseconds(20);
        }
    }

    [Fact]
    public void Tunnel_that_has_been_in_use_should_be_asked_as_often_as_at_first()
    {
        var tunnel = Adapting();
        var (now, heard) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < 4; i++)
            heard = (now = NextHello(tunnel, now, heard)) + TimeSpan.FromMilliseconds(20);

        // Traffic comes back 100 s after a HELLO, no answer to that, and the peer dies at once.
        Fire(tunnel, now + NextDelay(tunnel), heard);
        heard = now + TimeSpan.FromSeconds(100);
        Assert.Equal(heard + TimeSpan.FromSeconds(60), NextHello(tunnel, now + TimeSpan.FromSeconds(60), heard));
    }

    /// <summary>When the next HELLO is sent to a peer that has not been heard since, if every timer fires in time.</summary>
    private static TimeSpan NextHello(TunnelScenario tunnel, TimeSpan now, TimeSpan lastHeard)
    {
        do
            now = Fire(tunnel, now + NextDelay(tunnel), lastHeard);
        while (!tunnel.Effects.OfType<TunnelEffect.Send>().Any());
        tunnel.Sent<Hello>();
        return now;
    }

    private static TunnelScenario Adapting() => WaitControlConnection(
        Trusting with { Profile = Trusting.Profile with { Hello = TimeSpan.FromSeconds(60), LongestHello = TimeSpan.FromSeconds(300) } }).Receive(Scccn());

    private static TimeSpan NextDelay(TunnelScenario tunnel) => tunnel.Effect<TunnelEffect.StartTimer>().Delay;

    private static TimeSpan Fire(TunnelScenario tunnel, TimeSpan now, TimeSpan lastHeard)
    {
        tunnel.Context = tunnel.Context with { Now = now, LastHeard = lastHeard };
        tunnel.On(new TimerFired(TunnelTimer.Hello));
        return now;
    }

    [Fact]
    public void Hello_should_never_be_sent_when_the_profile_says_so()
    {
        var tunnel = WaitControlConnection(Trusting with { Profile = Trusting.Profile with { Hello = null } }).Receive(Scccn());

        Assert.Empty(tunnel.Effects.OfType<TunnelEffect.StartTimer>());
    }

    [Theory]
    [InlineData("wait-ctl-reply")]
    [InlineData("wait-ctl-conn")]
    [InlineData("established")]
    public void Hello_should_be_answered_by_its_acknowledgement_alone(string state)
    {
        var tunnel = In(state).Receive(new Hello([]));

        Assert.Equal(state, tunnel.State.Name);
        Assert.Empty(tunnel.Effects);
    }

    // Section 7.1: "received in an improper sequence"
    [Theory]
    [InlineData("wait-ctl-reply")]
    [InlineData("wait-ctl-conn")]
    public void Call_messages_before_establishment_should_send_StopCcn(string state) =>
        In(state).Receive(Message("ICRQ")).ShouldHaveStopped(StopCcnResult.FiniteStateMachineError);

    [Fact]
    public void Messages_of_calls_that_are_gone_should_leave_the_tunnel_alone()
    {
        var tunnel = Established().Receive(Message("CDN"));

        Assert.Equal("established", tunnel.State.Name);
        Assert.Empty(tunnel.Effects);
    }

    [Theory]
    [InlineData("wait-ctl-reply")]
    [InlineData("wait-ctl-conn")]
    [InlineData("established")]
    public void Malformed_message_should_send_StopCcn_with_the_general_error(string state)
    {
        var tunnel = In(state).On(new MessageRejected(Malformed));

        tunnel.ShouldHaveStopped(StopCcnResult.GeneralError);
        var result = tunnel.Sent<StopCcn>().Result;
        Assert.Equal(GeneralError.UnknownMandatoryAvp, result.Error);
        Assert.Contains("77", result.Message);
    }

    // Section 4.4.1
    [Theory]
    [InlineData(ProtocolErrorKind.UnknownMessageType)]
    [InlineData(ProtocolErrorKind.MessageTypeMissing)]
    public void Message_of_an_unknown_mandatory_type_should_clear_the_tunnel(ProtocolErrorKind kind)
    {
        foreach (var state in new[] { "wait-ctl-reply", "wait-ctl-conn", "established" })
            In(state).On(new MessageRejected(new ProtocolError(kind, Attribute: 99))).ShouldHaveStopped(StopCcnResult.GeneralError);
    }

    [Fact]
    public void Malformed_message_should_not_be_answered_before_the_peer_is_known() => new TunnelScenario().On(new MessageRejected(Malformed)).ShouldHaveBeenDiscarded();

    [Fact]
    public void Unknown_message_that_is_not_mandatory_should_be_passed_over()
    {
        var tunnel = Established().On(new MessageRejected(new ProtocolError(ProtocolErrorKind.IgnorableMessageType)));

        Assert.Equal("established", tunnel.State.Name);
        Assert.Empty(tunnel.Effects);
    }

    [Theory]
    [InlineData("wait-ctl-reply")]
    [InlineData("wait-ctl-conn")]
    public void Tunnel_that_is_not_established_in_time_should_send_StopCcn(string state) =>
        In(state).On(new TimerFired(TunnelTimer.SetUp)).ShouldHaveStopped(StopCcnResult.GeneralRequest);

    [Theory]
    [InlineData("wait-ctl-reply")]
    [InlineData("wait-ctl-conn")]
    public void Local_close_before_establishment_should_send_StopCcn(string state) =>
        In(state).On(new LocalClose(Operator)).ShouldHaveStopped(StopCcnResult.GeneralRequest);

    [Fact]
    public void Local_close_in_idle_should_clean_up() => new TunnelScenario().On(new LocalClose(Operator)).ShouldHaveBeenDiscarded();

    // Section 5.8: "the tunnel and all sessions within MUST be cleared"
    [Theory]
    [InlineData("wait-ctl-reply")]
    [InlineData("wait-ctl-conn")]
    [InlineData("established")]
    public void Unreachable_peer_should_be_cleared_without_a_StopCcn(string state)
    {
        var tunnel = In(state).On(PeerUnreachable.Instance);

        tunnel.ShouldHaveBeenDiscarded();
        Assert.Equal(EndedBy.Lost, tunnel.Effect<TunnelEffect.NotifyDown>().End.By);
    }

    [Theory]
    [InlineData("wait-ctl-reply")]
    [InlineData("wait-ctl-conn")]
    [InlineData("established")]
    public void Internal_error_should_send_StopCcn_without_telling_the_peer_what(string state)
    {
        var tunnel = In(state).On(new InternalError("secret detail"));

        tunnel.ShouldHaveStopped(StopCcnResult.GeneralError);
        Assert.DoesNotContain("secret detail", tunnel.Sent<StopCcn>().Result.Message);
        Assert.Equal("secret detail", tunnel.Effect<TunnelEffect.NotifyDown>().End.Reason);
    }

    // Section 5.7
    [Fact]
    public void Tunnel_should_be_released_after_a_full_retransmission_cycle()
    {
        var tunnel = In("closing").On(new TimerFired(TunnelTimer.Hold));

        Assert.Equal("closed", tunnel.State.Name);
        Assert.Equal(TunnelEffect.Release.Instance, Assert.Single(tunnel.Effects));
    }

    [Fact]
    public void Closing_tunnel_should_be_released_at_once_when_the_peer_is_unreachable() =>
        Assert.Equal(TunnelEffect.Release.Instance, In("closing").On(PeerUnreachable.Instance).Effects[^1]);

    [Theory]
    [InlineData("closing", "StopCCN")]
    [InlineData("closing", "SCCRQ")]
    [InlineData("closing", "SCCCN")]
    [InlineData("closed", "StopCCN")]
    [InlineData("closed", "SCCRP")]
    public void Messages_after_the_end_should_be_ignored(string state, string message)
    {
        var tunnel = In(state).Receive(Message(message));

        Assert.Equal(state, tunnel.State.Name);
        Assert.Empty(tunnel.Effects);
    }

    // Section 4.4.3, Assigned Tunnel ID: a StopCCN may be the first that is heard of a peer.
    [Fact]
    public void StopCcn_instead_of_sccrp_should_be_acknowledged_under_the_id_that_it_names() =>
        Assert.Equal(new TunnelId(99), WaitControlReply().Receive(StopCcn()).Effect<TunnelEffect.OpenWindow>().Peer);

    [Property(MaxTest = 300)]
    public void Any_sequence_of_events_should_end_in_one_release(int seed)
    {
        var chance = new Random(seed);
        var tunnel = new TunnelScenario(chance.Next(2) == 0 ? Trusting : Authenticating);
        List<TunnelEffect> effects = [];
        for (var i = 0; i < 30; i++)
            effects.AddRange(tunnel.On(Some(chance)).Effects);
        effects.AddRange(tunnel.On(new LocalClose(Operator)).Effects);
        effects.AddRange(tunnel.On(new TimerFired(TunnelTimer.Hold)).Effects);

        Assert.Equal("closed", tunnel.State.Name);
        Assert.Single(effects.OfType<TunnelEffect.Release>());
        Assert.Single(effects.OfType<TunnelEffect.NotifyDown>());
        Assert.True(effects.Count(effect => effect is TunnelEffect.Send { Message.Type: MessageType.StopCcn }) <= 1);
    }

    private static TunnelEvent Some(Random chance) => chance.Next(12) switch
    {
        0 => LocalOpen.Instance,
        1 => new ControlReceived(Sccrq()),
        2 => new ControlReceived(Sccrp()),
        3 => new ControlReceived(Scccn()),
        4 => new ControlReceived(Message(chance.Next(3) == 0 ? "StopCCN" : "HELLO")),
        5 => new ControlReceived(Message(chance.Next(2) == 0 ? "ICRQ" : "CDN")),
        6 => new MessageRejected(chance.Next(2) == 0 ? Malformed : new ProtocolError(ProtocolErrorKind.IgnorableMessageType)),
        7 => chance.Next(5) == 0 ? new LocalClose(Operator) : LocalOpen.Instance,
        8 => chance.Next(5) == 0 ? PeerUnreachable.Instance : LocalOpen.Instance,
        9 => chance.Next(5) == 0 ? new InternalError("test") : LocalOpen.Instance,
        10 => new TimerFired(TunnelTimer.Hello),
        _ => new TimerFired(chance.Next(2) == 0 ? TunnelTimer.SetUp : TunnelTimer.Hold),
    };
}
