using System.Collections.Immutable;

namespace Concentrator.Control.Machines;

/// <summary>
/// What a state machine answers to an event: its new state, and what its shell must do now, in this order. An effect that
/// fails or yields a result comes back to the machine as another event.
/// </summary>
public readonly record struct Step<TState, TEffect>(TState State, ImmutableArray<TEffect> Effects);
