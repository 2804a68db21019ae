using Akka.Event;
using Concentrator.Actors.Shell;
using Concentrator.Control.Machines;
using Concentrator.Control.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>Who has a <see cref="PppShell"/>.</summary>
internal interface IPppOwner
{
    TimeSpan Now { get; }

    /// <summary>Does what the machine wants, but for its timers.</summary>
    void Run(PppEffect effect);
}

/// <summary>One end of a PPP link: a <see cref="PppMachine"/> and its timers. The rest of its effects is its owner's to run.</summary>
internal sealed class PppShell(PppContext context, IPppOwner owner, ILoggingAdapter log) : MachineDriver<PppState, PppEvent, PppEffect>(PppState.Initial)
{
    private readonly PppContext _context = context;
    private TimerQueue<PppTimer> _timers = new();

    public TimeSpan? NextDue => _timers.NextDue;

    public void RunTimers(TimeSpan now)
    {
        while (_timers.TryTakeDue(now, out var timer))
            Raise(new PppEvent.TimerFired(timer));
    }

    protected override Step<PppState, PppEffect> On(PppState state, PppEvent @event) => PppMachine.On(state, @event, _context);

    protected override void Run(PppEffect effect)
    {
        switch (effect)
        {
            case PppEffect.StartTimer start:
                _timers.Start(start.Timer, owner.Now + start.Delay);
                break;
            case PppEffect.CancelTimer cancel:
                _timers.Cancel(cancel.Timer);
                break;
            default:
                owner.Run(effect);
                break;
        }
    }

    protected override PppEvent Failed(Exception failure)
    {
        log.Error(failure, "PPP failed in phase {Phase}", State.Phase);
        return new PppEvent.InternalError(failure.Message);
    }
}
