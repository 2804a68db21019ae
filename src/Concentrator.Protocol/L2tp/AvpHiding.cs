namespace Concentrator.Protocol.L2tp;

/// <summary>Fills a span with octets that nobody can foresee; this layer makes none itself.</summary>
public delegate void RandomOctets(Span<byte> output);

/// <summary>
/// What a sender needs to hide AVPs (RFC 2661 section 4.3): the tunnel's shared secret, which must not be empty, and a
/// source of random vectors and padding. With it every AVP that may be hidden is.
/// </summary>
public sealed class AvpHiding(ReadOnlyMemory<byte> secret, RandomOctets random)
{
    /// <summary>"A random vector of at least 16 octets is recommended" (section 4.4.1).</summary>
    internal const int RandomVectorLength = 16;

    internal ReadOnlySpan<byte> Secret => secret.Span;

    internal RandomOctets Random { get; } = random;
}
