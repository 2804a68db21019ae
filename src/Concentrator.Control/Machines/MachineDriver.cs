namespace Concentrator.Control.Machines;

/// <summary>
/// Drives one pure state machine: takes events in order, keeps the state that the machine returns, runs its effects in order. An effect that
/// raises an event only queues it, so there is no recursion and no event is seen half way through another's effects. What a machine throws is
/// given back to it once, as the event that <see cref="Failed"/> makes of it. Where there are many thousands of a machine its shell is a class derived from
/// this; elsewhere a <see cref="MachineShell{TState, TEvent, TEffect}"/> says the same shorter.
/// </summary>
public abstract class MachineDriver<TState, TEvent, TEffect>(TState initial)
{
    /// <summary>What effects have raised; most events raise none.</summary>
    private Queue<TEvent>? _raised;
    private bool _running;

    public TState State { get; private set; } = initial;

    /// <summary>Queues the event, and runs the queue unless it is running already. Throws only when the machine fails on its own failure.</summary>
    public void Raise(TEvent @event)
    {
        if (_running)
        {
            (_raised ??= new Queue<TEvent>()).Enqueue(@event);
            return;
        }

        _running = true;
        try
        {
            Take(@event);
            while (_raised is not null && _raised.TryDequeue(out var next))
                Take(next);
        }
        finally
        {
            _running = false;
        }
    }

    private void Take(TEvent @event)
    {
        Step<TState, TEffect> step;
        try
        {
            step = On(State, @event);
        }
        catch (Exception failure)
        {
            step = On(State, Failed(failure));
        }

        State = step.State;
        foreach (var effect in step.Effects)
            Run(effect);
    }

    /// <summary>The machine.</summary>
    protected abstract Step<TState, TEffect> On(TState state, TEvent @event);

    /// <summary>Does what it has answered.</summary>
    protected abstract void Run(TEffect effect);

    /// <summary>What the machine is told of its own failure.</summary>
    protected abstract TEvent Failed(Exception failure);
}
