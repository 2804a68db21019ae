using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Targets;
using Concentrator.Control.Targets;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Targets;

/// <summary>
/// The one who places calls on the LNSs of a target: the shell of a <see cref="TargetMachine"/> over its <see cref="TargetTunnels"/>. It stands between
/// the owner of a call and the call's session, so that the owner sees one call however many LNSs are tried for it.
/// </summary>
internal sealed class TargetActor : UntypedActor, IWithTimers
{
    private readonly NodeRuntime _runtime;
    private readonly string _name;
    private readonly ILoggingAdapter _log;
    private readonly MachineShell<TargetState, TargetEvent, TargetEffect> _machine;
    private readonly TargetTunnels _tunnels;
    private readonly TargetCalls _calls;
    private readonly long _origin;
    private (NodeConfiguration Configuration, LacTarget Target)? _known;

    public TargetActor(NodeRuntime runtime, IActorRef admission, string name)
    {
        (_runtime, _name, _origin) = (runtime, name, runtime.Time.GetTimestamp());
        _log = Context.GetLogger().WithContext("Target", name);
        _machine = new MachineShell<TargetState, TargetEvent, TargetEffect>(
            TargetState.Empty, On, Run, failure => throw new InvalidOperationException("the target's machine failed", failure));
        _tunnels = new TargetTunnels(runtime, admission, Target.Name, Context, _machine.Raise, _log);
        _calls = new TargetCalls(Context, owner => new OwnerGone(owner));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeRuntime runtime, IActorRef admission, string name) => Akka.Actor.Props.Create(() => new TargetActor(runtime, admission, name));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TargetCommands.PlaceCall place:
                OnPlaceCall(place);
                break;
            case TargetCommands.ConnectCall connect when _calls.Find(Sender, connect.Number) is { } call:
                call.Connect(connect.Connection);
                break;
            case TargetCommands.ReportCaller report when _calls.Find(Sender, report.Number) is { } call:
                call.Session?.Tell(new SessionRequests.CallerChanged(report.Caller));
                break;
            case TargetCommands.EndCall end when _calls.NumberOf(Sender, end.Number) is { } number:
                Withdraw(number, end.End);
                break;
            case TargetCommands.ConnectCall or TargetCommands.ReportCaller or TargetCommands.EndCall:
                break;
            case TargetCommands.Rest:
                _machine.Raise(TargetEvent.Rested.Instance);
                break;
            case OwnerGone { IsLast: false } gone:
                // Its last words come by the parent, so the news of its death must, too.
                Context.Parent.Tell(new TargetsActor.SendBack(gone with { IsLast = true }));
                break;
            case OwnerGone gone:
                foreach (var number in _calls.Of(gone.Owner))
                    Withdraw(number, OwnerIsGone);
                break;

            case TunnelEvents.CallPlaced placed:
                OnPlaced(placed);
                break;
            case TunnelEvents.CallNotPlaced refused:
                _machine.Raise(new TargetEvent.CallEnded(
                    refused.Number, new CallEnd(EndedBy.Local, refused.Result, Cause: null, refused.Result.Message ?? "the call was refused")));
                break;
            case SessionEvents.CallConnected up when _calls.Find(up.Number) is { } call:
                _machine.Raise(new TargetEvent.CallConnected(up.Number));
                call.Tell(number => new TargetEvents.CallConnected(number, up.Session, up.Path, up.Call));
                break;
            case SessionEvents.CallFrame frame when _calls.Find(frame.Number) is { } call:
                call.Tell(number => new TargetEvents.CallFrame(number, frame.Protocol, frame.Packet));
                break;
            case SessionEvents.CallChanged changed when _calls.Find(changed.Number) is { } call:
                call.Tell(number => new TargetEvents.CallChanged(number, changed.Call));
                break;
            case SessionEvents.SessionUp up when _calls.Find(up.Number) is { IsDialed: true } call:
                _machine.Raise(new TargetEvent.CallConnected(up.Number));
                call.Tell(number => new TargetEvents.CallUp(number, up.Interface, up.Address));
                break;
            case SessionEvents.SessionDown down:
                OnSessionGone(down.Number, Sender, down.End);
                break;
            case SessionDied died:
                OnSessionGone(died.Call, died.Session, new CallEnd(EndedBy.Local, InternalError, Cause: null, "the session's actor died"));
                break;
            case SessionEvents.CallConnected or SessionEvents.CallFrame or SessionEvents.CallChanged or SessionEvents.SessionUp:
                break;

            case IdleTimer idle:
                _machine.Raise(new TargetEvent.IdleTimerFired(idle.Tunnel));
                break;
            case TargetQueries.GetTargetStatus:
                Sender.Tell(TargetStatuses.Of(Target, _machine.State, Now));
                break;
            case CommandResult:
                break;
            case TargetTunnels.TunnelDied died:
                OnTunnelDied(died.Number);
                break;
            default:
                if (!_tunnels.OnMessage(message, Sender))
                    Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        _tunnels.CloseAll("the target is gone");
        foreach (var number in _calls.All)
            _calls.Forget(number).Tell(own => new TargetEvents.CallEnded(own, TargetIsGone));
    }

    private TimeSpan Now => _runtime.Time.GetElapsedTime(_origin);

    /// <summary>As it is now: a reload needs nothing else. One that is taken out of the configuration has no LNS left.</summary>
    private LacTarget Target
    {
        get
        {
            var configuration = _runtime.Configuration;
            if (_known is { } known && ReferenceEquals(known.Configuration, configuration))
                return known.Target;
            var target = configuration.Target(_name) ?? new LacTarget { Name = _name, Lns = [], Tunnel = new TunnelProfile { HostName = "" } };
            _known = (configuration, target);
            return target;
        }
    }

    // -- the owner's side

    private void OnPlaceCall(TargetCommands.PlaceCall place)
    {
        if (_calls.Find(Sender, place.Number) is not null)
            _log.Error("{Owner} has a call {Number} already", Sender, place.Number);
        else
            _machine.Raise(new TargetEvent.CallWanted(_calls.Add(Sender, place)));
    }

    private void Withdraw(int number, CallEnd end)
    {
        var call = _calls.Forget(number);
        call.Session?.Tell(Close(end));
        _machine.Raise(new TargetEvent.CallWithdrawn(number));
    }

    // -- the LNS's side

    private void OnPlaced(TunnelEvents.CallPlaced placed)
    {
        if (_calls.Find(placed.Number) is { } call)
        {
            call.Begin(placed.Key, placed.Session, _tunnels.PeerOf(_machine.State.Calls[placed.Number].Tunnel) ?? default);
            Context.WatchWith(placed.Session, new SessionDied(placed.Number, placed.Session));
        }
        else
        {
            placed.Session.Tell(Close(NoLongerWanted));
        }
    }

    private void Place(TargetEffect.PlaceCall place)
    {
        if (_tunnels.Find(place.Tunnel) is { } tunnel)
            tunnel.Tell(_calls.Find(place.Call)!.RequestFor(place.Call, place.Lns), Self);
        else
            _machine.Raise(new TargetEvent.CallEnded(place.Call, TunnelIsGone));
    }

    /// <summary>Calls that it was told of and has made no session for are known to nobody else.</summary>
    private void OnTunnelDied(int number)
    {
        _tunnels.Lose(number, "the tunnel's actor died");
        foreach (var (call, state) in _machine.State.Calls)
            if (state.Tunnel == number && _calls.Find(call)!.Session is null)
                _machine.Raise(new TargetEvent.CallEnded(call, TunnelIsGone));
    }

    private void OnSessionGone(int number, IActorRef session, CallEnd end)
    {
        if (_calls.Find(number) is not { } call || !session.Equals(call.Session))
            return;
        Context.Unwatch(session);
        call.Session = null;
        _machine.Raise(new TargetEvent.CallEnded(number, end));
    }

    // -- the machine

    private Step<TargetState, TargetEffect> On(TargetState state, TargetEvent @event) =>
        TargetMachine.On(state, @event, new TargetContext(Target, Now, Random.Shared.NextDouble));

    private void Run(TargetEffect effect)
    {
        switch (effect)
        {
            case TargetEffect.OpenTunnel open:
                _tunnels.Open(open.Tunnel, open.Plan);
                break;
            case TargetEffect.CloseTunnel close:
                _tunnels.Close(close.Tunnel, close.Reason);
                break;
            case TargetEffect.PlaceCall place:
                Place(place);
                break;
            case TargetEffect.ReportEnd report:
                _calls.Forget(report.Call).Tell(number => new TargetEvents.CallEnded(number, report.End));
                break;
            case TargetEffect.StartIdleTimer start:
                Timers.StartSingleTimer(start.Tunnel, new IdleTimer(start.Tunnel), start.Delay);
                break;
            case TargetEffect.CancelIdleTimer cancel:
                Timers.Cancel(cancel.Tunnel);
                break;
        }
    }

    private static SessionRequests.Close Close(CallEnd end) => new(end.Result ?? Cleared, end.Reason, end.By, end.Cause, end.Ppp);

    private static readonly ResultCode Cleared = new(CdnResult.LossOfCarrier);
    private static readonly ResultCode InternalError = new(CdnResult.GeneralError, GeneralError.VendorSpecific, "internal error");
    private static readonly CallEnd TargetIsGone = new(EndedBy.Local, InternalError, Cause: null, "the target is gone");
    private static readonly CallEnd TunnelIsGone = new(EndedBy.Local, InternalError, Cause: null, "the tunnel is gone");
    private static readonly CallEnd OwnerIsGone = new(EndedBy.Local, InternalError, Cause: null, "whoever wanted the call is gone");
    private static readonly CallEnd NoLongerWanted = new(EndedBy.Local, Cleared, Cause: null, "no longer wanted");

    private sealed record IdleTimer(int Tunnel) : INoSerializationVerificationNeeded;

    private sealed record OwnerGone(IActorRef Owner, bool IsLast = false) : INoSerializationVerificationNeeded;

    private sealed record SessionDied(int Call, IActorRef Session) : INoSerializationVerificationNeeded;
}
