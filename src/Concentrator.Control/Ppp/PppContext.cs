namespace Concentrator.Control.Ppp;

/// <summary>Fills the span with octets that nobody can foresee (challenges, magic numbers); a test gives a seeded one.</summary>
public delegate void NonceSource(Span<byte> output);

/// <summary>All that the machine knows beside its state and the event.</summary>
public readonly record struct PppContext(PppSettings Settings, NonceSource Nonce);
