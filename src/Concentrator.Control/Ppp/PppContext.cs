using Concentrator.Protocol;

namespace Concentrator.Control.Ppp;

/// <summary>All that the machine knows beside its state and the event.</summary>
public readonly record struct PppContext(PppSettings Settings, NonceSource Nonce);
