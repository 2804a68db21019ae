using System.Security.Cryptography;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Control.Policy.Secrets;

/// <summary>A password or tunnel secret: octets, since that is what the protocols hash. Never shows itself in text.</summary>
public readonly struct Secret(ReadOnlyMemory<byte> octets) : IEquatable<Secret>
{
    public ReadOnlySpan<byte> Octets => octets.Span;

    public ReadOnlyMemory<byte> Memory => octets;

    /// <summary>As text, which MS-CHAPv2 needs (RFC 2759 section 8): UTF-8.</summary>
    public string Text => OctetText.Decode(octets.Span);

    public bool IsEmpty => octets.IsEmpty;

    public static Secret Of(string text) => new(OctetText.Encode(text));

    /// <summary>In a time that does not tell how much of it was right.</summary>
    public bool Is(ReadOnlySpan<byte> presented) => CryptographicOperations.FixedTimeEquals(octets.Span, presented);

    public bool Equals(Secret other) => Is(other.Octets);

    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    public override int GetHashCode() => octets.Length;

    public override string ToString() => "***";
}
