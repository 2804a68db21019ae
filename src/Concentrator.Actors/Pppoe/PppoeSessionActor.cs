using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Shell;
using Concentrator.Actors.Targets;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Ppp;
using Concentrator.Control.Pppoe;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Actors.Pppoe;

/// <summary>
/// One PPPoE session: the shell of a <see cref="PppoeSessionMachine"/>, and of the PPP machine where this node authenticates the host. However it
/// dies, the host gets its PADT and the LNS its CDN.
/// </summary>
internal sealed class PppoeSessionActor : UntypedActor, IPppOwner
{
    /// <summary>One call per session, so its number says nothing.</summary>
    private const int Number = 0;

    private readonly NodeRuntime _runtime;
    private readonly IActorRef _targets;
    private readonly IActorRef _journal;
    private readonly PppoeProfile _profile;
    private readonly IPppoePort _port;
    private readonly PppoeSessionId _id;
    private readonly SessionRequest _request;
    private readonly AccessConcentrator _concentrator;
    private readonly ILoggingAdapter _log;
    private readonly MachineShell<PppoeSessionState, PppoeSessionEvent, PppoeSessionEffect> _machine;
    private readonly PppShell _ppp;
    private readonly WakeUp _wake;
    private readonly TimeSpan _origin;
    private readonly DateTimeOffset _since;
    private readonly EarlyFrames _early;
    private IPppoePath? _path;
    private ISessionPath? _tunnelled;
    private SessionKey? _call;
    private TimeSpan? _setupDue;
    private bool _hostKnows, _isReleased;

    /// <summary>Outlives the machine's states.</summary>
    private (string? Target, string? User) _called;

    public PppoeSessionActor(
        NodeRuntime runtime, IActorRef targets, IActorRef journal, PppoeProfile profile, IPppoePort port, PppoeSessionId id, SessionRequest request,
        AccessConcentrator concentrator)
    {
        (_runtime, _journal, _since) = (runtime, journal, runtime.WallTime);
        (_targets, _profile, _port, _id, _request, _concentrator) = (targets, profile, port, id, request, concentrator);
        _log = Context.GetLogger().WithContext("Interface", profile.Interface).WithContext("Host", request.Host.ToString()).WithContext("Pppoe", id.Value);
        _machine = new MachineShell<PppoeSessionState, PppoeSessionEvent, PppoeSessionEffect>(PppoeSessionState.Opening.Instance, On, Run, Failed);
        _wake = new WakeUp(Self, Context.System.Scheduler, runtime.Time);
        _origin = _wake.Now;
        _early = new EarlyFrames(runtime.EarlyFrameDrops);
        _ppp = new PppShell(
            new PppContext(profile.Settings(concentrator.PayloadFor(request.MaxPayload)), runtime.FillNonce), this, _log);
    }

    public static Props Props(
        NodeRuntime runtime, IActorRef targets, IActorRef journal, PppoeProfile profile, IPppoePort port, PppoeSessionId id, SessionRequest request,
        AccessConcentrator concentrator) =>
        Akka.Actor.Props.Create(() => new PppoeSessionActor(runtime, targets, journal, profile, port, id, request, concentrator));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PppFrame frame:
                _path?.PppFrameHandled();
                OnFrame(frame.Protocol, frame.Packet);
                break;
            case Begin begin:
                OnBegin(begin.Path);
                break;
            case TargetEvents.CallConnected connected:
                OnConnected(connected);
                break;
            case TargetEvents.CallFrame frame:
                _path?.SendPpp(frame.Protocol, frame.Packet.Span);
                break;
            case TargetEvents.CallEnded ended:
                _machine.Raise(new PppoeSessionEvent.CallEnded(ended.End));
                break;
            case TargetEvents.CallChanged:
                break; // an ACCM, which means nothing where no character is escaped
            case Terminated padt:
                _machine.Raise(new PppoeSessionEvent.Terminated(padt.Reason));
                break;
            case PppoeCommands.CloseAll close:
                _machine.Raise(new PppoeSessionEvent.LocalClose(close.Reason));
                break;
            case ActorIdentity:
                Context.Stop(Self);
                break;
            case PppoeQueries.GetPppoeStatus:
                Sender.Tell(Status());
                break;
            case WakeUp.Due:
                _wake.Fired();
                _ppp.RunTimers(_wake.Now);
                if (_setupDue <= _wake.Now)
                {
                    _setupDue = null;
                    _machine.Raise(PppoeSessionEvent.SetupTimedOut.Instance);
                }

                break;
            default:
                Unhandled(message);
                break;
        }

        _wake.At(_machine.State is PppoeSessionState.Authenticating && _ppp.NextDue is { } ppp && !(ppp > _setupDue) ? ppp : _setupDue);
    }

    /// <summary>The call, if there is one, is ended by the target: its owner is gone.</summary>
    protected override void PostStop()
    {
        _wake.Cancel();
        if (_hostKnows && !_isReleased)
        {
            SendPadt("the node stops");
            Record(EndedBy.Local, "the node stops");
        }

        _path?.Withdraw();
    }

    private void OnBegin(IPppoePath path)
    {
        _path = path;
        _setupDue = _wake.Now + _profile.SetupTimeout;
        _hostKnows = true;
        _log.Info("session opened, service {Service}, line {Line}", _request.Service, _request.Line);
        _port.SendDiscovery(_request.Host, Discovery.Confirm(_request, _id, _concentrator).ToArray());
        _machine.Raise(PppoeSessionEvent.Opened.Instance);
    }

    /// <summary>A frame of the host: for PPP here, or for an LNS that has not taken the call yet.</summary>
    private void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet)
    {
        if (_machine.State is PppoeSessionState.Authenticating)
        {
            if (_log.IsDebugEnabled)
                _log.Debug("received {Packet}", PppTranscript.Describe(protocol, packet.Span));
            _ppp.Raise(new PppEvent.FrameReceived(protocol, packet));
        }
        else if (_tunnelled is not null)
            _tunnelled.SendPpp(protocol, packet.Span);
        else
            _early.Keep(protocol, packet);
    }

    private void OnConnected(TargetEvents.CallConnected connected)
    {
        if (_machine.State is not PppoeSessionState.Calling)
            return;
        (_tunnelled, _call) = (connected.Path, connected.Session);
        _machine.Raise(PppoeSessionEvent.CallConnected.Instance);
    }

    // -- the machines

    private Step<PppoeSessionState, PppoeSessionEffect> On(PppoeSessionState state, PppoeSessionEvent @event) =>
        PppoeSessionMachine.On(state, @event, new PppoeSessionContext(_profile, _request, _concentrator.PayloadFor(_request.MaxPayload)));

    private PppoeSessionEvent.InternalError Failed(Exception failure)
    {
        _log.Error(failure, "the session failed in state {State}", _machine.State);
        return new PppoeSessionEvent.InternalError(failure.Message);
    }

    private void Run(PppoeSessionEffect effect)
    {
        switch (effect)
        {
            case PppoeSessionEffect.StartPpp:
                _ppp.Raise(PppEvent.LowerUp.Instance);
                break;
            case PppoeSessionEffect.PlaceCall place:
                _log.Info("the session goes to {Target}", place.Target);
                _called = (place.Target, (_machine.State as PppoeSessionState.Calling)?.User);
                _targets.Tell(new TargetCommands.PlaceCall(place.Target, Number, place.Request));
                break;
            case PppoeSessionEffect.Tie:
                Tie();
                break;
            case PppoeSessionEffect.EndCall end:
                _targets.Tell(new TargetCommands.EndCall(end.Target, Number, end.End));
                break;
            case PppoeSessionEffect.SendPadt padt:
                SendPadt(padt.Reason);
                break;
            case PppoeSessionEffect.Release release:
                _isReleased = true;
                _log.Info("session ended by {EndedBy}: {Reason}", release.By, release.Reason);
                Record(release.By, release.Reason);
                // The news of our death would overtake the end that we have just told, and say less to the LNS.
                _targets.Tell(new Identify(messageId: null));
                break;
        }
    }

    TimeSpan IPppOwner.Now => _wake.Now;

    void IPppOwner.Run(PppEffect effect)
    {
        switch (effect)
        {
            case PppEffect.SendFrame send:
                if (_log.IsDebugEnabled)
                    _log.Debug("sent {Packet}", PppTranscript.Describe(send.Protocol, send.Packet.Span));
                _path?.SendPpp(send.Protocol, send.Packet.Span);
                break;
            case PppEffect.HandedOver over:
                _machine.Raise(new PppoeSessionEvent.HandedOver(over.Link, over.User));
                break;
            case PppEffect.Terminated terminated:
                _machine.Raise(new PppoeSessionEvent.PppEnded(terminated.End));
                break;
        }
    }

    private void Tie()
    {
        _setupDue = null;
        _early.PassTo((protocol, packet) => _tunnelled!.SendPpp(protocol, packet.Span));
        _tunnelled!.AttachPppoe(_path!);
        Context.Parent.Tell(new PppoeInterfaceActor.Established(_id));
        _log.Info("frames pass, session {Session}", _call);
    }

    private void SendPadt(string? reason) => _port.SendDiscovery(_request.Host, Discovery.Terminate(_request, _id, reason).ToArray());

    private void Record(EndedBy by, string reason)
    {
        var counters = _path?.Counters ?? default;
        _journal.Tell(new JournalCommands.Record(new PppoeSessionEnded(
            _runtime.WallTime, _since, _profile.Interface, _id.Value, _request.Host.ToString(), _called.User, _request.Line?.CircuitId, _called.Target,
            _call?.Tunnel,
            new SessionTraffic((ulong)counters.ReceivedPackets, (ulong)counters.ReceivedBytes, (ulong)counters.SentPackets, (ulong)counters.SentBytes),
            by.ToString().ToLowerInvariant(), reason)));
    }

    private PppoeStatus Status()
    {
        var counters = _path?.Counters ?? default;
        var (target, user) = _called;
        return new PppoeStatus(
            _profile.Interface, _id.Value, _request.Host.ToString(), _machine.State.ToString(), _request.Service, user, _request.Line?.CircuitId,
            _request.Line?.RemoteId, target, _call?.Tunnel.Value, _call?.Session.Value, _concentrator.PayloadFor(_request.MaxPayload),
            (ulong)counters.ReceivedPackets, (ulong)counters.ReceivedBytes, (ulong)counters.SentPackets, (ulong)counters.SentBytes,
            (_wake.Now - _origin).TotalSeconds);
    }

    /// <summary>The first message: its frames are let in, so the host may have its PADS.</summary>
    internal sealed record Begin(IPppoePath Path) : INoSerializationVerificationNeeded;

    /// <summary>PADT.</summary>
    internal sealed record Terminated(string? Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>A frame of the host, off the PPPoE loop.</summary>
    private sealed record PppFrame(ushort Protocol, ReadOnlyMemory<byte> Packet) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>Tells the session its frames; the data plane sees to it that few of them wait.</summary>
    internal sealed class Inbox(IActorRef session) : IPppSink
    {
        public void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet) => session.Tell(new PppFrame(protocol, packet.ToArray()), ActorRefs.NoSender);
    }
}
