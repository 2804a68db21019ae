using Akka.Actor;
using Akka.Event;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Linux.Processes;

namespace Concentrator.Actors.Pppd;

/// <summary>
/// …/session-{sid}/pppd: the pty and the pppd of one call. Ends with its pppd, and its pppd with it: closing the master hangs the line up, which
/// pppd obeys at once; one that does not is killed. Where the kernel has the session pppd speaks past the pty, which is left for its report. Signals go through the child's pidfd, so they can hit nobody else.
/// </summary>
internal sealed class PppdBridgeActor(NodeRuntime runtime, PppdLaunch launch, ISessionPath path, IPppObserver observer, IActorRef session)
    : UntypedActor, IWithTimers
{
    private static readonly TimeSpan HangUpLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger()
        .WithContext("Tunnel", launch.Call.Key.Tunnel.Value).WithContext("Session", launch.Call.Key.Session.Value);
    private IPtyPort? _pty;
    private Task<RunningPppd>? _launching;
    private RunningPppd? _pppd;
    private bool _isHandedOver;
    private bool _isTerminating;
    private bool _isKilled;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeRuntime runtime, PppdLaunch launch, ISessionPath path, IPppObserver observer, IActorRef session) =>
        Akka.Actor.Props.Create(() => new PppdBridgeActor(runtime, launch, path, observer, session));

    protected override void PreStart()
    {
        try
        {
            _pty = runtime.DataPlane.OpenPty();
        }
        catch (LinuxException failure)
        {
            End(PppdExit.CannotStart(failure.Message));
            return;
        }

        var call = launch.Call;
        var terminal = _pty.SlavePath;
        if (!call.SplitsLink && path.HandOver(call.Interface) is { } socket)
        {
            _isHandedOver = true;
            Launch(() => launch.Start(runtime.Processes, terminal, socket));
            return;
        }

        // Before pppd can say its first word.
        var line = path.AttachPty(_pty, new PtyLinkOptions
        {
            Accm = 0, MaxFrame = Math.Max(2048, call.Mru + 8), Patience = StartLimit, SplitsLink = call.SplitsLink,
            ClampToMtu = call.Ppp.ClampMss ? call.Mtu ?? call.Mru : 0, Observer = observer,
        });
        session.Tell(new PppdEvents.LineAttached(line));
        Launch(() => launch.Start(runtime.Processes, terminal));
    }

    private void Launch(Func<RunningPppd> start)
    {
        _launching = Task.Run(start);
        _launching.PipeTo(
            Self,
            success: pppd => new Launched(pppd),
            failure: failure => new LaunchFailed(failure.GetBaseException().Message));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Launched launched:
                _pppd = launched.Pppd;
                _log.Debug("pppd {Pid} runs on {Terminal}", _pppd.Child.Pid, _pty!.SlavePath);
                if (_isHandedOver)
                    _pty!.ReadText(Report);
                _pppd.Child.Exited.PipeTo(Self, success: status => new Exited(status));
                if (_isTerminating)
                    Terminate();
                break;
            case LaunchFailed failed:
                End(PppdExit.CannotStart(failed.Reason));
                break;
            case PppdCommands.ForgetSecrets when _launching is { } launching:
                Task.Run(async () => (await launching).Secrets?.Dispose()).PipeTo(Self, failure: failure => new SecretsKept(failure.GetBaseException().Message));
                break;
            case SecretsKept kept:
                _log.Warning("the file with the password for pppd cannot be deleted: {Reason}", kept.Reason);
                break;
            case PppdCommands.Terminate when !_isTerminating:
                _isTerminating = true;
                Terminate();
                break;
            case TermIgnored:
                _log.Warning("pppd does not end within {Limit} and is killed", launch.TerminateLimit);
                _isKilled = true;
                _pppd!.Child.Signal(Signal.Kill);
                break;
            case Exited exited:
                End(_isKilled ? PppdExit.Failed("pppd did not end when it was told to, and was killed") : PppdExit.Of(exited.Status));
                break;
        }
    }

    protected override void PostStop()
    {
        _pty?.Dispose();
        var scheduler = Context.System.Scheduler.Advanced;
        _launching?.ContinueWith(
            launched =>
            {
                var (child, secrets) = launched.Result;
                if (!child.Exited.IsCompleted)
                    scheduler.ScheduleOnce(HangUpLimit, () => child.Signal(Signal.Kill));
                secrets?.Dispose();
            },
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>On the pty loop.</summary>
    private void Report(string line)
    {
        if (PppdReport.Parse(line) is { } report)
            session.Tell(new PppdEvents.Reported(report), ActorRefs.NoSender);
    }

    /// <summary>While it is being started it cannot be told yet; <see cref="Launched"/> does it then.</summary>
    private void Terminate()
    {
        if (_pppd is null)
            return;
        _pppd.Child.Signal(Signal.Terminate);
        Timers.StartSingleTimer(TermIgnored.Instance, TermIgnored.Instance, launch.TerminateLimit);
    }

    private void End(PppdEnd end)
    {
        session.Tell(new PppdEvents.PppdEnded(end));
        Context.Stop(Self);
    }

    private sealed record Launched(RunningPppd Pppd) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record LaunchFailed(string Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record SecretsKept(string Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record Exited(ExitStatus Status) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed class TermIgnored : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly TermIgnored Instance = new();
    }
}
