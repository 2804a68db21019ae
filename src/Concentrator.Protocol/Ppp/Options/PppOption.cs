using System.Collections.Immutable;

namespace Concentrator.Protocol.Ppp;

/// <summary>
/// One configuration option as it lies on the wire: Type, Length (implied), Data (RFC 1661 section 6). Compared by content.
/// </summary>
public readonly struct PppOption(byte type, ImmutableArray<byte> value) : IEquatable<PppOption>
{
    public byte Type { get; } = type;

    public ImmutableArray<byte> Value { get; } = value;

    public bool Equals(PppOption other) => Type == other.Type && Value.AsSpan().SequenceEqual(other.Value.AsSpan());

    public override bool Equals(object? other) => other is PppOption option && Equals(option);

    public override int GetHashCode() => HashCode.Combine(Type, Value.Length);

    public static bool operator ==(PppOption left, PppOption right) => left.Equals(right);

    public static bool operator !=(PppOption left, PppOption right) => !left.Equals(right);

    public override string ToString() => Value.IsEmpty ? $"option {Type}" : $"option {Type} 0x{Convert.ToHexStringLower(Value.AsSpan())}";
}
