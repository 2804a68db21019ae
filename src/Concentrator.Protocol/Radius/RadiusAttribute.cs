using System.Collections.Immutable;

namespace Concentrator.Protocol.Radius;

/// <summary>One attribute as it lies on the wire: Type, Length (implied), Value (RFC 2865 section 5). Compared by content.</summary>
public readonly struct RadiusAttribute(byte type, ImmutableArray<byte> value) : IEquatable<RadiusAttribute>
{
    /// <summary>Octets of Type and Length.</summary>
    public const int HeaderLength = 2;

    public const int MaxValueLength = byte.MaxValue - HeaderLength;

    public byte Type { get; } = type;

    public ImmutableArray<byte> Value { get; } = value;

    public bool Equals(RadiusAttribute other) => Type == other.Type && Value.AsSpan().SequenceEqual(other.Value.AsSpan());

    public override bool Equals(object? other) => other is RadiusAttribute attribute && Equals(attribute);

    public override int GetHashCode() => HashCode.Combine(Type, Value.Length);

    public static bool operator ==(RadiusAttribute left, RadiusAttribute right) => left.Equals(right);

    public static bool operator !=(RadiusAttribute left, RadiusAttribute right) => !left.Equals(right);

    /// <summary>For a log: secrets are masked, and so is what nobody knows to be none.</summary>
    public override string ToString() => RadiusAttributes.Find(Type)?.Print(this) ?? $"attribute {Type} of {Value.Length} octets";
}
