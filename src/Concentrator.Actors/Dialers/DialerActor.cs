using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Shell;
using Concentrator.Actors.Targets;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Dialers;

/// <summary>
/// A configured outgoing connection: has its target place its calls, and places each that fails or is lost again, after a delay that is longer each
/// time and never exactly as long as others'. Which LNS takes a call, and over which tunnel, is the target's business.
/// </summary>
/// <code>
/// a call:  down ── dial ──► connecting ── over a tunnel ──► placed ── PPP is up ──► up
///           ▲ ▲                 ▲  │ no LNS takes it           │ ends               │ ends
///           │ └── hang up       │  ▼                           ▼                    ▼
///           └── give up ◄── waiting ◄──────────────────────────┴────────────────────┘
/// </code>
internal sealed class DialerActor(IActorRef targets, DialerProfile profile) : UntypedActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger().WithContext("Dialer", profile.Name);
    private readonly DialerCall[] _calls = [.. Enumerable.Range(0, profile.Calls).Select(index => new DialerCall(index))];

    /// <summary>Of all its calls: most fail for the reason for which the others do.</summary>
    private readonly FailureNews<string> _failing = new();

    private string? _lastError;

    /// <summary>Each placing has a number of its own, so that news of one that was given up is not taken for that of another.</summary>
    private int _lastNumber;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef targets, DialerProfile profile) => Akka.Actor.Props.Create(() => new DialerActor(targets, profile));

    protected override void PreStart()
    {
        if (profile.Auto)
            Dial();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TargetEvents.CallPlaced placed when Find(placed.Number) is { } call:
                call.Placed(placed);
                break;
            case TargetEvents.CallUp up when Find(up.Number) is { } call:
                _log.Info("call {Index} is up: {Interface} with {Address}", call.Index, up.Interface, up.Address);
                call.Up();
                _failing.Forget(profile.Name);
                break;
            case TargetEvents.CallEnded ended when Find(ended.Number) is { } call:
                OnEnded(call, ended.End);
                break;
            case TargetEvents.CallPlaced or TargetEvents.CallUp or TargetEvents.CallEnded:
                break;
            case PlaceAgain again:
                Place(_calls[again.Index]);
                break;
            case OperationsCommands.Dial dial:
                Sender.Tell(OnOperator(dial));
                break;
            case HangUp hangUp:
                StayDown(hangUp.Reason);
                break;
            case DialerQueries.GetDialerStatus:
                Sender.Tell(Status());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Before a restart, too: whoever comes next knows nothing of these calls.</summary>
    protected override void PostStop() => EndCalls("the dialer stops");

    private DialerCall? Find(int number) => _calls.FirstOrDefault(call => call.Number == number);

    private void Dial()
    {
        Timers.CancelAll();
        foreach (var call in _calls)
            Place(call);
    }

    private void Place(DialerCall call)
    {
        call.Place(++_lastNumber);
        targets.Tell(new TargetCommands.PlaceCall(profile.TargetName, call.Number, profile.Call, Dialed: new DialedCall(profile, call.Index)));
    }

    private void OnEnded(DialerCall call, CallEnd end)
    {
        _lastError = end.Reason;
        call.Fail();
        if (profile.Redial.DelayAfter(call.Failures, Random.Shared.NextDouble()) is { } delay)
        {
            call.State = DialerCallState.Waiting;
            _log.Log(
                _failing.IsNews(profile.Name, end.Reason) ? LogLevel.WarningLevel : LogLevel.DebugLevel, null,
                "call {Index} failed: {Reason} (failure {Failures}); again in {Delay}", call.Index, end.Reason, _failing.Count(profile.Name), delay);
            Timers.StartSingleTimer(call.Index, new PlaceAgain(call.Index), delay);
        }
        else if (_calls.All(other => other.State is DialerCallState.Down))
        {
            _log.Error("given up after {Failures} failures: {Reason}", call.Failures, end.Reason);
            StayDown(end.Reason);
        }
    }

    private void StayDown(string reason)
    {
        Timers.CancelAll();
        EndCalls(reason);
        targets.Tell(new TargetCommands.Rest(profile.TargetName));
        _lastError = reason;
    }

    private void EndCalls(string reason)
    {
        foreach (var call in _calls)
        {
            if (call.IsPlaced)
                targets.Tell(new TargetCommands.EndCall(profile.TargetName, call.Number, new CallEnd(EndedBy.Local, HungUp, Cause: null, reason)));
            call.HangUp();
        }
    }

    private CommandResult OnOperator(OperationsCommands.Dial dial)
    {
        if (dial.HangUp)
        {
            StayDown("hung up by the operator");
            return new CommandResult(true, $"{profile.Name} is down and stays so until it is dialed");
        }

        if (_calls.Any(call => call.IsPlaced))
            return new CommandResult(false, $"{profile.Name} is {StateName} already");
        if (dial.Login is { } login)
            profile = profile with { User = login.User, Password = login.Password };
        foreach (var call in _calls)
            call.Forgive();
        _lastError = null;
        _failing.Forget(profile.Name);
        Dial();
        return new CommandResult(true, $"{profile.Name} is dialing");
    }

    /// <summary>That of the call that has come the farthest.</summary>
    private string StateName => _calls.Max(call => call.State) switch
    {
        DialerCallState.Up or DialerCallState.Placed => "connected",
        var state => state.ToString().ToLowerInvariant(),
    };

    private DialerStatus Status()
    {
        var farthest = _calls.MaxBy(call => call.State)!;
        return new DialerStatus(
            profile.Name, StateName, farthest.Lns?.ToString(), farthest.Session?.Tunnel.Value, _calls.Count(call => call.State is DialerCallState.Up), _calls.Length,
            _calls.Max(call => call.Failures), _lastError);
    }

    private static readonly ResultCode HungUp = new(CdnResult.Administrative, message: "the dialer hangs up");

    /// <summary>The dialer is taken out of the configuration, or the node stops.</summary>
    internal sealed record HangUp(string Reason) : INoSerializationVerificationNeeded;

    private sealed record PlaceAgain(int Index) : INoSerializationVerificationNeeded;
}
