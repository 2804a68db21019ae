using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Endpoints;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Shell;
using Concentrator.Control.Reliability;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>
/// One tunnel: the shell of a <see cref="TunnelMachine"/> over its <see cref="TunnelWire"/>, and the parent of its <see cref="TunnelCalls"/>. Every
/// control datagram of the tunnel passes here, in order; messages of a call go on to its session.
/// </summary>
internal sealed class TunnelActor : UntypedActor
{
    private readonly NodeRuntime _runtime;
    private readonly TunnelServices _services;
    private readonly TunnelId _id;
    private readonly TunnelStart _start;
    private readonly TunnelPolicy _policy;
    private readonly ImmutableArray<byte> _challenge;
    private readonly TieBreaking _tie;
    private readonly ILoggingAdapter _log;
    private readonly TunnelDriver _machine;
    private TimerQueue<TunnelTimer> _timers = new();
    private readonly WakeUp _wake;

    // Known from Begin on.
    private TunnelInbox _inbox = null!;
    private TunnelWire _wire = null!;
    private TunnelCalls _calls = null!;
    private PeerPin _pin = null!;
    private TunnelDesk _desk = null!;
    private TunnelNews _news = null!;
    private TunnelReception _reception = null!;

    private TimeSpan _lastControl;
    private TunnelEvent.LocalClose? _closeWhenEmpty;
    private bool _isDown;
    private bool _nodeStops;

    public TunnelActor(NodeRuntime runtime, TunnelServices services, TunnelId id, TunnelStart start)
    {
        (_runtime, _services, _id, _start) = (runtime, services, id, start);
        _log = new TunnelLog(Context, id, start.Path);
        _policy = new TunnelPolicy(start.Profile, start.Secret ?? default) { Bearers = runtime.Configuration.Bearers };
        _challenge = Nonce(16);
        _tie = new TieBreaking(runtime, services, start);
        _machine = new TunnelDriver(this, _log);
        _wake = new WakeUp(Self, Context.System.Scheduler, runtime.Time);
        _lastControl = _wake.Now;
    }

    public static Props Props(NodeRuntime runtime, TunnelServices services, TunnelId id, TunnelStart start) =>
        new PropsOfMany<TunnelActor>(() => new TunnelActor(runtime, services, id, start));

    protected override SupervisorStrategy SupervisorStrategy() => SlotsActor.StoppingStrategy();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TunnelInbox.Delivery when _inbox is null:
                // Published a moment before Begin is told: an SCCRQ that admission passes on, or somebody's guess, is early.
                Self.Tell(message, ActorRefs.NoSender);
                return;
            case TunnelInbox.Delivery delivery:
                _inbox.Handled();
                if (_tie.Concerns(delivery.Datagram))
                    Collide(delivery);
                else
                    Receive(delivery.From, delivery.Datagram);
                break;
            case SessionReports.Send send:
                _calls.Note(send);
                Enqueue(new OutgoingMessage(send.Message, send.Local, send.Peer));
                break;
            case SessionReports.PeerAssigned assigned:
                _calls.PeerAssigned(assigned);
                break;
            case SessionReports.Released released:
                _calls.Released(released.Local);
                break;
            case TunnelCalls.SessionStopped stopped:
                _calls.Stopped(stopped.Id, tellPeer: !_isDown);
                if (_closeWhenEmpty is { } end && _calls.Count == 0)
                    _machine.Raise(end);
                break;
            case WakeUp.Due:
                _wake.Fired();
                while (_timers.TryTakeDue(_wake.Now, out var timer))
                    _machine.Raise(new TunnelEvent.TimerFired(timer));
                break;
            case TunnelRequests.PlaceCall place:
                _calls.Place(place, Sender, mayPlace: _machine.State is TunnelState.Established && _closeWhenEmpty is null);
                break;
            case TunnelRequests.Begin begin:
                OnBegin(begin.Inbox);
                break;
            case TunnelCommands.CloseTunnel close:
                Sender.Tell(new CommandResult(!_isDown, $"tunnel {_id} is closing{(_isDown ? " already" : "")}"));
                CloseInGoodOrder(close.Result, close.Reason);
                break;
            case SlotsActor.CloseAll close:
                _nodeStops = true;
                CloseInGoodOrder(new ResultCode(StopCcnResult.ShuttingDown, message: close.Reason), close.Reason);
                break;
            case TunnelRequests.Superseded:
                _log.Info("the peer has restarted and opened a new tunnel");
                _machine.Raise(TunnelEvent.PeerUnreachable.Instance);
                break;
            default:
                if (!_desk.OnMessage(message, Sender))
                    Unhandled(message);
                return;
        }

        Flush();
    }

    protected override void PostStop()
    {
        _wake.Cancel();
        _wire?.Path.Withdraw();
        _calls?.ReleaseAll();
    }

    private void OnBegin(TunnelInbox inbox)
    {
        _inbox = inbox;
        var peer = _start is TunnelStart.Accepted { PeerTunnel: var known } ? known : TunnelId.Unassigned;
        _inbox.PeerTunnel = peer;
        var path = _runtime.DataPlane.InstallTunnel(_id, _start.Port, _start.Path, peer);
        path.MarkControl(_start.Profile.DiffServ.Control);
        var options = new ChannelOptions { ReceiveWindow = _start.Profile.ReceiveWindow, Retransmission = _start.Profile.Retransmission };
        var hiding = _start.Secret is { IsEmpty: false } secret ? new AvpHiding(secret.Octets, _runtime.FillNonce.Invoke, _start.Profile.HideAvps) : null;
        _wire = new TunnelWire(path, inbox, options, hiding, _log);
        _pin = new PeerPin(_start, path, inbox);
        _calls = new TunnelCalls(_runtime, _services, _id, _start, _policy, _wire, Context, Enqueue, _log);
        _reception = new TunnelReception(_calls, _policy.Secret, _machine, isClosing: () => _closeWhenEmpty is not null, _log);
        _desk = new TunnelDesk(_id, _start, inbox, _wire, _pin, _calls, Context, _machine, _wake);
        _news = new TunnelNews(_runtime, _services, _id, _start, inbox, _pin, _log);
        if (_start is TunnelStart.Accepted accepted)
            Receive(_start.Path, accepted.Sccrq);
        else
            _machine.Raise(TunnelEvent.LocalOpen.Instance);
    }

    // -- from the peer

    private void Receive(UdpPath from, ControlDatagram datagram)
    {
        if (!_pin.Accepts(from, datagram, _wire.Facts))
        {
            _runtime.ControlFates.Count(ControlFate.UnprovenPeer);
            return;
        }

        _lastControl = _wake.Now;
        _runtime.ControlFates.Count(_wire.Receive(datagram, _wake.Now));
        while (_wire.TryTake(out var next))
            _reception.Deliver(next!);
    }

    private void Collide(TunnelInbox.Delivery theirs) => _tie.Meet(
        theirs,
        _machine.State is TunnelState.WaitControlReply && theirs.Datagram.TryDecode(_policy.Secret.Octets, out var sccrq, out _)
            ? () => _machine.Raise(new TunnelEvent.ControlReceived(sccrq))
            : _tie.Requeue);

    // -- the machine

    internal TunnelContext TunnelContext => new(_id, _policy, _wake.Now, LastHeard(), _challenge, _tie.Value);

    internal void Run(TunnelEffect effect)
    {
        switch (effect)
        {
            case TunnelEffect.Send send:
                Enqueue(new OutgoingMessage(send.Message));
                break;
            case TunnelEffect.StartTimer start:
                _timers.Start(start.Timer, _wake.Now + start.Delay);
                break;
            case TunnelEffect.CancelTimer cancel:
                _timers.Cancel(cancel.Timer);
                break;
            case TunnelEffect.OpenWindow open:
                _wire.Open(open.Peer, open.ReceiveWindow);
                _pin.Pin();
                break;
            case TunnelEffect.MarkControl mark:
                _wire.Path.MarkControl(mark.Dscp);
                break;
            case TunnelEffect.Requeue:
                _tie.Requeue();
                break;
            case TunnelEffect.NotifyUp up:
                OnUp(up.Peer);
                break;
            case TunnelEffect.NotifyDown down:
                OnDown(down.End);
                break;
            case TunnelEffect.Release:
                Release();
                break;
        }
    }

    private void OnUp(TunnelPeer peer)
    {
        _news.Up(peer);
        _calls.Open(peer);
    }

    private void OnDown(TunnelEnd end)
    {
        _isDown = true;
        _news.Down(end, _calls.Peer);
        _calls.TellAll(new SessionRequests.TunnelLost(end));
    }

    private void Release()
    {
        _inbox.IsReleased = true;
        Context.Stop(Self);
    }

    /// <summary>When the peer was last heard on the actor's clock, control or data (RFC 2661 section 5.5).</summary>
    private TimeSpan LastHeard()
    {
        var data = _wake.Now - TimeSpan.FromMilliseconds(Environment.TickCount64 - _wire.Path.LastHeard);
        return data > _lastControl ? data : _lastControl;
    }

    private ImmutableArray<byte> Nonce(int length)
    {
        Span<byte> nonce = stackalloc byte[length];
        _runtime.FillNonce(nonce);
        return [.. nonce];
    }

    // -- to the peer

    private void Enqueue(OutgoingMessage message)
    {
        if (_wire.Enqueue(message) is EnqueueResult.Full && !_calls.Refuse(message))
            _machine.Raise(new TunnelEvent.InternalError("the send queue of the control channel is full"));
    }

    private void Flush()
    {
        if (!_wire.Flush(_wake.Now, out var wakeAt))
        {
            _machine.Raise(TunnelEvent.PeerUnreachable.Instance);
            _wire.Flush(_wake.Now, out wakeAt);
        }

        // When the node stops and the peer has acknowledged the end, nobody will be here to hold the tunnel for.
        if (_nodeStops && _isDown && _wire.IsDrained)
            Release();
        _wake.At(wakeAt);
        _wake.At(_timers.NextDue);
    }

    // -- operators

    /// <summary>Each call gets its own end, by PPP and CDN, and the tunnel a StopCCN when the last one is gone.</summary>
    /// <param name="reason">For us; what the peer is told is in the result.</param>
    private void CloseInGoodOrder(ResultCode result, string reason)
    {
        if (_closeWhenEmpty is not null)
            return;
        _closeWhenEmpty = new TunnelEvent.LocalClose(result, reason);
        _inbox.PeerHostName = null;
        _calls.TellAll(new SessionRequests.Close(new ResultCode(CdnResult.Administrative, message: result.Message), reason));
        if (_calls.Count == 0)
            _machine.Raise(_closeWhenEmpty);
    }
}
