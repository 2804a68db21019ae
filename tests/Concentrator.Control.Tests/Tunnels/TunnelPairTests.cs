using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Reliability;
using Concentrator.Control.Tests.Reliability;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Control.Tests.Tunnels;

/// <summary>Two tunnel machines, each on its reliable channel, with a lossy link between them.</summary>
public class TunnelPairTests
{
    [Property(MaxTest = 60)]
    public void Tunnel_should_come_up_authenticate_and_end_whatever_is_lost(int seed)
    {
        var (lac, lns) = (new TunnelStation(1, "sesame", retries: 30), new TunnelStation(2, "sesame", retries: 30));
        var link = new LossyLink(lac, lns, seed, loss: 0.2, duplication: 0.1, jitterMilliseconds: 100);
        lac.Raise(new TunnelEvent.LocalOpen(), link.Now);
        link.Run(TimeSpan.FromMinutes(5), () => lac.IsUp && lns.IsUp);

        Assert.True(lac.Peer!.IsAuthenticated && lns.Peer!.IsAuthenticated);
        Assert.Equal((new TunnelId(2), new TunnelId(1)), (lac.Peer.Id, lns.Peer.Id));

        lns.Raise(new TunnelEvent.LocalClose(TunnelScenario.Operator), link.Now);
        link.Run(TimeSpan.FromMinutes(15), () => lac.IsReleased && lns.IsReleased);

        Assert.True(lac.IsReleased && lns.IsReleased);
        Assert.True(lac.Ends == 1 && lns.Ends == 1);
    }

    [Fact]
    public void Tunnel_should_not_come_up_when_the_secrets_differ()
    {
        var (lac, lns) = (new TunnelStation(1, "sesame"), new TunnelStation(2, "barley"));
        var link = new LossyLink(lac, lns, seed: 1);
        lac.Raise(new TunnelEvent.LocalOpen(), link.Now);
        link.Run(TimeSpan.FromMinutes(2), () => lac.IsReleased && lns.IsReleased);

        Assert.True(lac.IsReleased && lns.IsReleased);
        Assert.Null(lac.Peer);
        Assert.Null(lns.Peer);
    }

    [Fact]
    public void Hello_should_find_out_that_the_peer_is_gone()
    {
        var (lac, lns) = (new TunnelStation(1, "sesame"), new TunnelStation(2, "sesame"));
        var link = new LossyLink(lac, lns, seed: 1);
        lac.Raise(new TunnelEvent.LocalOpen(), link.Now);
        link.Run(TimeSpan.FromMinutes(10));
        Assert.True(lac.IsUp && lns.IsUp);

        link.IsCut = true;
        link.Run(link.Now + TimeSpan.FromSeconds(60 + 31 + 8));
        Assert.True(lac.IsReleased && lns.IsReleased);
    }

    [Fact]
    public void Lost_acknowledgement_of_StopCcn_should_be_repeated_during_the_hold()
    {
        var (lac, lns) = (new TunnelStation(1, "sesame"), new TunnelStation(2, "sesame"));
        var link = new LossyLink(lac, lns, seed: 1);
        lac.Raise(new TunnelEvent.LocalOpen(), link.Now);
        link.Run(TimeSpan.FromSeconds(5));

        lac.Raise(new TunnelEvent.LocalClose(TunnelScenario.Operator), link.Now);
        link.Run(link.Now, () => false); // StopCCN leaves
        link.Run(link.Now + TimeSpan.FromMilliseconds(15)); // and arrives
        link.IsCut = true;
        link.Run(link.Now + TimeSpan.FromMilliseconds(100)); // its ZLB is lost
        Assert.False(lac.Channel.IsDrained);
        link.IsCut = false;
        link.Run(link.Now + TimeSpan.FromSeconds(10));

        Assert.True(lac.Channel.IsDrained);
        Assert.True(lns.Channel.Facts.Duplicates > 0);
    }
}

/// <summary>A shell around a tunnel machine and its channel, as thin as it can be.</summary>
internal sealed class TunnelStation(ushort id, string secret, int retries = 5) : Station(new ReliableChannel<ControlMessage>(new ChannelOptions
{
    Retransmission = new Retransmission { Retries = retries },
}))
{
    private readonly Dictionary<TunnelTimer, TimeSpan> _timers = [];
    private readonly TunnelPolicy _policy = new(
        new TunnelProfile { HostName = $"station-{id}", Challenge = true, SetupTimeout = TimeSpan.FromMinutes(10) },
        Secret.Of(secret));

    private TunnelState _state = TunnelState.Idle.Instance;
    private TimeSpan _lastHeard;

    public TunnelPeer? Peer { get; private set; }

    public bool IsUp => _state is TunnelState.Established;

    public bool IsReleased { get; private set; }

    public int Ends { get; private set; }

    public override TimeSpan? NextTimer => _timers.Count == 0 ? null : _timers.Values.Min();

    public override void Deliver(ControlMessage message, TimeSpan now)
    {
        _lastHeard = now;
        Raise(new TunnelEvent.ControlReceived(message), now);
    }

    public override void Turn(TimeSpan now)
    {
        foreach (var timer in _timers.Where(timer => timer.Value <= now).Select(timer => timer.Key).ToArray())
        {
            _timers.Remove(timer);
            Raise(new TunnelEvent.TimerFired(timer), now);
        }
    }

    public override void PeerLost(TimeSpan now) => Raise(TunnelEvent.PeerUnreachable.Instance, now);

    public void Raise(TunnelEvent @event, TimeSpan now)
    {
        var context = new TunnelContext(new TunnelId(id), _policy, now, _lastHeard, [(byte)id, 2, 3, 4, 5, 6, 7, 8]);
        (_state, var effects) = TunnelMachine.On(_state, @event, context);
        foreach (var effect in effects)
            Run(effect, now);
    }

    private void Run(TunnelEffect effect, TimeSpan now)
    {
        switch (effect)
        {
            case TunnelEffect.Send send:
                Channel.Enqueue(new OutgoingMessage(send.Message));
                break;
            case TunnelEffect.StartTimer timer:
                _timers[timer.Timer] = now + timer.Delay;
                break;
            case TunnelEffect.CancelTimer timer:
                _timers.Remove(timer.Timer);
                break;
            case TunnelEffect.OpenWindow open:
                Channel.OpenWindow(open.ReceiveWindow);
                break;
            case TunnelEffect.NotifyUp up:
                Peer = up.Peer;
                break;
            case TunnelEffect.NotifyDown:
                Ends++;
                break;
            case TunnelEffect.Release:
                IsReleased = true;
                break;
        }
    }
}
