using System.Buffers.Binary;

namespace Concentrator.Protocol.L2tp;

/// <summary>An AVP as it lies on the wire (RFC 2661 section 4.1), not yet understood.</summary>
/// <code>
/// |M|H| rsvd  |      Length       |           Vendor ID           |
/// |         Attribute Type        |        Attribute Value...
/// </code>
internal readonly ref struct RawAvp(ushort bitsAndLength, ushort vendor, ushort type, ReadOnlySpan<byte> value)
{
    public const int HeaderSize = 6;

    /// <summary>Most octets of value that the ten bits of Length leave.</summary>
    public const int MaxValueLength = LengthMask - HeaderSize;

    public const ushort Mandatory = 0x8000;
    public const ushort Hidden = 0x4000;
    private const ushort Reserved = 0x3c00;
    private const ushort LengthMask = 0x03ff;

    public ushort Vendor { get; } = vendor;

    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    public bool IsMandatory => (bitsAndLength & Mandatory) != 0;

    public bool IsHidden => (bitsAndLength & Hidden) != 0;

    /// <summary>"An AVP received with a reserved bit set to 1 MUST be treated as an unrecognized AVP."</summary>
    public bool HasReservedBits => (bitsAndLength & Reserved) != 0;

    /// <summary>
    /// Takes the first AVP off <paramref name="rest"/>. False when its Length is below the six octets of its own header or runs
    /// past the end: nothing behind it can be found then.
    /// </summary>
    public static bool TryRead(ref ReadOnlySpan<byte> rest, out RawAvp avp)
    {
        avp = default;
        if (rest.Length < HeaderSize)
            return false;

        var bitsAndLength = BinaryPrimitives.ReadUInt16BigEndian(rest);
        var length = bitsAndLength & LengthMask;
        if (length < HeaderSize || length > rest.Length)
            return false;

        avp = new RawAvp(
            bitsAndLength,
            BinaryPrimitives.ReadUInt16BigEndian(rest[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(rest[4..]),
            rest[HeaderSize..length]);
        rest = rest[length..];
        return true;
    }
}
