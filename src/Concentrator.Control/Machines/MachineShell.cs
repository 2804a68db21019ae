namespace Concentrator.Control.Machines;

/// <summary>A <see cref="MachineDriver{TState, TEvent, TEffect}"/> made of three functions.</summary>
public sealed class MachineShell<TState, TEvent, TEffect>(
    TState initial, Func<TState, TEvent, Step<TState, TEffect>> on, Action<TEffect> run, Func<Exception, TEvent> failed)
    : MachineDriver<TState, TEvent, TEffect>(initial)
{
    protected override Step<TState, TEffect> On(TState state, TEvent @event) => on(state, @event);

    protected override void Run(TEffect effect) => run(effect);

    protected override TEvent Failed(Exception failure) => failed(failure);
}
