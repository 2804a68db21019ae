using Akka.Actor;
using Akka.Event;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Lines;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Lines;

/// <summary>
/// The line of one outgoing call: opens the device, or a pseudo terminal with its program, runs the connect script, and tells the session how that went.
/// Its death closes the line, and ends what runs on it.
/// </summary>
/// <code>
/// opening ─► connecting (script) ─ exit 0 ─► connected ─ program ends ─► dropped
///    └ fails ───────┴ fails, takes too long ─► failed
/// </code>
internal sealed class LineActor(NodeRuntime runtime, SessionKey key, LineTicket ticket, CallRequest call, IActorRef session) : UntypedActor, IWithTimers
{
    /// <summary>What is told to end, by the hang-up of its terminal or by a signal, is killed after this.</summary>
    private static readonly TimeSpan HangUpLimit = TimeSpan.FromSeconds(5);

    private readonly LineProfile _profile = ticket.Line;
    private readonly ILoggingAdapter _log = Context.GetLogger().WithContext("Tunnel", key.Tunnel.Value).WithContext("Session", key.Session.Value);
    private Task<Opened>? _opening;
    private Opened? _line;
    private bool _isConnected, _isTimedOut;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeRuntime runtime, SessionKey key, LineTicket ticket, CallRequest call, IActorRef session) =>
        Akka.Actor.Props.Create(() => new LineActor(runtime, key, ticket, call, session));

    protected override void PreStart()
    {
        _opening = Task.Run(Open);
        _opening.PipeTo(Self, failure: failure => new OpenFailed(failure.GetBaseException().Message));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Opened opened:
                OnOpened(opened);
                break;
            case OpenFailed failed:
                Fail(ConnectReport.OutOfOrder, failed.Reason);
                break;
            case ScriptTakesTooLong when !_isConnected:
                _isTimedOut = true;
                _line!.Script!.SignalGroup(Signal.Kill);
                break;
            case ScriptTakesTooLong:
                break;
            case ScriptEnded ended:
                OnScriptEnded(ended.Status);
                break;
            case ProgramEnded ended when _isConnected:
                session.Tell(new LineEvents.LineDropped($"{_profile.Program!.File} {ended.Status}"));
                Context.Stop(Self);
                break;
            case ProgramEnded ended:
                Fail(ConnectReport.OutOfOrder, $"{_profile.Program!.File} {ended.Status}");
                break;
        }
    }

    protected override void PostStop()
    {
        var scheduler = Context.System.Scheduler.Advanced;
        _opening?.ContinueWith(
            opened =>
            {
                var (port, program, script, report) = opened.Result;
                script?.SignalGroup(Signal.Kill);
                port.Dispose();
                report?.Dispose();
                if (program is { Exited.IsCompleted: false })
                    scheduler.ScheduleOnce(HangUpLimit, () => program.SignalGroup(Signal.Kill));
            },
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>On a worker, since opening a device and starting a program take their time.</summary>
    private Opened Open()
    {
        var port = ticket.Device is { } device ? runtime.DataPlane.OpenDevice(device, (int)_profile.Speed) : runtime.DataPlane.OpenPty();
        MemoryFile? report = null;
        IChildProcess? program = null;
        try
        {
            program = _profile.Program is { } command && ticket.Device is null ? Start(command, new ChildProcessOptions { File = "", Terminal = port.SlavePath }) : null;
            if (_profile.Connect is not { } connect)
                return new Opened(port, program, Script: null, Report: null);
            port.Line.SetBlocking(true);
            report = new MemoryFile();
            return new Opened(port, program, Start(connect, new ChildProcessOptions { File = "", Line = port.Line, Report = report }), report);
        }
        catch
        {
            // Not every program ends when its terminal hangs up.
            program?.SignalGroup(Signal.Kill);
            report?.Dispose();
            port.Dispose();
            throw;
        }
    }

    private IChildProcess Start(LineCommand command, ChildProcessOptions options) =>
        runtime.Processes.Start(options with { File = command.File, Arguments = command.ArgumentsFor(call) });

    private void OnOpened(Opened opened)
    {
        _line = opened;
        opened.Program?.Exited.PipeTo(Self, success: status => new ProgramEnded(status));
        if (opened.Script is not { } script)
        {
            Answer(ConnectReport.Connection(reported: null, _profile, call, out var refusal), refusal, refusal.Result.Message!);
            return;
        }

        _log.Debug("{Script} dials {Number}", _profile.Connect!.File, call.CalledNumber);
        Timers.StartSingleTimer(ScriptTakesTooLong.Instance, ScriptTakesTooLong.Instance, _profile.ConnectTimeout);
        script.Exited.PipeTo(Self, success: status => new ScriptEnded(status));
    }

    private void OnScriptEnded(ExitStatus status)
    {
        var connection = ConnectReport.Read(status.Code, _line!.Report!.Read(), _profile, call, out var refusal);
        if (_isTimedOut)
            (connection, refusal) = (null, ConnectReport.TimedOut);
        Answer(connection, refusal, $"{refusal.Result.Message}: {_profile.Connect!.File} {status}");
    }

    private void Answer(CallConnection? connection, CallRefusal refusal, string reason)
    {
        if (connection is null)
        {
            Fail(refusal, reason);
            return;
        }

        _isConnected = true;
        _line!.Port.Line.SetBlocking(false);
        session.Tell(new LineEvents.LineConnected(connection, _line.Port));
    }

    private void Fail(CallRefusal refusal, string reason)
    {
        session.Tell(new LineEvents.LineFailed(refusal, reason));
        Context.Stop(Self);
    }

    private sealed record Opened(IPtyPort Port, IChildProcess? Program, IChildProcess? Script, MemoryFile? Report) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record OpenFailed(string Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record ScriptEnded(ExitStatus Status) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record ProgramEnded(ExitStatus Status) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed class ScriptTakesTooLong : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly ScriptTakesTooLong Instance = new();
    }
}
