using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
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
    private readonly Dictionary<int, Call> _calls = [];
    private readonly Dictionary<(IActorRef Owner, int Number), int> _numbers = [];
    private readonly Dictionary<IActorRef, int> _owners = [];
    private readonly long _origin;
    private int _lastCall;

    public TargetActor(NodeRuntime runtime, IActorRef admission, string name)
    {
        (_runtime, _name, _origin) = (runtime, name, runtime.Time.GetTimestamp());
        _log = Context.GetLogger().WithContext("Target", name);
        _machine = new MachineShell<TargetState, TargetEvent, TargetEffect>(
            TargetState.Empty, On, Run, failure => throw new InvalidOperationException("the target's machine failed", failure));
        _tunnels = new TargetTunnels(runtime, admission, name, Context, _machine.Raise, _log);
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
            case TargetCommands.ConnectCall connect when Find(connect.Number) is { } call:
                call.Connect(connect.Connection);
                break;
            case TargetCommands.ReportErrors report when Find(report.Number) is { } call:
                call.Session?.Tell(new SessionActor.ErrorsReported(report.Errors));
                break;
            case TargetCommands.EndCall end when _numbers.TryGetValue((Sender, end.Number), out var number):
                Withdraw(number, end.End);
                break;
            case TargetCommands.ConnectCall or TargetCommands.ReportErrors or TargetCommands.EndCall:
                break;
            case OwnerGone { IsLast: false } gone:
                // Its last words come by the parent, so the news of its death must, too.
                Context.Parent.Tell(new TargetsActor.SendBack(gone with { IsLast = true }));
                break;
            case OwnerGone gone:
                foreach (var number in _calls.Where(row => row.Value.Owner.Equals(gone.Owner)).Select(row => row.Key).ToArray())
                    Withdraw(number, OwnerIsGone);
                break;

            case TunnelEvents.CallPlaced placed:
                OnPlaced(placed);
                break;
            case TunnelEvents.CallNotPlaced refused:
                _machine.Raise(new TargetEvent.CallEnded(
                    refused.Number, new CallEnd(EndedBy.Local, refused.Result, Cause: null, refused.Result.Message ?? "the call was refused")));
                break;
            case SessionEvents.CallConnected up when _calls.TryGetValue(up.Number, out var call):
                _machine.Raise(new TargetEvent.CallConnected(up.Number));
                call.Tell(number => new TargetEvents.CallConnected(number, up.Session, up.Path, up.Call));
                break;
            case SessionEvents.CallFrame frame when _calls.TryGetValue(frame.Number, out var call):
                call.Tell(number => new TargetEvents.CallFrame(number, frame.Protocol, frame.Packet));
                break;
            case SessionEvents.CallChanged changed when _calls.TryGetValue(changed.Number, out var call):
                call.Tell(number => new TargetEvents.CallChanged(number, changed.Call));
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
        foreach (var number in _calls.Keys.ToArray())
            Forget(number).Tell(own => new TargetEvents.CallEnded(own, TargetIsGone));
    }

    private TimeSpan Now => _runtime.Time.GetElapsedTime(_origin);

    /// <summary>As it is now: a reload needs nothing else. One that is taken out of the configuration has no LNS left.</summary>
    private LacTarget Target => _runtime.Configuration.Target(_name) ?? new LacTarget { Name = _name, Lns = [], Tunnel = new TunnelProfile { HostName = "" } };

    // -- the owner's side

    private Call? Find(int number) => _numbers.TryGetValue((Sender, number), out var call) ? _calls[call] : null;

    private void OnPlaceCall(TargetCommands.PlaceCall place)
    {
        var number = place.Number;
        if (_numbers.ContainsKey((Sender, number)))
        {
            _log.Error("{Owner} has a call {Number} already", Sender, number);
            return;
        }

        var call = ++_lastCall;
        _calls.Add(call, new Call(Sender, place));
        _numbers.Add((Sender, number), call);
        if (_owners.TryGetValue(Sender, out var calls))
            _owners[Sender] = calls + 1;
        else
        {
            _owners[Sender] = 1;
            Context.WatchWith(Sender, new OwnerGone(Sender));
        }

        _machine.Raise(new TargetEvent.CallWanted(call));
    }

    private void Withdraw(int number, CallEnd end)
    {
        var call = Forget(number);
        call.Session?.Tell(Close(end));
        _machine.Raise(new TargetEvent.CallWithdrawn(number));
    }

    private Call Forget(int number)
    {
        _calls.Remove(number, out var call);
        _numbers.Remove((call!.Owner, call.Number));
        if (--_owners[call.Owner] == 0)
        {
            _owners.Remove(call.Owner);
            Context.Unwatch(call.Owner);
        }

        if (call.Session is { } session)
            Context.Unwatch(session);
        return call;
    }

    // -- the LNS's side

    private void OnPlaced(TunnelEvents.CallPlaced placed)
    {
        if (_calls.TryGetValue(placed.Number, out var call))
        {
            call.Begin(placed.Session);
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
            tunnel.Tell(_calls[place.Call].RequestFor(place.Call, place.Lns), Self);
        else
            _machine.Raise(new TargetEvent.CallEnded(place.Call, TunnelIsGone));
    }

    /// <summary>Calls that it was told of and has made no session for are known to nobody else.</summary>
    private void OnTunnelDied(int number)
    {
        _tunnels.Lose(number, "the tunnel's actor died");
        foreach (var (call, state) in _machine.State.Calls)
            if (state.Tunnel == number && _calls[call].Session is null)
                _machine.Raise(new TargetEvent.CallEnded(call, TunnelIsGone));
    }

    private void OnSessionGone(int number, IActorRef session, CallEnd end)
    {
        if (!_calls.TryGetValue(number, out var call) || !session.Equals(call.Session))
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
                Forget(report.Call).Tell(number => new TargetEvents.CallEnded(number, report.End));
                break;
            case TargetEffect.StartIdleTimer start:
                Timers.StartSingleTimer(start.Tunnel, new IdleTimer(start.Tunnel), start.Delay);
                break;
            case TargetEffect.CancelIdleTimer cancel:
                Timers.Cancel(cancel.Tunnel);
                break;
        }
    }

    private static SessionActor.Close Close(CallEnd end) => new(end.Result ?? Cleared, end.Reason, end.By, end.Cause, end.Ppp);

    private static readonly ResultCode Cleared = new(CdnResult.LossOfCarrier);
    private static readonly ResultCode InternalError = new(CdnResult.GeneralError, GeneralError.VendorSpecific, "internal error");
    private static readonly CallEnd TargetIsGone = new(EndedBy.Local, InternalError, Cause: null, "the target is gone");
    private static readonly CallEnd TunnelIsGone = new(EndedBy.Local, InternalError, Cause: null, "the tunnel is gone");
    private static readonly CallEnd OwnerIsGone = new(EndedBy.Local, InternalError, Cause: null, "whoever wanted the call is gone");
    private static readonly CallEnd NoLongerWanted = new(EndedBy.Local, Cleared, Cause: null, "no longer wanted");

    /// <summary>A call as its owner sees it.</summary>
    private sealed class Call(IActorRef owner, TargetCommands.PlaceCall place)
    {
        private CallRequest _request = place.Request;
        private string? _group;

        public IActorRef Owner => owner;

        public int Number => place.Number;

        /// <summary>On the LNS that it is tried with now.</summary>
        public IActorRef? Session { get; set; }

        public TunnelRequests.PlaceCall RequestFor(int call, LnsCandidate lns)
        {
            _group = lns.PrivateGroup;
            return new TunnelRequests.PlaceCall(call, _request with { Connection = Connection }, From: place.From);
        }

        public void Begin(IActorRef session)
        {
            Session = session;
            // It may have become known after the tunnel was asked.
            if (!_request.AwaitsConnection)
                session.Tell(new SessionActor.Connected(Connection));
        }

        public void Connect(CallConnection connection)
        {
            _request = _request with { Connection = connection, AwaitsConnection = false };
            Session?.Tell(new SessionActor.Connected(Connection));
        }

        private CallConnection Connection => _group is null ? _request.Connection : _request.Connection.InGroup(_group);

        public void Tell(Func<int, object> message) => owner.Tell(message(place.Number));
    }

    private sealed record IdleTimer(int Tunnel) : INoSerializationVerificationNeeded;

    private sealed record OwnerGone(IActorRef Owner, bool IsLast = false) : INoSerializationVerificationNeeded;

    private sealed record SessionDied(int Call, IActorRef Session) : INoSerializationVerificationNeeded;
}
