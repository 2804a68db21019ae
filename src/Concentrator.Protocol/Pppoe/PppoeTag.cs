using System.Buffers.Binary;
using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.Pppoe;

/// <summary>TAG_TYPE (RFC 2516 appendix A, RFC 4638 section 4).</summary>
public enum PppoeTagType : ushort
{
    EndOfList = 0x0000,
    ServiceName = 0x0101,
    AcName = 0x0102,
    HostUniq = 0x0103,
    AcCookie = 0x0104,
    VendorSpecific = 0x0105,
    RelaySessionId = 0x0110,
    PppMaxPayload = 0x0120,
    ServiceNameError = 0x0201,
    AcSystemError = 0x0202,
    GenericError = 0x0203,
}

/// <summary>A TAG of a discovery packet, compared by content.</summary>
public readonly struct PppoeTag(PppoeTagType type, ImmutableArray<byte> value) : IEquatable<PppoeTag>
{
    /// <summary>Octets of TAG_TYPE and TAG_LENGTH.</summary>
    public const int HeaderSize = 4;

    public PppoeTagType Type { get; } = type;

    public ImmutableArray<byte> Value { get; } = value;

    /// <summary>The value as UTF-8; octets that are none survive, see <see cref="OctetText"/>.</summary>
    public string Text => OctetText.Decode(Value.AsSpan());

    /// <summary>The value of a tag of two octets; null when it has another length.</summary>
    public ushort? Number => Value.Length == sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(Value.AsSpan()) : null;

    public static PppoeTag Of(PppoeTagType type, string text) => new(type, [.. OctetText.Encode(text)]);

    public static PppoeTag Of(PppoeTagType type, ushort number) => new(type, [(byte)(number >> 8), (byte)number]);

    public bool Equals(PppoeTag other) => Type == other.Type && Value.AsSpan().SequenceEqual(other.Value.AsSpan());

    public override bool Equals(object? other) => other is PppoeTag tag && Equals(tag);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Type);
        hash.AddBytes(Value.AsSpan());
        return hash.ToHashCode();
    }

    public static bool operator ==(PppoeTag left, PppoeTag right) => left.Equals(right);

    public static bool operator !=(PppoeTag left, PppoeTag right) => !left.Equals(right);

    public override string ToString() => Type switch
    {
        PppoeTagType.ServiceName or PppoeTagType.AcName or PppoeTagType.ServiceNameError or PppoeTagType.AcSystemError or PppoeTagType.GenericError =>
            $"{Type} {OctetText.Quote(Text)}",
        PppoeTagType.PppMaxPayload when Number is { } octets => $"{Type} {octets}",
        _ => $"{Type} 0x{Convert.ToHexStringLower(Value.AsSpan())}",
    };
}
