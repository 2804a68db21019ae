using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Shell;
using Concentrator.Actors.Tracing;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Control.Tunnels;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions;

/// <summary>
/// One call: the shell of a <see cref="CallMachine"/>, and of the engine that speaks PPP on it. Its death frees its address, its login and its pty,
/// by whatever way it dies; the tunnel frees its id.
/// </summary>
internal sealed class SessionActor : UntypedActor, ISessionHost
{
    /// <summary>Frames that may overtake the ICCN, which passes one actor more than they do; without them PPP would lose a restart timer.</summary>
    private const int EarlyFrames = 8;

    private readonly NodeRuntime _runtime;
    private readonly TunnelServices _services;
    private readonly TunnelPolicy _policy;
    private readonly Endpoint _peerEndpoint;
    private readonly SessionStart _start;
    private readonly ILoggingAdapter _log;

    private readonly MachineShell<CallState, CallEvent, CallEffect> _machine;
    private readonly TimerQueue<CallTimer> _timers = new();
    private readonly WakeUp _wake;
    private readonly ISessionEngine _engine;
    private readonly DateTimeOffset _since;
    private readonly TimeSpan _origin;

    private readonly Queue<PppFrame> _early = new();
    private TunnelPeer? _peer;
    private SessionId _peerSession;
    private ISessionPath? _path;
    private CallParameters? _call;

    /// <summary>Of a call that we place: what is known of it before the peer does.</summary>
    private CallRequest? _wanted;
    private bool _isConnected;
    private DateTimeOffset? _established;
    private EngineFacts? _lastFacts;
    private Stay? _stay;
    private (EndedBy By, string Reason)? _end;

    /// <summary>For accounting, where it is known better than the call's end tells.</summary>
    private TerminateCause? _terminate;

    /// <summary>Of a call that is passed on: what the LAC that it came from counted.</summary>
    private CallErrors? _errorsBeyond;

    public SessionActor(NodeRuntime runtime, TunnelServices services, TunnelPolicy policy, TunnelPeer? peer, Endpoint peerEndpoint, SessionStart start)
    {
        (_runtime, _services, _policy, _peer, _peerEndpoint, _start) = (runtime, services, policy, peer, peerEndpoint, start);
        _log = Context.GetLogger().WithContext("Tunnel", start.Key.Tunnel.Value).WithContext("Session", start.Key.Session.Value);
        _machine = new MachineShell<CallState, CallEvent, CallEffect>(CallState.Idle.Instance, On, Run, Failed);
        _wake = new WakeUp(Self, Context.System.Scheduler, runtime.Time);
        _origin = _wake.Now;
        _since = runtime.WallTime;
        _engine = EngineFactory.Create(runtime, services, start, policy.Profile.Data, peerEndpoint, peer?.HostName ?? "", this, Context, _log);
    }

    public static Props Props(
        NodeRuntime runtime, TunnelServices services, TunnelPolicy policy, TunnelPeer? peer, Endpoint peerEndpoint, SessionStart start) =>
        Akka.Actor.Props.Create(() => new SessionActor(runtime, services, policy, peer, peerEndpoint, start));

    protected override SupervisorStrategy SupervisorStrategy() => SlotsActor.StoppingStrategy();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PppFrame frame:
                _path?.PppFrameHandled();
                if (_isConnected)
                    _engine.OnFrame(frame.Protocol, frame.Packet);
                else if (_early.Count < EarlyFrames)
                    _early.Enqueue(frame);
                break;
            case Deliver deliver:
                _machine.Raise(new CallEvent.ControlReceived(deliver.Message));
                break;
            case Reject reject:
                _machine.Raise(new CallEvent.MessageRejected(reject.Error));
                break;
            case WakeUp.Due:
                _wake.Fired();
                while (_timers.TryTakeDue(_wake.Now, out var timer))
                    _machine.Raise(new CallEvent.TimerFired(timer));
                _engine.RunTimers(_wake.Now);
                if (_stay?.Look(_wake.Now, Payload) is { } cause)
                    EndStay(cause);
                break;
            case Open open:
                _wanted = open.Request;
                _machine.Raise(new CallEvent.LocalOpen(open.Request));
                break;
            case TunnelOpen tunnel:
                _peer = tunnel.Peer;
                _machine.Raise(CallEvent.TunnelOpen.Instance);
                break;
            case TunnelLost lost:
                _machine.Raise(new CallEvent.TunnelLost(lost.End));
                break;
            case Connected connected:
                _machine.Raise(new CallEvent.BearerAnswered(connected.Connection));
                break;
            case ErrorsReported reported:
                _errorsBeyond = reported.Errors;
                break;
            case Close close:
                OnClose(close);
                break;
            case LoginEvents.LoginReplaced replaced:
                _terminate ??= TerminateCause.NasRequest;
                OnClose(new Close(new ResultCode(CdnResult.Administrative, message: replaced.Reason), replaced.Reason));
                break;
            case TunnelCommands.SetSequencing set:
                Sender.Tell(OnSequencing(set.On));
                break;
            case CollectStatus collect:
                collect.Collector.Tell(Status(), Self);
                break;
            case TraceCommands.Attach attach:
                Sender.Tell(_path?.Attach(attach, $"session {_start.Key}") ?? new TraceEvents.AttachRefused($"session {_start.Key} carries no data yet"));
                break;
            case TraceCommands.Detach detach:
                _path?.Detach(detach);
                break;
            default:
                if (!_engine.OnMessage(message))
                    Unhandled(message);
                break;
        }

        _wake.At(_timers.NextDue);
        _wake.At(_engine.NextDue);
        _wake.At(_stay?.NextDue);
    }

    protected override void PostStop()
    {
        _wake.Cancel();
        _engine.Stop();
        _path?.Withdraw();
        if (_end is null)
            Record(new CallEnd(EndedBy.Local, Result: null, Cause: null, "internal error"), TerminateCause.NasError);
    }

    /// <summary>PPP is ended first where it runs; then the engine's end clears the call.</summary>
    private void OnClose(Close close)
    {
        var isEstablished = _machine.State is CallState.Established;
        if (isEstablished)
        {
            _end ??= (close.By, close.Reason);
            _terminate ??= TerminateCauses.Of(close.Result);
        }

        if (!isEstablished || !_engine.Close(close.Reason))
            _machine.Raise(new CallEvent.LocalClose(close.Result, close.Cause ?? _start.ClearingCause, close.Ppp));
    }

    private long Payload => (_path?.Counters ?? default).PayloadPackets;

    private void EndStay(TerminateCause cause)
    {
        _stay = null;
        _terminate ??= cause;
        var reason = cause is TerminateCause.IdleTimeout ? "no payload for as long as the profile allows" : "the session has lasted as long as the profile allows";
        OnClose(new Close(new ResultCode(CdnResult.Administrative, message: reason), reason));
    }

    // -- the machine

    private Step<CallState, CallEffect> On(CallState state, CallEvent @event) =>
        CallMachine.On(state, @event, new CallContext(_start.Key.Session, _start.Role, _policy, _peer, Channel: (uint?)_start.Line?.Channel));

    private CallEvent.InternalError Failed(Exception failure)
    {
        _log.Error(failure, "the call failed in state {State}", _machine.State);
        return new CallEvent.InternalError(failure.Message);
    }

    private void Run(CallEffect effect)
    {
        switch (effect)
        {
            case CallEffect.Send send:
                Learn(send.Peer);
                Context.Parent.Tell(new SessionReports.Send(_start.Key.Session, send.Peer, send.Message));
                break;
            case CallEffect.StartTimer start:
                _timers.Start(start.Timer, _wake.Now + start.Delay);
                break;
            case CallEffect.CancelTimer cancel:
                _timers.Cancel(cancel.Timer);
                break;
            case CallEffect.OpenTunnel when _peer is not null:
                _machine.Raise(CallEvent.TunnelOpen.Instance);
                break;
            case CallEffect.OpenBearer open:
                _wanted = open.Request;
                ((IBearer)_engine).Place(open.Request);
                break;
            case CallEffect.InstallForwarding install:
                Learn(install.Peer);
                _path = _start.Tunnel.InstallSession(_start.Key.Session, install.Peer, PathOptions(install.Dscp), new PppInbox(Self));
                if (install.SequencingRequired)
                    _path.RequireSequencing();
                if (_machine.State is CallState.WaitConnect offered)
                    _engine.Offered((_call = offered.Parameters).Request);
                break;
            case CallEffect.RequireSequencing:
                _path?.RequireSequencing();
                break;
            case CallEffect.WithdrawForwarding:
                _lastFacts = Facts();
                _engine.Stop();
                break;
            case CallEffect.NotifyUp up:
                _call = up.Parameters;
                _log.Info("call connected, the peer's session id {PeerSession}, calling {CallingNumber}", up.Parameters.Peer, up.Parameters.Request.CallingNumber);
                _isConnected = true;
                _engine.Start(up.Parameters, _path!);
                while (_early.TryDequeue(out var frame))
                    _engine.OnFrame(frame.Protocol, frame.Packet);
                break;
            case CallEffect.NotifyChanged changed:
                _call = changed.Parameters;
                _engine.OnChanged(changed.Parameters);
                break;
            case CallEffect.CountLineErrors:
                _machine.Raise(new CallEvent.LineErrorsCounted(_errorsBeyond ?? _path!.Counters.LineErrors));
                break;
            case CallEffect.NotifyDown down:
                OnDown(down.End);
                break;
            case CallEffect.Release:
                Context.Parent.Tell(new SessionReports.Released(_start.Key.Session));
                Context.Stop(Self);
                break;
        }
    }

    private SessionPathOptions PathOptions(int? dscp)
    {
        var data = _policy.Profile.Data;
        var rates = (_start as SessionStart.Accepted)?.Lns.Rates ?? SessionRates.None;
        return new SessionPathOptions
        {
            ReceiveRate = rates.Up is { } up ? new RateLimit(up, rates.Burst) : null,
            SendRate = rates.Down is { } down ? new RateLimit(down, rates.Burst) : null,
            Sequencing = _start.Role is CallRole.LacIncoming or CallRole.LacOutgoing ? DataSequencing.AsPeer
                : data.Sequencing is SequencingPolicy.Never ? DataSequencing.Never
                : DataSequencing.Always,
            SendPriority = data.Priority,
            SendOffset = data.Offset,
            ReorderTimeout = data.ReorderTimeout,
            ReorderWindow = data.ReorderWindow,
            Dscp = dscp,
            MayLeaveToKernel = _start switch
            {
                SessionStart.Accepted { Lns: { Ppp.Engine: PppEngine.Embedded, Group: null, Groups.IsEmpty: true } } => true,
                SessionStart.Dialed { Lac.Ppp.Engine: PppEngine.Embedded } => true,
                _ => false,
            },
        };
    }

    private CommandResult OnSequencing(bool on) =>
        _path is null ? new CommandResult(false, $"session {_start.Key} carries no data yet")
        : _path.SetSequencing(on) ? new CommandResult(true, $"data messages of session {_start.Key} are sent {(on ? "with" : "without")} sequence numbers")
        : new CommandResult(false, $"sequence numbers of session {_start.Key} are {(on ? "for the LNS to begin" : "required, or for the LNS to end")}");

    /// <summary>The peer's session id goes to the tunnel too, which may have to send a CDN without us.</summary>
    private void Learn(SessionId peer)
    {
        if (peer == SessionId.Unassigned || peer == _peerSession)
            return;
        _peerSession = peer;
        Context.Parent.Tell(new SessionReports.PeerAssigned(_start.Key.Session, peer));
    }

    private void OnDown(CallEnd end)
    {
        // What ended PPP says more than the CDN that followed from it.
        var (by, reason) = _end ?? (end.By, end.Reason);
        _log.Info("call ended by {EndedBy}: {Reason} ({Result})", by, reason, end.Result);
        end = end with { By = by, Reason = reason };
        Record(end, _terminate ?? TerminateCauses.Of(end));
        _engine.CallEnded(end);
        if (_start.Owner is { } owner)
            owner.Actor.Tell(new SessionEvents.SessionDown(owner.Number, end));
    }

    // -- the engine

    TimeSpan ISessionHost.Now => _wake.Now;

    void ISessionHost.BearerAnswered(CallConnection connection) => _machine.Raise(new CallEvent.BearerAnswered(connection));

    void ISessionHost.BearerFailed(ResultCode result, Q931Cause cause) => _machine.Raise(new CallEvent.BearerFailed(result, cause));

    void ISessionHost.LinkUp(Accm accm, LinkRequests? requests) => _machine.Raise(new CallEvent.LinkNegotiated(accm, requests));

    void ISessionHost.EngineUp()
    {
        var facts = Facts();
        _established ??= _runtime.WallTime;
        if (_start is SessionStart.Accepted { Lns.Stay: var limits } && limits != StayLimits.None)
            _stay ??= new Stay(limits, _wake.Now, Payload);
        if (_policy.Profile.Data.Sequencing is SequencingPolicy.Negotiation)
            _path?.SetSequencing(false);
        _start.Ticket.Established();
        _log.Info("session up: user {User}, address {Address}", facts.User, facts.Address);
        Tell(new SessionEstablished(
            _start.Key.Tunnel, _start.Key.Session, _established.Value, _peerSession, _start.ProfileName, facts.User, facts.Address, _call?.Request.CallingNumber));
        if (_start.Owner is { } owner)
            owner.Actor.Tell(new SessionEvents.SessionUp(owner.Number, facts.Interface, facts.Address));
    }

    void ISessionHost.EngineEnded(
        ResultCode result, string reason, bool byPeer, PppDisconnectCause? cause, TerminateCause? terminate, Q931Cause? q931)
    {
        _end ??= (byPeer ? EndedBy.Peer : EndedBy.Local, reason);
        _terminate ??= terminate;
        _machine.Raise(new CallEvent.LocalClose(result, q931 ?? _start.ClearingCause, cause));
    }

    // -- records

    private void Record(CallEnd end, TerminateCause terminate)
    {
        _end = (end.By, end.Reason);
        var facts = _lastFacts ?? Facts();
        var counters = _path?.Counters ?? default;
        var request = _call?.Request ?? _wanted;
        Tell(new SessionEnded(
            _start.Key.Tunnel, _start.Key.Session, _runtime.WallTime, _since, _established, _peerEndpoint, _start.ProfileName, facts.User, facts.Address,
            request?.CallingNumber,
            new SessionTraffic((ulong)counters.ReceivedPackets, (ulong)counters.ReceivedBytes, (ulong)counters.SentPackets, (ulong)counters.SentBytes),
            end.By.ToString().ToLowerInvariant(), $"{end.Result}", end.Reason)
        {
            SerialNumber = request?.SerialNumber, CalledNumber = request?.CalledNumber, Terminate = terminate, PppCause = end.Ppp?.ToString(), Q931Cause = end.Cause?.ToString(),
        });
    }

    private EngineFacts Facts()
    {
        var facts = _engine.Facts;
        return facts with { User = facts.User ?? _start.OwnUser };
    }

    private void Tell(IJournalFact fact) => _services.Journal.Tell(new JournalCommands.Record(fact));

    private SessionStatus Status()
    {
        var facts = Facts();
        var counters = _path?.Counters ?? default;
        var state = _machine.State is CallState.Established ? $"{_machine.State}, {facts.Phase}" : _machine.State.ToString();
        return new SessionStatus(
            _start.Key.Tunnel.Value, _start.Key.Session.Value, _peerSession.Value, state, _engine.Name, _start.ProfileName, facts.User, facts.Address?.ToString(),
            _peerEndpoint.ToString(), _call?.Request.CallingNumber, _call?.Request.CalledNumber, facts.Interface, facts.Mru, facts.Authentication, facts.SwitchedWith,
            (ulong)counters.ReceivedPackets, (ulong)counters.ReceivedBytes, (ulong)counters.SentPackets, (ulong)counters.SentBytes,
            (_wake.Now - _origin).TotalSeconds)
        {
            Call = CallStatus.Of(_call),
            Group = facts.Group,
            Sequencing = new SequencingStatus(
                _path?.IsSequencing ?? false, counters.LostReceived, counters.LateReceived, counters.DuplicateReceived, counters.Reordered),
        };
    }

    /// <summary>Place the call (we are the LAC).</summary>
    internal sealed record Open(CallRequest Request) : INoSerializationVerificationNeeded;

    /// <summary>A control message of this call.</summary>
    internal sealed record Deliver(ControlMessage Message) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>A control message for this call that is no valid message.</summary>
    internal sealed record Reject(ProtocolError Error) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    internal sealed record TunnelOpen(TunnelPeer Peer) : INoSerializationVerificationNeeded;

    internal sealed record TunnelLost(TunnelEnd End) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>The caller's side of a call that we pass on is connected.</summary>
    internal sealed record Connected(CallConnection Connection) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>WEN for the LNS of a call that we pass on.</summary>
    internal sealed record ErrorsReported(CallErrors Errors) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>An operator, the tunnel or whoever wanted the call wants it to end.</summary>
    internal sealed record Close(
        ResultCode Result, string Reason, EndedBy By = EndedBy.Local, Q931Cause? Cause = null, PppDisconnectCause? Ppp = null)
        : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>A frame for the PPP engine, off the receive loop.</summary>
    private sealed record PppFrame(ushort Protocol, ReadOnlyMemory<byte> Packet) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>Tells the session its PPP frames; the data plane sees to it that few of them wait.</summary>
    private sealed class PppInbox(IActorRef session) : IPppSink
    {
        public void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet) => session.Tell(new PppFrame(protocol, packet.ToArray()), ActorRefs.NoSender);
    }
}
