using System.Buffers;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Admission;
using Concentrator.Actors.Endpoints;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Shell;
using Concentrator.Control.Machines;
using Concentrator.Control.Reliability;
using Concentrator.Control.Tunnels;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Actors.Tunnels;

/// <summary>
/// One tunnel: the shell of a <see cref="TunnelMachine"/> over a <see cref="ReliableChannel{T}"/>, and the parent of its sessions. Every datagram of the
/// tunnel passes the channel here, in order; messages of a call go on to its session.
/// </summary>
internal sealed class TunnelActor : UntypedActor
{
    private readonly NodeRuntime _runtime;
    private readonly TunnelServices _services;
    private readonly TunnelId _id;
    private readonly TunnelStart _start;
    private readonly TunnelPolicy _policy;
    private readonly ImmutableArray<byte> _challenge;
    private readonly ILoggingAdapter _log;

    private readonly MachineShell<TunnelState, TunnelEvent, TunnelEffect> _machine;
    private readonly ReliableChannel<ControlDatagram> _channel;
    private readonly TimerQueue<TunnelTimer> _timers = new();
    private readonly WakeUp _wake;
    private readonly TunnelSessions _sessions = new();
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly AvpHiding? _hiding;
    private readonly DateTimeOffset _since;
    private readonly TimeSpan _origin;

    private TunnelInbox _inbox = null!;
    private ITunnelPath _path = null!;
    private UdpPath _expected;
    private TunnelId _peerTunnel;
    private TunnelPeer? _peer;
    private TimeSpan _lastHeard;
    private ResultCode? _closeWhenEmpty;
    private bool _isDown;
    private bool _nodeStops;
    private uint _callSerial;

    public TunnelActor(NodeRuntime runtime, TunnelServices services, TunnelId id, TunnelStart start)
    {
        (_runtime, _services, _id, _start) = (runtime, services, id, start);
        _log = Context.GetLogger().WithContext("Tunnel", id.Value).WithContext("Peer", start.Path.Peer.ToString());
        _policy = new TunnelPolicy(start.Profile, start.Secret ?? default);
        _expected = start.Path;
        _peerTunnel = start is TunnelStart.Accepted accepted ? accepted.PeerTunnel : TunnelId.Unassigned;
        _machine = new MachineShell<TunnelState, TunnelEvent, TunnelEffect>(TunnelState.Idle.Instance, On, Run, failure => Failed(failure));
        _channel = new ReliableChannel<ControlDatagram>(
            new ChannelOptions { ReceiveWindow = start.Profile.ReceiveWindow, Retransmission = start.Profile.Retransmission });
        _wake = new WakeUp(Self, Context.System.Scheduler);
        _origin = _lastHeard = _wake.Now;
        _since = runtime.WallTime;
        if (start is { Secret: { IsEmpty: false } secret, Profile.HideAvps: true })
            _hiding = new AvpHiding(secret.Octets, runtime.FillNonce);
        Span<byte> challenge = stackalloc byte[16];
        runtime.FillNonce(challenge);
        _challenge = [.. challenge];
    }

    public static Props Props(NodeRuntime runtime, TunnelServices services, TunnelId id, TunnelStart start) =>
        Akka.Actor.Props.Create(() => new TunnelActor(runtime, services, id, start));

    protected override SupervisorStrategy SupervisorStrategy() => SlotsActor.StoppingStrategy();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TunnelInbox.Delivery delivery:
                _inbox.Handled();
                Receive(delivery.From, delivery.Datagram);
                break;
            case SessionReports.Send send:
                Enqueue(new OutgoingMessage(send.Message, send.Local, send.Peer));
                break;
            case SessionReports.PeerAssigned assigned when _sessions.Find(assigned.Local) is { } session:
                session.Peer = assigned.Peer;
                break;
            case SessionReports.Released released when _sessions.Find(released.Local) is { } session:
                session.IsReleased = true;
                break;
            case SessionStopped stopped:
                OnSessionStopped(stopped.Id);
                break;
            case WakeUp.Due:
                _wake.Fired();
                while (_timers.TryTakeDue(_wake.Now, out var timer))
                    _machine.Raise(new TunnelEvent.TimerFired(timer));
                break;
            case DialerCalls.PlaceCall place when _start is TunnelStart.Dialed dialed:
                PlaceCall(dialed, place);
                break;
            case Begin begin:
                OnBegin(begin.Inbox);
                break;
            case CollectStatus { Kind: StatusKind.Tunnels } collect:
                collect.Collector.Tell(Status(), Self);
                break;
            case CollectStatus collect:
                Context.PassOn(collect);
                break;
            case TunnelCommands.CloseTunnel close:
                Sender.Tell(CloseByOperator(close));
                break;
            case TunnelCommands.CloseSession close:
                Sender.Tell(CloseSession(close));
                break;
            case SlotsActor.CloseAll close:
                _nodeStops = true;
                CloseInGoodOrder(new ResultCode(StopCcnResult.ShuttingDown, message: close.Reason));
                break;
            case ProvePeer:
                Enqueue(new OutgoingMessage(new Hello([])));
                break;
            case Superseded:
                _log.Info("the peer has restarted and opened a new tunnel");
                _machine.Raise(TunnelEvent.PeerUnreachable.Instance);
                break;
            default:
                Unhandled(message);
                return;
        }

        Flush();
    }

    protected override void PostStop()
    {
        _wake.Cancel();
        _path?.Withdraw();
    }

    private void OnBegin(TunnelInbox inbox)
    {
        _inbox = inbox;
        _inbox.PeerTunnel = _peerTunnel;
        _path = _runtime.DataPlane.InstallTunnel(_id, _start.Port, _start.Path, _peerTunnel);
        if (_start is TunnelStart.Accepted accepted)
            Receive(_start.Path, accepted.Sccrq);
        else
            _machine.Raise(TunnelEvent.LocalOpen.Instance);
    }

    // -- from the peer

    private void Receive(UdpPath from, ControlDatagram datagram)
    {
        if (from != _expected && !Follow(from, datagram))
        {
            _runtime.ControlFates.Count(ControlFate.UnprovenPeer);
            return;
        }

        _lastHeard = _wake.Now;
        var arrival = _channel.Received(datagram.Ns, datagram.Nr, datagram.IsZlb ? null : datagram, _wake.Now);
        _runtime.ControlFates.Count(FateOf(arrival));
        if (arrival is Arrival.OutOfWindow)
            _log.Debug("dropped, outside of the receive window: {Datagram}", datagram);
        while (_channel.TryTake(out var next))
            Deliver(next);
    }

    private static ControlFate FateOf(Arrival arrival) => arrival switch
    {
        Arrival.Acknowledgement => ControlFate.Acknowledgement,
        Arrival.Deliverable => ControlFate.Delivered,
        Arrival.Queued => ControlFate.Queued,
        Arrival.Duplicate => ControlFate.Duplicate,
        _ => ControlFate.OutOfWindow,
    };

    /// <summary>
    /// Whether a datagram from another endpoint is the peer's. The first answer to our SCCRQ may come from a port of the peer's choice (RFC 2661
    /// section 8.1). Later only a profile that follows NAT rebinding lets the peer move, and only by the very message that the channel waits for,
    /// acknowledging what we have just sent: an outsider would have to guess both of these numbers and our tunnel id.
    /// </summary>
    private bool Follow(UdpPath from, ControlDatagram datagram)
    {
        var facts = _channel.Facts;
        var isFirstAnswer = _start is TunnelStart.Dialed && _peerTunnel == TunnelId.Unassigned;
        var isProof = isFirstAnswer
            ? from.Peer.Address == _expected.Peer.Address
            : from.Peer == _expected.Peer || (_start.Profile.FollowNatRebinding && !datagram.IsZlb && datagram.Ns == facts.Nr && datagram.Nr == facts.Ns);
        if (!isProof)
            return false;
        if (from.Peer != _expected.Peer)
            _log.Info("the peer is now at {NewPeer}", from.Peer);
        _expected = from;
        _path.MovePeer(from);
        _inbox.Expect(from, Follows(isFirstAnswer));
        return true;
    }

    private PeerChange Follows(bool awaitsFirstAnswer) =>
        _start.Profile.FollowNatRebinding ? PeerChange.Anywhere : awaitsFirstAnswer ? PeerChange.Port : PeerChange.None;

    private void Deliver(ControlDatagram datagram)
    {
        if (!datagram.TryDecode(_policy.Secret.Octets, out var message, out var error))
        {
            Reject(datagram, error);
            return;
        }

        _log.Debug("received {Message}", message);
        switch (message)
        {
            case Icrq icrq:
                AcceptCall(icrq);
                break;
            case Ocrq ocrq:
                RefuseCall(ocrq.AssignedSessionId, new ResultCode(CdnResult.NoFacilitiesPermanently, message: "no outgoing calls are served here"));
                break;
            case Cdn or Icrp or Iccn or Ocrp or Occn or Wen or Sli:
                if (SessionOf(datagram, message) is { } session)
                    session.Actor.Tell(new SessionActor.Deliver(message));
                else
                    _log.Debug("no session for {Datagram}", datagram);
                break;
            default:
                _machine.Raise(new TunnelEvent.ControlReceived(message));
                break;
        }
    }

    private TunnelSessions.Entry? SessionOf(ControlDatagram datagram, ControlMessage message) =>
        datagram.SessionId == SessionId.Unassigned && message is Cdn cdn ? _sessions.FindByPeer(cdn.AssignedSessionId) : _sessions.Find(datagram.SessionId);

    /// <summary>A message that cannot be understood ends the call that it is about, or else the tunnel (RFC 2661 section 7.1).</summary>
    private void Reject(ControlDatagram datagram, ProtocolError error)
    {
        _log.Info("{Datagram} is not valid: {Error}", datagram, error);
        if (error.Answer is ProtocolErrorAnswer.Discard or ProtocolErrorAnswer.Ignore)
            return;
        if (error.Answer is ProtocolErrorAnswer.ClearTunnel)
            _machine.Raise(new TunnelEvent.MessageRejected(error));
        else if (_sessions.Find(datagram.SessionId) is { } session)
            session.Actor.Tell(new SessionActor.Reject(error));
        else if (error.PeerSession != SessionId.Unassigned)
            RefuseCall(error.PeerSession, error.ToResultCode());
        else if (datagram.SessionId == SessionId.Unassigned)
            _machine.Raise(new TunnelEvent.MessageRejected(error));
    }

    // -- calls

    private void AcceptCall(Icrq icrq)
    {
        if (_machine.State is not TunnelState.Established || _closeWhenEmpty is not null)
        {
            _log.Debug("{Message} ignored: the tunnel is {State}", icrq, _machine.State);
            return;
        }

        if (_start is not TunnelStart.Accepted accepted)
        {
            RefuseCall(icrq.AssignedSessionId, new ResultCode(CdnResult.Administrative, message: "this end is a LAC"));
            return;
        }

        if (_runtime.Ledger.AdmitCall(_start.Ticket, accepted.ProfileName, accepted.Lns.SessionLimit, out var refusal) is not { } ticket)
            RefuseCall(icrq.AssignedSessionId, refusal);
        else if (StartSession(icrq.AssignedSessionId, ticket, id => new SessionStart.Accepted(new SessionKey(_id, id), _path, accepted.Lns, ticket)) is not { } session)
            RefuseCall(icrq.AssignedSessionId, new ResultCode(CdnResult.NoFacilitiesTemporarily, message: "no session id is free"));
        else
            session.Tell(new SessionActor.Deliver(icrq));
    }

    private void PlaceCall(TunnelStart.Dialed dialed, DialerCalls.PlaceCall place)
    {
        if (_runtime.Ledger.AdmitCall(_start.Ticket, dialed.ProfileName, null, out var refusal) is not { } ticket)
        {
            Sender.Tell(new TunnelEvents.CallPlaced(place.Number, null, refusal.Message));
            return;
        }

        var session = StartSession(
            SessionId.Unassigned, ticket, id => new SessionStart.Dialed(new SessionKey(_id, id), _path, dialed.Lac, ticket, place.Number, dialed.Dialer));
        Sender.Tell(new TunnelEvents.CallPlaced(place.Number, session, session is null ? "no session id is free" : null));
        session?.Tell(new SessionActor.Open(place.Request with { SerialNumber = ++_callSerial }));
    }

    private IActorRef? StartSession(SessionId peer, Control.Policy.Admission.CallTicket ticket, Func<SessionId, SessionStart> start)
    {
        if (!_sessions.TryTakeId(out var id))
        {
            ticket.Release();
            return null;
        }

        var session = Context.ActorOf(SessionActor.Props(_runtime, _services, _policy, _peer, _start.Path.Peer, start(id)), $"session-{id}");
        Context.WatchWith(session, new SessionStopped(id));
        _sessions.Add(id, session, peer, ticket);
        return session;
    }

    /// <summary>Answers without making a session.</summary>
    private void RefuseCall(SessionId peer, ResultCode result)
    {
        _log.Info("call refused: {Result}", result);
        Enqueue(new OutgoingMessage(new Cdn([AvpCatalog.Result.Of(result), AvpCatalog.AssignedSessionId.Of(peer.Value)]), SessionId.Unassigned, peer));
    }

    private void OnSessionStopped(SessionId id)
    {
        var session = _sessions.Find(id);
        if (session is { IsReleased: false } && !_isDown)
        {
            _log.Error("session {Session} died without releasing its id", id);
            var result = new ResultCode(CdnResult.GeneralError, GeneralError.VendorSpecific, "internal error");
            Enqueue(new OutgoingMessage(new Cdn([AvpCatalog.Result.Of(result), AvpCatalog.AssignedSessionId.Of(id.Value)]), id, session.Peer));
        }

        _sessions.Remove(id);
        if (_closeWhenEmpty is { } close && _sessions.Count == 0)
            _machine.Raise(new TunnelEvent.LocalClose(close));
    }

    // -- the machine

    private Step<TunnelState, TunnelEffect> On(TunnelState state, TunnelEvent @event) =>
        TunnelMachine.On(state, @event, new TunnelContext(_id, _policy, _wake.Now, LastHeard(), _challenge));

    private TunnelEvent.InternalError Failed(Exception failure)
    {
        _log.Error(failure, "the tunnel failed in state {State}", _machine.State);
        return new TunnelEvent.InternalError(failure.Message);
    }

    private void Run(TunnelEffect effect)
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
                _peerTunnel = _inbox.PeerTunnel = open.Peer;
                _path.AssignPeer(open.Peer);
                _inbox.Expect(_expected, Follows(awaitsFirstAnswer: false));
                _channel.OpenWindow(open.ReceiveWindow);
                break;
            case TunnelEffect.NotifyUp up:
                OnUp(up.Peer);
                break;
            case TunnelEffect.NotifyDown down:
                OnDown(down.End);
                break;
            case TunnelEffect.Release:
                _inbox.IsReleased = true;
                Context.Stop(Self);
                break;
        }
    }

    private void OnUp(TunnelPeer peer)
    {
        _peer = peer;
        _start.Ticket.Established();
        _log.Info("tunnel established with {PeerHostName} ({PeerVendor}), its tunnel id {PeerTunnel}", peer.HostName, peer.VendorName, peer.Id);
        Record(new TunnelEstablished(_id, _runtime.WallTime, peer.Id, _expected, _start.ProfileName, peer.HostName, _start is TunnelStart.Dialed));
        if (_start is TunnelStart.Accepted accepted)
            _services.Admission.Tell(new AdmissionActor.TunnelEstablished(accepted.Name, _inbox));
        else if (_start is TunnelStart.Dialed dialed)
            dialed.Dialer.Tell(new TunnelEvents.TunnelUp(dialed.Attempt, _id, peer));
        foreach (var session in _sessions.Actors)
            session.Tell(new SessionActor.TunnelOpen(peer));
    }

    private void OnDown(TunnelEnd end)
    {
        _isDown = true;
        _log.Info("tunnel ended by {EndedBy}: {Reason} ({Result})", end.By, end.Reason, end.Result);
        Record(new TunnelEnded(
            _id, _runtime.WallTime, _since, _expected.Peer, _start.ProfileName, _peer?.HostName ?? "", end.By.ToString().ToLowerInvariant(), $"{end.Result}", end.Reason));
        if (_start is TunnelStart.Dialed dialed)
            dialed.Dialer.Tell(new TunnelEvents.TunnelDown(dialed.Attempt, end));
        foreach (var session in _sessions.Actors)
            session.Tell(new SessionActor.TunnelLost(end));
    }

    private void Record(IJournalFact fact) => _services.Journal.Tell(new JournalCommands.Record(fact));

    /// <summary>When the peer was last heard on the actor's clock, control or data (RFC 2661 section 5.5).</summary>
    private TimeSpan LastHeard()
    {
        var data = _wake.Now - TimeSpan.FromMilliseconds(Environment.TickCount64 - _path.LastHeard);
        return data > _lastHeard ? data : _lastHeard;
    }

    // -- to the peer

    private void Enqueue(OutgoingMessage message)
    {
        if (_channel.Enqueue(message) is EnqueueResult.Full)
            _machine.Raise(new TunnelEvent.InternalError("the send queue of the control channel is full"));
    }

    private void Flush()
    {
        if (_inbox is null)
            return;
        var lost = _channel.PeerLost;
        var output = _channel.Tick(_wake.Now);
        Transmit(output);
        if (output.PeerLost && !lost)
        {
            _machine.Raise(TunnelEvent.PeerUnreachable.Instance);
            output = _channel.Tick(_wake.Now);
            Transmit(output);
        }

        if (_nodeStops && _isDown && _channel.IsDrained)
        {
            // The peer has acknowledged the end, and soon nobody will be here to hold the tunnel for.
            _inbox.IsReleased = true;
            Context.Stop(Self);
        }

        var next = _timers.NextDue;
        _wake.At(next is null || output.WakeAt < next ? output.WakeAt ?? next : next);
    }

    private void Transmit(in ChannelOutput output)
    {
        foreach (var transmission in output.Transmit)
        {
            var (message, ns, nr, isRetransmission) = transmission;
            if (message is not null)
                _log.Debug("sent {Message} Ns {Ns} Nr {Nr}{Again}", message.Message, ns, nr, isRetransmission ? ", again" : "");
            _output.ResetWrittenCount();
            ControlEncoder.Write(_output, message?.Message, _peerTunnel, message?.Peer ?? SessionId.Unassigned, ns, nr, _hiding);
            _path.SendControl(_output.WrittenSpan);
        }

        _inbox.LastSequence = (_channel.Facts.Ns, _channel.Facts.Nr);
    }

    // -- operators

    private CommandResult CloseByOperator(TunnelCommands.CloseTunnel close)
    {
        if (_isDown)
            return new CommandResult(false, $"tunnel {_id} is closing already");
        CloseInGoodOrder(close.Result);
        return new CommandResult(true, $"tunnel {_id} is closing");
    }

    private CommandResult CloseSession(TunnelCommands.CloseSession close)
    {
        if (_sessions.Find(close.Session) is not { } session)
            return new CommandResult(false, $"tunnel {_id} has no session {close.Session}");
        session.Actor.Tell(new SessionActor.Close(close.Result, close.Reason));
        return new CommandResult(true, $"session {_id}/{close.Session} is closing");
    }

    /// <summary>Each call gets its own end, by PPP and CDN, and the tunnel a StopCCN when the last one is gone.</summary>
    private void CloseInGoodOrder(ResultCode result)
    {
        if (_closeWhenEmpty is not null)
            return;
        _closeWhenEmpty = result;
        foreach (var session in _sessions.Actors)
            session.Tell(new SessionActor.Close(new ResultCode(CdnResult.Administrative, message: result.Message), result.Message ?? "the tunnel is closed"));
        if (_sessions.Count == 0)
            _machine.Raise(new TunnelEvent.LocalClose(result));
    }

    private TunnelStatus Status()
    {
        var facts = _channel.Facts;
        return new TunnelStatus(
            _id.Value, _peerTunnel.Value, _machine.State.ToString(), _start.Role, _start.ProfileName, _expected.Peer.ToString(), _expected.Local.ToString(),
            _peer?.HostName ?? "", _peer?.VendorName ?? "", _sessions.Count, facts.Ns.Value, facts.Nr.Value, facts.PeerWindow, facts.CongestionWindow,
            facts.Unacknowledged, facts.Queued, facts.Retransmissions, facts.SmoothedRoundTrip?.TotalMilliseconds,
            facts.RetransmissionTimeout.TotalMilliseconds, (_wake.Now - _origin).TotalSeconds);
    }

    /// <summary>The first message: everything else of the tunnel's life follows from it.</summary>
    internal sealed record Begin(TunnelInbox Inbox) : INoSerializationVerificationNeeded;

    /// <summary>There is doubt whether the peer still knows this tunnel: ask it now.</summary>
    internal sealed class ProvePeer : INoSerializationVerificationNeeded
    {
        public static readonly ProvePeer Instance = new();
    }

    /// <summary>The peer has opened this tunnel anew, so it does not know it any more: nothing needs to be said to it.</summary>
    internal sealed class Superseded : INoSerializationVerificationNeeded
    {
        public static readonly Superseded Instance = new();
    }

    private sealed record SessionStopped(SessionId Id) : INoSerializationVerificationNeeded;
}
