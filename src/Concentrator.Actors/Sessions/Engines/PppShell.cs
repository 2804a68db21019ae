using Akka.Event;
using Concentrator.Actors.Shell;
using Concentrator.Control.Machines;
using Concentrator.Control.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>One end of a PPP link: a <see cref="PppMachine"/> and its timers. The rest of its effects is its owner's to run.</summary>
internal sealed class PppShell
{
    private readonly Func<TimeSpan> _now;
    private readonly Action<PppEffect> _run;
    private readonly ILoggingAdapter _log;
    private readonly MachineShell<PppState, PppEvent, PppEffect> _machine;
    private readonly TimerQueue<PppTimer> _timers = new();

    public PppShell(PppContext context, Func<TimeSpan> now, Action<PppEffect> run, ILoggingAdapter log)
    {
        (_now, _run, _log) = (now, run, log);
        _machine = new MachineShell<PppState, PppEvent, PppEffect>(
            PppState.Initial, (state, @event) => PppMachine.On(state, @event, context), Run, Failed);
    }

    public PppState State => _machine.State;

    public TimeSpan? NextDue => _timers.NextDue;

    public void Raise(PppEvent @event) => _machine.Raise(@event);

    public void RunTimers(TimeSpan now)
    {
        while (_timers.TryTakeDue(now, out var timer))
            Raise(new PppEvent.TimerFired(timer));
    }

    private void Run(PppEffect effect)
    {
        switch (effect)
        {
            case PppEffect.StartTimer start:
                _timers.Start(start.Timer, _now() + start.Delay);
                break;
            case PppEffect.CancelTimer cancel:
                _timers.Cancel(cancel.Timer);
                break;
            default:
                _run(effect);
                break;
        }
    }

    private PppEvent.InternalError Failed(Exception failure)
    {
        _log.Error(failure, "PPP failed in phase {Phase}", State.Phase);
        return new PppEvent.InternalError(failure.Message);
    }
}
