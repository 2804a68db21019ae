using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Admission;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Sessions;
using Concentrator.Actors.Targets;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Dialers;

/// <summary>
/// A configured outgoing connection. Tries the addresses of its LNSs in order, opens a tunnel to the first that answers and places its calls over it;
/// when anything of that is lost, it waits (longer each time, never exactly as long as others) and begins again. Where a LAC is to place the calls,
/// a tunnel that it has opened to this node will do.
/// </summary>
/// <code>
///   Down ── dial ──► Resolving ──► Connecting ── tunnel up ──► Connected
///    ▲  ▲                │ no address    │ refused, lost: next address    │ a call lost: that call again
///    │  └── hang up      ▼               ▼ no address left                ▼ tunnel lost
///    └── give up ◄──── Waiting ◄─────────┴────────────────────────────────┘
/// </code>
internal sealed class DialerActor(NodeRuntime runtime, IActorRef admission, LacProfile profile) : UntypedActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger().WithContext("Dialer", profile.Name);
    private readonly Call[] _calls = [.. Enumerable.Range(0, profile.Calls).Select(_ => new Call())];
    private readonly Queue<Endpoint> _candidates = new();
    private State _state = State.Down;
    private IActorRef? _tunnel;
    private bool _tunnelIsOurs;
    private TunnelId _tunnelId;
    private Endpoint? _lns;
    private string? _lastError;
    private int _failures;

    /// <summary>Tells answers of the present attempt from late ones of an attempt that was given up.</summary>
    private int _attempt;

    private enum State
    {
        Down,
        Resolving,
        Connecting,
        Connected,
        Waiting,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeRuntime runtime, IActorRef admission, LacProfile profile) =>
        Akka.Actor.Props.Create(() => new DialerActor(runtime, admission, profile));

    protected override void PreStart()
    {
        if (profile.Auto)
            Self.Tell(DialNow.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DialNow when _state is State.Down or State.Waiting:
                Connect();
                break;
            case DialNow:
                break;
            case Resolved resolved when _state is State.Resolving && resolved.Attempt == _attempt:
                OnResolved(resolved);
                break;
            case Resolved:
                break;
            case AdmissionEvents.TunnelRefused refused when refused.Attempt == _attempt:
                TryNext(refused.Reason);
                break;
            case TunnelEvents.TunnelUp up when up.Attempt == _attempt:
                Use(Sender, up.Tunnel, isOurs: true);
                break;
            case TunnelEvents.TunnelUp:
                Sender.Tell(new TunnelCommands.CloseTunnel(NoLongerWanted, "no longer wanted"));
                break;
            case TunnelEvents.TunnelDown down when down.Attempt == _attempt:
                OnTunnelDown(down.End);
                break;
            case AdmissionEvents.TunnelRefused or TunnelEvents.TunnelDown:
                break;
            case TunnelDied died when died.Tunnel.Equals(_tunnel):
                OnTunnelDown(new TunnelEnd(Control.Machines.EndedBy.Local, null, "the tunnel's actor died"));
                break;
            case TunnelDied:
                break;
            case TunnelEvents.CallPlaced placed:
                _calls[placed.Number].Session = placed.Session;
                break;
            case TunnelEvents.CallNotPlaced refused:
                OnNotPlaced(refused.Number, refused.Result.Message ?? "the call was refused");
                break;
            case SessionEvents.SessionUp up:
                OnSessionUp(up);
                break;
            case SessionEvents.SessionDown down:
                OnSessionDown(down);
                break;
            case PlaceAgain again when _state is State.Connected:
                Place(again.Number);
                break;
            case PlaceAgain:
                break;
            case OperationsCommands.Dial dial:
                Sender.Tell(OnOperator(dial));
                break;
            case CommandResult:
                break;
            case HangUp hangUp:
                StayDown(hangUp.Reason);
                break;
            case DialerQueries.GetDialerStatus or CollectStatus:
                (message is CollectStatus collect ? collect.Collector : Sender).Tell(Status(), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // -- finding an LNS

    private void Connect()
    {
        Timers.CancelAll();
        if (profile.Outgoing?.Lac is { } lac && runtime.Tunnels.FindOpen(lac) is (var id, var inbox))
        {
            _log.Info("the calls go over tunnel {Tunnel}, which {Lac} has opened", id, inbox.PeerHostName);
            _lns = inbox.Path.Peer;
            Use(inbox.Owner, id, isOurs: false);
        }
        else if (profile.Lns.IsEmpty)
        {
            WaitAndRedial($"{profile.Outgoing?.Lac} has no tunnel to this node");
        }
        else
        {
            Resolve();
        }
    }

    private void Resolve()
    {
        _state = State.Resolving;
        var attempt = ++_attempt;
        LnsResolver.ResolveAsync(profile.Lns, _log).PipeTo(
            Self, success: found => new Resolved(attempt, found, null), failure: error => new Resolved(attempt, [], error.Message));
    }

    private void OnResolved(Resolved resolved)
    {
        _candidates.Clear();
        foreach (var candidate in resolved.Candidates.Where(candidate => runtime.Ports.Towards(candidate) is not null))
            _candidates.Enqueue(candidate);
        _state = State.Connecting;
        TryNext(resolved.Error ?? $"no address of {string.Join(", ", profile.Lns)} can be used");
    }

    private void TryNext(string lastError)
    {
        (_tunnel, _lns) = (null, null);
        if (!_candidates.TryDequeue(out var lns))
        {
            WaitAndRedial(lastError);
            return;
        }

        _lns = lns;
        _log.Info("opening a tunnel to {Lns}", lns);
        var secret = profile.Tunnel.Secret ?? SecretOf(lns);
        admission.Tell(new AdmissionCommands.OpenTunnel(++_attempt, lns, profile.Name, profile.Tunnel, profile.Outgoing is null ? "lac" : "lns", secret));
    }

    /// <summary>The LNS's host name is not known yet, so l2tp-secrets is asked by the name that the configuration calls it.</summary>
    private Control.Policy.Secrets.Secret? SecretOf(Endpoint lns) =>
        profile.Lns.Select(address => runtime.Configuration.Secrets.ForTunnel(profile.Tunnel.HostName, address.Host)).FirstOrDefault(secret => secret is not null)
        ?? runtime.Configuration.Secrets.ForTunnel(profile.Tunnel.HostName, lns.ToIPAddress().ToString());

    // -- the tunnel and its calls

    private void Use(IActorRef tunnel, TunnelId id, bool isOurs)
    {
        _state = State.Connected;
        _candidates.Clear();
        (_tunnel, _tunnelId, _tunnelIsOurs) = (tunnel, id, isOurs);
        Context.WatchWith(tunnel, new TunnelDied(tunnel));
        for (var number = 0; number < _calls.Length; number++)
            Place(number);
    }

    private void OnTunnelDown(TunnelEnd end)
    {
        if (_tunnel is not null)
            Context.Unwatch(_tunnel);
        foreach (var call in _calls)
            call.Clear();
        var reason = end.Result is { } result ? $"{end.Reason} ({result})" : end.Reason;
        if (_state is State.Connecting)
            TryNext(reason);
        else if (_state is State.Connected)
            WaitAndRedial(reason);
    }

    private void Place(int number) => _tunnel!.Tell(new TunnelRequests.PlaceCall(number, profile.Call, profile), Self);

    private void OnNotPlaced(int number, string reason)
    {
        // A tunnel that is not ours does not tell when it closes; there may be another by then.
        if (!_tunnelIsOurs && _state is State.Connected && _calls.All(other => !other.IsUp))
            LetGo(reason);
        else
            CallFailed(number, reason);
    }

    private void OnSessionUp(SessionEvents.SessionUp up)
    {
        _log.Info("call {Number} is up: {Interface} with {Address}", up.Number, up.Interface, up.Address);
        _calls[up.Number].IsUp = true;
        _calls[up.Number].Failures = 0;
        _failures = 0;
    }

    private void OnSessionDown(SessionEvents.SessionDown down)
    {
        _calls[down.Number].Clear();
        if (_state is State.Connected)
            CallFailed(down.Number, down.End.Reason);
    }

    /// <summary>One call of several is lost: that one is placed again after a while, and the others stay.</summary>
    private void CallFailed(int number, string reason)
    {
        _lastError = reason;
        var call = _calls[number];
        if (profile.Redial.DelayAfter(++call.Failures, Random.Shared.NextDouble()) is { } delay)
        {
            _log.Warning("call {Number} failed: {Reason}; again in {Delay}", number, reason, delay);
            Timers.StartSingleTimer((RedialTimer, number), new PlaceAgain(number), delay);
        }
        else if (_calls.All(other => !other.IsUp))
        {
            GiveUp(reason);
        }
    }

    // -- waiting and stopping

    private void WaitAndRedial(string reason)
    {
        _lastError = reason;
        (_tunnel, _lns) = (null, null);
        if (profile.Redial.DelayAfter(++_failures, Random.Shared.NextDouble()) is not { } delay)
        {
            GiveUp(reason);
            return;
        }

        _state = State.Waiting;
        _log.Warning("not connected: {Reason}; attempt {Attempt} in {Delay}", reason, _failures + 1, delay);
        Timers.StartSingleTimer(RedialTimer, DialNow.Instance, delay);
    }

    private void LetGo(string reason)
    {
        Context.Unwatch(_tunnel);
        WaitAndRedial(reason);
    }

    private void GiveUp(string reason)
    {
        _log.Error("given up after {Failures} failures: {Reason}", Math.Max(_failures, _calls.Max(call => call.Failures)), reason);
        StayDown(reason);
    }

    private void StayDown(string reason)
    {
        Timers.CancelAll();
        _candidates.Clear();
        _attempt++;
        _state = State.Down;
        if (_tunnel is not null)
        {
            Context.Unwatch(_tunnel);
            if (_tunnelIsOurs)
                _tunnel.Tell(new TunnelCommands.CloseTunnel(NoLongerWanted, reason));
            else
                foreach (var call in _calls)
                    call.Session?.Tell(new SessionActor.Close(new ResultCode(CdnResult.Administrative, message: "the dialer hangs up"), reason));
        }

        foreach (var call in _calls)
            call.Clear();
        (_tunnel, _lns, _lastError) = (null, null, reason);
    }

    private CommandResult OnOperator(OperationsCommands.Dial dial)
    {
        if (dial.HangUp)
        {
            StayDown("hung up by the operator");
            return new CommandResult(true, $"{profile.Name} is down and stays so until it is dialed");
        }

        if (_state is State.Connected or State.Connecting or State.Resolving)
            return new CommandResult(false, $"{profile.Name} is {StateName} already");
        if (dial.Login is { } login)
            profile = profile with { User = login.User, Password = login.Password };
        (_failures, _lastError) = (0, null);
        Connect();
        return new CommandResult(true, $"{profile.Name} is dialing");
    }

    private string StateName => _state.ToString().ToLowerInvariant();

    private DialerStatus Status() => new(
        profile.Name, StateName, _lns?.ToString(), _state is State.Connected ? _tunnelId.Value : null, _calls.Count(call => call.IsUp), _calls.Length, _failures,
        _lastError);

    private const string RedialTimer = "redial";
    private static readonly ResultCode NoLongerWanted = new(StopCcnResult.GeneralRequest, message: "the dialer hangs up");

    /// <summary>The dialer is taken out of the configuration, or the node stops.</summary>
    internal sealed record HangUp(string Reason) : INoSerializationVerificationNeeded;

    private sealed class Call
    {
        public IActorRef? Session { get; set; }

        public bool IsUp { get; set; }

        public int Failures { get; set; }

        public void Clear() => (Session, IsUp) = (null, false);
    }

    private sealed class DialNow : INoSerializationVerificationNeeded
    {
        public static readonly DialNow Instance = new();
    }

    private sealed record Resolved(int Attempt, Endpoint[] Candidates, string? Error) : INoSerializationVerificationNeeded;

    private sealed record PlaceAgain(int Number) : INoSerializationVerificationNeeded;

    private sealed record TunnelDied(IActorRef Tunnel) : INoSerializationVerificationNeeded;
}
