using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Tests.Tunnels.TunnelScenario;

namespace Concentrator.Control.Tests.Tunnels;

/// <summary>What RFC 3308, 3573 and 4951 add to the establishment of a tunnel.</summary>
public class CompanionTests
{
    private static readonly Avp Ef = AvpCatalog.ControlConnectionDs.Of(PhbCode.OfDscp(46)), BestEffort = AvpCatalog.ControlConnectionDs.Of(PhbCode.OfDscp(0));

    // RFC 3308 section 3
    [Fact]
    public void Initiator_should_ask_for_its_marking()
    {
        Assert.Equal(PhbCode.OfDscp(46), WaitControlReply(Asking()).Sent<Sccrq>().ControlConnectionDs);
        Assert.Null(WaitControlReply().Sent<Sccrq>().ControlConnectionDs);
    }

    [Fact]
    public void Terminator_should_consent_and_mark_its_messages_from_the_sccrp_on()
    {
        var tunnel = new TunnelScenario(With(new DiffServ { Accepted = [46] })).Receive(Sccrq(Ef));
        Assert.Equal(PhbCode.OfDscp(46), tunnel.Sent<Sccrp>().ControlConnectionDs);
        Assert.Equal(46, tunnel.Effect<TunnelEffect.MarkControl>().Dscp);
        Assert.True(tunnel.Effects.IndexOf(tunnel.Effect<TunnelEffect.MarkControl>()) < tunnel.Effects.IndexOf(tunnel.Effect<TunnelEffect.Send>()));
    }

    [Fact]
    public void Terminator_should_offer_its_own_when_it_does_not_consent() =>
        Assert.Equal(PhbCode.OfDscp(10), new TunnelScenario(With(new DiffServ { Control = 10, Accepted = [12] })).Receive(Sccrq(Ef)).Sent<Sccrp>().ControlConnectionDs);

    [Fact]
    public void Terminator_without_support_should_ignore_the_AVP()
    {
        var tunnel = new TunnelScenario().Receive(Sccrq(Ef));
        Assert.Null(tunnel.Sent<Sccrp>().ControlConnectionDs);
        Assert.Empty(tunnel.Effects.OfType<TunnelEffect.MarkControl>());
    }

    [Fact]
    public void Initiator_should_go_on_with_a_terminator_that_does_not_know_the_AVP() =>
        Assert.IsType<TunnelState.Established>(WaitControlReply(Asking()).Receive(Sccrp()).State);

    [Fact]
    public void Initiator_should_stop_with_result_8_when_it_does_not_want_the_counter_offer() =>
        WaitControlReply(Asking()).Receive(Sccrp(BestEffort)).ShouldHaveStopped(StopCcnResult.DiffServ);

    [Fact]
    public void Initiator_should_mark_by_a_counter_offer_that_it_wants() =>
        Assert.Equal(0, WaitControlReply(Asking(accept: [0])).Receive(Sccrp(BestEffort)).Effect<TunnelEffect.MarkControl>().Dscp);

    // RFC 3573 section 2.2
    [Fact]
    public void Lac_should_be_told_where_modems_on_hold_are_of_interest()
    {
        var policy = new TunnelPolicy(new TunnelProfile { HostName = "lns.example", ModemOnHold = true });
        Assert.True(new TunnelScenario(policy).Receive(Sccrq()).Sent<Sccrp>().ModemOnHoldCapable);
        Assert.False(new TunnelScenario().Receive(Sccrq()).Sent<Sccrp>().ModemOnHoldCapable);
    }

    // RFC 4951 section 3.2.1
    [Fact]
    public void Tunnel_that_is_to_recover_another_should_be_refused()
    {
        var tunnel = new TunnelScenario().Receive(Sccrq(AvpCatalog.TunnelRecovery.Of(new TunnelRecovery(new TunnelId(1), new TunnelId(2)))));
        tunnel.ShouldHaveStopped(StopCcnResult.GeneralError);
        Assert.Contains("tunnel 2", tunnel.Sent<StopCcn>().Result.Message);
    }

    [Fact]
    public void Capabilities_of_the_peer_should_be_known_and_its_failover_not_be_answered()
    {
        var capability = new FailoverCapability(ControlChannel: true, DataChannels: true, 1000);
        var tunnel = new TunnelScenario().Receive(Sccrq(AvpCatalog.FailoverCapability.Of(capability), AvpCatalog.ModemOnHoldCapable.Of(default)));
        Assert.False(tunnel.Sent<Sccrp>().Has(AvpCatalog.FailoverCapability));
        var peer = tunnel.Receive(Scccn()).Effect<TunnelEffect.NotifyUp>().Peer;
        Assert.Equal((capability, true), (peer.Failover, peer.TakesModemStatus));
    }

    [Theory]
    [InlineData(MessageType.Fsq)]
    [InlineData(MessageType.Fsr)]
    public void Failover_messages_should_change_nothing(MessageType type)
    {
        var state = AvpCatalog.FailoverSessionState.Of(new FailoverSessionState(new SessionId(1), new SessionId(2)));
        var tunnel = Established().Receive(type is MessageType.Fsq ? new Fsq([state]) : new Fsr([state]));
        Assert.Empty(tunnel.Effects);
    }

    private static TunnelPolicy Asking(params ReadOnlySpan<int> accept) => With(new DiffServ { Control = 46, Ask = true, Accepted = [.. accept] });

    private static TunnelPolicy With(DiffServ diffServ) => new(new TunnelProfile { HostName = "lns.example", DiffServ = diffServ });
}
