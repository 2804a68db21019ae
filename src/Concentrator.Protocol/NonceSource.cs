namespace Concentrator.Protocol;

/// <summary>Fills a span with octets that nobody can foresee: challenges, random vectors, magic numbers. This layer makes none itself; a test gives seeded ones.</summary>
public delegate void NonceSource(Span<byte> output);
