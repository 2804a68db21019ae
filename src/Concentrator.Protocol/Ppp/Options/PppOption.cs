using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Concentrator.Protocol.Ppp;

/// <summary>
/// One configuration option as it lies on the wire: Type, Length (implied), Data (RFC 1661 section 6). Compared by content. Nearly all have 8 octets at most,
/// which lie within it: a session keeps a dozen options for as long as it lives.
/// </summary>
public readonly struct PppOption : IEquatable<PppOption>
{
    /// <summary>Octets of data that the length field can say.</summary>
    public const int Longest = byte.MaxValue - PppOptionList.HeaderLength;

    private readonly Octets _short;
    private readonly byte[]? _long;
    private readonly byte _length;

    /// <param name="value"><see cref="Longest"/> octets at most.</param>
    public PppOption(byte type, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, Longest);
        (Type, _length) = (type, (byte)value.Length);
        if (value.Length <= Octets.Count)
            value.CopyTo(_short);
        else
            _long = value.ToArray();
    }

    public byte Type { get; }

    [UnscopedRef]
    public ReadOnlySpan<byte> Value => _long ?? ((ReadOnlySpan<byte>)_short)[.._length];

    public bool Equals(PppOption other) => Type == other.Type && Value.SequenceEqual(other.Value);

    public override bool Equals(object? other) => other is PppOption option && Equals(option);

    public override int GetHashCode() => HashCode.Combine(Type, _length);

    public static bool operator ==(PppOption left, PppOption right) => left.Equals(right);

    public static bool operator !=(PppOption left, PppOption right) => !left.Equals(right);

    public override string ToString() => Value.IsEmpty ? $"option {Type}" : $"option {Type} 0x{Convert.ToHexStringLower(Value)}";

    [InlineArray(Count)]
    private struct Octets
    {
        public const int Count = 8;

        private byte _first;
    }
}
