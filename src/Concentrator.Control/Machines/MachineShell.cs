namespace Concentrator.Control.Machines;

/// <summary>
/// Drives one pure state machine: takes events in order, keeps the state that the machine returns, runs its effects in order. An effect that
/// raises an event only queues it, so there is no recursion and no event is seen half way through another's effects. What a machine throws is
/// given back to it once, as the event that <paramref name="failed"/> makes of it.
/// </summary>
public sealed class MachineShell<TState, TEvent, TEffect>(
    TState initial, Func<TState, TEvent, Step<TState, TEffect>> on, Action<TEffect> run, Func<Exception, TEvent> failed)
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
            step = on(State, @event);
        }
        catch (Exception failure)
        {
            step = on(State, failed(failure));
        }

        State = step.State;
        foreach (var effect in step.Effects)
            run(effect);
    }
}
