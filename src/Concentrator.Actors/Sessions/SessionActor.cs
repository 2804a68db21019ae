using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Shell;
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
internal sealed class SessionActor : UntypedActor, ISessionHost, ISessionSubject
{
    private readonly NodeRuntime _runtime;
    private readonly TunnelPolicy _policy;
    private readonly SessionStart _start;
    private readonly ILoggingAdapter _log;

    private readonly CallDriver _machine;
    private TimerQueue<CallTimer> _timers = new();
    private readonly WakeUp _wake;
    private readonly ISessionEngine _engine;
    private readonly SessionDesk _desk;
    private readonly SessionNews _news;

    /// <summary>Those that overtake the ICCN, which passes one actor more than they do.</summary>
    private EarlyFrames? _early;

    private TunnelPeer? _peer;
    private SessionId _peerSession;
    private ISessionPath? _path;
    private CallParameters? _call;

    /// <summary>Of a call that we place: what is known of it before the peer does.</summary>
    private CallRequest? _wanted;

    private bool _isConnected;
    private EngineFacts? _lastFacts;
    private Stay? _stay;
    private (EndedBy By, string Reason)? _end;

    /// <summary>For accounting, where it is known better than the call's end tells.</summary>
    private TerminateCause? _terminate;

    /// <summary>Of a call that is passed on: what the LAC that it came from counted.</summary>
    private CallErrors? _errorsBeyond;

    public SessionActor(NodeRuntime runtime, TunnelServices services, TunnelPolicy policy, TunnelPeer? peer, Endpoint peerEndpoint, SessionStart start)
    {
        (_runtime, _policy, _peer, _start) = (runtime, policy, peer, start);
        _log = new SessionLog(Context, start.Key);
        _machine = new CallDriver(this, _log);
        _wake = new WakeUp(Self, Context.System.Scheduler, runtime.Time);
        _engine = EngineFactory.Create(runtime, services, start, policy.Profile.Data, peerEndpoint, peer?.HostName ?? "", this, Context, _log);
        _desk = new SessionDesk(runtime.Time, start, peerEndpoint, Context, this);
        _news = new SessionNews(runtime, services, start, peerEndpoint, _log);
    }

    public static Props Props(
        NodeRuntime runtime, TunnelServices services, TunnelPolicy policy, TunnelPeer? peer, Endpoint peerEndpoint, SessionStart start) =>
        new PropsOfMany<SessionActor>(() => new SessionActor(runtime, services, policy, peer, peerEndpoint, start));

    protected override SupervisorStrategy SupervisorStrategy() => SlotsActor.StoppingStrategy();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PppInbox.Frame frame:
                _path?.PppFrameHandled();
                if (_isConnected)
                    _engine.OnFrame(frame.Protocol, frame.Packet);
                else
                    (_early ??= new EarlyFrames(_runtime.EarlyFrameDrops)).Keep(frame.Protocol, frame.Packet);
                break;
            case SessionRequests.Deliver deliver:
                _machine.Raise(new CallEvent.ControlReceived(deliver.Message));
                break;
            case SessionRequests.Reject reject:
                _machine.Raise(new CallEvent.MessageRejected(reject.Error));
                break;
            case WakeUp.Due:
                _wake.Fired();
                while (_timers.TryTakeDue(_wake.Now, out var timer))
                    _machine.Raise(new CallEvent.TimerFired(timer));
                _engine.RunTimers(_wake.Now);
                if (_stay?.Look(_wake.Now, Payload) is { } cause)
                    CloseFor(cause, Stay.ReasonOf(cause));
                break;
            case SessionRequests.Open open:
                _wanted = open.Request;
                _machine.Raise(new CallEvent.LocalOpen(open.Request));
                break;
            case SessionRequests.TunnelOpen tunnel:
                _peer = tunnel.Peer;
                _machine.Raise(CallEvent.TunnelOpen.Instance);
                break;
            case SessionRequests.TunnelLost lost:
                _machine.Raise(new CallEvent.TunnelLost(lost.End));
                break;
            case SessionRequests.Connected connected:
                _machine.Raise(new CallEvent.BearerAnswered(connected.Connection));
                break;
            case SessionRequests.CallerChanged changed:
                _errorsBeyond = changed.Caller.Errors;
                _machine.Raise(new CallEvent.CallerChanged(changed.Caller));
                break;
            case SessionRequests.Close close:
                OnClose(close);
                break;
            case LoginEvents.LoginReplaced replaced:
                CloseFor(TerminateCause.NasRequest, replaced.Reason);
                break;
            default:
                if (!_desk.OnMessage(message, Sender) && !_engine.OnMessage(message))
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
    private void OnClose(SessionRequests.Close close)
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

    private void CloseFor(TerminateCause cause, string reason)
    {
        _stay = null;
        _terminate ??= cause;
        OnClose(new SessionRequests.Close(new ResultCode(CdnResult.Administrative, message: reason), reason));
    }

    // -- the machine

    internal CallContext CallContext => new(_start.Key.Session, _start.Role, _policy, _peer, Channel: (uint?)_start.Line?.Channel);

    internal void Run(CallEffect effect)
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
                _path = _start.Tunnel.InstallSession(_start.Key.Session, install.Peer, SessionPaths.Options(_start, _policy.Profile.Data, install.Dscp), new PppInbox(Self));
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
                _early?.PassTo(_engine.OnFrame);
                _early = null;
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
        // What ended PPP, or was about to, says more than the CDN that followed from it.
        var (by, reason) = _end ?? (_lastFacts?.End is { } begun ? (EndedBy.Local, begun) : (end.By, end.Reason));
        end = end with { By = by, Reason = reason };
        Record(end, _terminate ?? TerminateCauses.Of(end));
        _engine.CallEnded(end);
        _news.Down(end);
    }

    // -- the engine

    TimeSpan ISessionHost.Now => _wake.Now;

    void ISessionHost.BearerAnswered(CallConnection connection) => _machine.Raise(new CallEvent.BearerAnswered(connection));

    void ISessionHost.BearerFailed(ResultCode result, Q931Cause cause) => _machine.Raise(new CallEvent.BearerFailed(result, cause));

    void ISessionHost.LinkUp(Accm accm, LinkRequests? requests) => _machine.Raise(new CallEvent.LinkNegotiated(accm, requests));

    void ISessionHost.EngineUp()
    {
        var facts = Facts();
        if (_start is SessionStart.Accepted { Lns.Stay: var limits } && limits != StayLimits.None)
            _stay ??= new Stay(limits, _wake.Now, Payload);
        if (_policy.Profile.Data.Sequencing is SequencingPolicy.Negotiation)
            _path?.SetSequencing(false);
        _start.Ticket.Established();
        _news.Up(facts, _peerSession, _call?.Request.CallingNumber);
    }

    void ISessionHost.EngineEnded(
        ResultCode result, string reason, bool byPeer, PppDisconnectCause? cause, TerminateCause? terminate, Q931Cause? q931)
    {
        _end ??= (byPeer ? EndedBy.Peer : EndedBy.Local, reason);
        _terminate ??= terminate;
        _machine.Raise(new CallEvent.LocalClose(result, q931 ?? _start.ClearingCause, cause));
    }

    // -- records

    SessionView ISessionSubject.View => new(_machine.State, _call, _peerSession, _path, Facts(), _engine.Name);

    private void Record(CallEnd end, TerminateCause terminate)
    {
        _end = (end.By, end.Reason);
        _news.Keep(end, terminate, _lastFacts ?? Facts(), _call?.Request ?? _wanted, _path?.Counters ?? default);
    }

    private EngineFacts Facts() => _engine.Facts is { User: null } facts ? facts with { User = _start.OwnUser } : _engine.Facts;
}
