namespace Concentrator.Protocol.L2tp;

/// <summary>
/// Value of the DS AVPs (RFC 3308 section 6): which per hop behaviour packets are to meet, in the encoding of RFC 3140. Bit 15 is set for
/// behaviours that only their operator knows; else the first six bits are the code point that is recommended for it.
/// </summary>
public readonly record struct PhbCode(ushort Value)
{
    /// <summary>Of the behaviour that has this code point, 0 to 63, by standard.</summary>
    public static PhbCode OfDscp(int dscp) => new((ushort)(dscp << 10));

    /// <summary>The recommended code point, 0 to 63; null for a behaviour without one.</summary>
    public int? Dscp => (Value & 1) == 0 ? Value >> 10 : null;

    public override string ToString() => Dscp is { } dscp ? $"DSCP {dscp}" : $"PHB 0x{Value:x4}";
}
