using Concentrator.Control.Machines;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Xunit;
using static Concentrator.Control.Tests.Tunnels.TunnelScenario;
using static Concentrator.Control.Tunnels.TunnelEvent;

namespace Concentrator.Control.Tests.Tunnels;

/// <summary>RFC 2661 section 7.2.1, row by row.</summary>
public class ControlConnectionTests
{
    [Fact]
    public void Idle_local_open_request_should_send_sccrq()
    {
        var tunnel = new TunnelScenario().On(LocalOpen.Instance);

        var sccrq = tunnel.Sent<Sccrq>();
        Assert.Equal("wait-ctl-reply", tunnel.State.Name);
        Assert.Equal(
            [
                AvpCatalog.ProtocolVersion, AvpCatalog.FramingCapabilities, AvpCatalog.BearerCapabilities, AvpCatalog.FirmwareRevision,
                AvpCatalog.HostName, AvpCatalog.VendorName, AvpCatalog.AssignedTunnelId, AvpCatalog.ReceiveWindowSize,
            ],
            sccrq.Avps.Select(avp => avp.Definition));
        Assert.Equal((new TunnelId(7), 16), (sccrq.AssignedTunnelId, sccrq.ReceiveWindowSize));
        Assert.Equal(TunnelTimer.SetUp, tunnel.Effect<TunnelEffect.StartTimer>().Timer);
    }

    [Fact]
    public void Idle_acceptable_sccrq_should_send_sccrp()
    {
        var tunnel = new TunnelScenario().Receive(Sccrq());

        Assert.Equal(new TunnelId(7), tunnel.Sent<Sccrp>().AssignedTunnelId);
        Assert.Equal("wait-ctl-conn", tunnel.State.Name);
        Assert.Equal(new TunnelEffect.OpenWindow(new TunnelId(99), 10), tunnel.Effects[0]);
    }

    [Fact]
    public void Idle_unacceptable_sccrq_should_send_StopCcn()
    {
        var tunnel = new TunnelScenario();
        tunnel.Context = tunnel.Context with { Refusal = new ResultCode(StopCcnResult.GeneralError, GeneralError.InsufficientResources) };
        tunnel.Receive(Sccrq());

        tunnel.ShouldHaveStopped(StopCcnResult.GeneralError);
        Assert.Equal(new TunnelEffect.OpenWindow(new TunnelId(99), 10), tunnel.Effects[0]);
    }

    [Fact]
    public void Idle_sccrp_should_send_StopCcn() => new TunnelScenario().Receive(Sccrp()).ShouldHaveStopped(StopCcnResult.FiniteStateMachineError);

    [Fact]
    public void Idle_scccn_should_clean_up() => new TunnelScenario().Receive(Scccn()).ShouldHaveBeenDiscarded();

    [Fact]
    public void WaitControlReply_acceptable_sccrp_should_send_scccn_and_open_the_tunnel()
    {
        var tunnel = WaitControlReply().Receive(Sccrp());

        tunnel.Sent<Scccn>();
        Assert.Equal("established", tunnel.State.Name);
        Assert.Equal("lac.example", tunnel.Effect<TunnelEffect.NotifyUp>().Peer.HostName);
        Assert.Equal(new TunnelEffect.OpenWindow(new TunnelId(99), 10), tunnel.Effects[0]);
        Assert.Equal(TunnelTimer.SetUp, tunnel.Effect<TunnelEffect.CancelTimer>().Timer);
    }

    [Fact]
    public void WaitControlReply_unacceptable_sccrp_should_send_StopCcn()
    {
        var tunnel = WaitControlReply(Authenticating).Receive(Sccrp());

        tunnel.ShouldHaveStopped(StopCcnResult.NotAuthorized);
        Assert.Equal(new TunnelEffect.OpenWindow(new TunnelId(99), 10), tunnel.Effects[0]);
    }

    [Fact]
    public void WaitControlReply_sccrq_should_clean_up_and_requeue_it_when_the_tie_is_lost()
    {
        var tunnel = Collide(ours: 5, theirs: 4);

        tunnel.ShouldHaveBeenDiscarded();
        Assert.Equal(4ul, tunnel.Effect<TunnelEffect.Requeue>().Request.TieBreaker);
    }

    [Fact]
    public void WaitControlReply_sccrq_should_be_discarded_when_the_tie_is_won()
    {
        var tunnel = Collide(ours: 4, theirs: 5);

        Assert.Equal("wait-ctl-reply", tunnel.State.Name);
        Assert.Empty(tunnel.Effects);
    }

    [Fact]
    public void WaitControlReply_sccrq_should_discard_both_when_the_tie_breakers_are_equal()
    {
        var tunnel = Collide(ours: 4, theirs: 4);

        tunnel.ShouldHaveBeenDiscarded();
        Assert.Empty(tunnel.Effects.OfType<TunnelEffect.Requeue>());
    }

    [Fact]
    public void WaitControlReply_sccrq_with_a_tie_breaker_should_win_over_none() => Collide(ours: null, theirs: ulong.MaxValue).ShouldHaveBeenDiscarded();

    [Fact]
    public void WaitControlReply_sccrq_without_a_tie_breaker_should_lose_to_ours() => Assert.Empty(Collide(ours: ulong.MaxValue, theirs: null).Effects);

    [Fact]
    public void WaitControlReply_sccrq_should_open_a_second_tunnel_when_neither_has_a_tie_breaker()
    {
        var tunnel = Collide(ours: null, theirs: null);

        Assert.Equal("wait-ctl-reply", tunnel.State.Name);
        tunnel.Effect<TunnelEffect.Requeue>();
    }

    [Fact]
    public void WaitControlReply_scccn_should_send_StopCcn() => WaitControlReply().Receive(Scccn()).ShouldHaveStopped(StopCcnResult.FiniteStateMachineError);

    [Fact]
    public void WaitControlConnection_acceptable_scccn_should_open_the_tunnel()
    {
        var tunnel = WaitControlConnection().Receive(Scccn());

        Assert.Equal("established", tunnel.State.Name);
        Assert.Equal(new TunnelId(99), tunnel.Effect<TunnelEffect.NotifyUp>().Peer.Id);
        Assert.Equal(TunnelTimer.Hello, tunnel.Effect<TunnelEffect.StartTimer>().Timer);
    }

    [Fact]
    public void WaitControlConnection_unacceptable_scccn_should_send_StopCcn() =>
        WaitControlConnection(Authenticating).Receive(Scccn()).ShouldHaveStopped(StopCcnResult.NotAuthorized);

    [Theory]
    [InlineData("SCCRP")]
    [InlineData("SCCRQ")]
    public void WaitControlConnection_sccrp_or_sccrq_should_send_StopCcn(string message) =>
        WaitControlConnection().Receive(Message(message)).ShouldHaveStopped(StopCcnResult.FiniteStateMachineError);

    [Fact]
    public void Established_local_open_request_should_open_for_the_new_call()
    {
        var tunnel = Established().On(LocalOpen.Instance);

        Assert.Equal("established", tunnel.State.Name);
        tunnel.Effect<TunnelEffect.NotifyUp>();
    }

    [Fact]
    public void Established_admin_tunnel_close_should_send_StopCcn()
    {
        var tunnel = Established().On(new LocalClose(Operator));

        tunnel.ShouldHaveStopped(StopCcnResult.GeneralRequest);
        Assert.Equal((EndedBy.Local, "operator"), (tunnel.Effect<TunnelEffect.NotifyDown>().End.By, tunnel.Effect<TunnelEffect.NotifyDown>().End.Reason));
    }

    [Theory]
    [InlineData("SCCRQ")]
    [InlineData("SCCRP")]
    [InlineData("SCCCN")]
    public void Established_sccrq_sccrp_or_scccn_should_send_StopCcn(string message) =>
        Established().Receive(Message(message)).ShouldHaveStopped(StopCcnResult.FiniteStateMachineError);

    [Theory]
    [InlineData("wait-ctl-reply")]
    [InlineData("wait-ctl-conn")]
    [InlineData("established")]
    public void StopCcn_should_clean_up(string state)
    {
        var tunnel = In(state).Receive(StopCcn());

        tunnel.ShouldHold();
        Assert.Empty(tunnel.Effects.OfType<TunnelEffect.Send>());
        var end = tunnel.Effect<TunnelEffect.NotifyDown>().End;
        Assert.Equal((EndedBy.Peer, (ushort)StopCcnResult.ShuttingDown), (end.By, end.Result!.Value.Result));
    }

    /// <summary>"Deterministic Networks" of Windows names another than its own.</summary>
    [Theory]
    [InlineData("wait-ctl-conn")]
    [InlineData("established")]
    public void StopCcn_should_end_the_tunnel_that_it_came_to_whatever_id_it_names(string state)
    {
        var tunnel = In(state).Receive(new StopCcn([AvpCatalog.AssignedTunnelId.Of(12345), AvpCatalog.Result.Of(new ResultCode(StopCcnResult.ShuttingDown))]));
        tunnel.ShouldHold();
        Assert.Empty(tunnel.Effects.OfType<TunnelEffect.OpenWindow>());
    }

    [Fact]
    public void Idle_StopCcn_should_clean_up() => new TunnelScenario().Receive(StopCcn()).ShouldHaveBeenDiscarded();

    private static TunnelScenario Collide(ulong? ours, ulong? theirs)
    {
        var tunnel = new TunnelScenario();
        tunnel.Context = tunnel.Context with { TieBreaker = ours };
        tunnel.On(LocalOpen.Instance);
        Assert.Equal(ours, tunnel.Sent<Sccrq>().TieBreaker);
        return tunnel.Receive(theirs is { } value ? Sccrq(AvpCatalog.TieBreaker.Of(value)) : Sccrq());
    }
}
