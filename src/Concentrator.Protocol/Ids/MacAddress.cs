namespace Concentrator.Protocol.Ids;

/// <summary>An Ethernet address as a plain value: six octets, the first in the highest places.</summary>
public readonly record struct MacAddress(ulong Value)
{
    public const int Size = 6;

    public static readonly MacAddress Broadcast = new(0xffff_ffff_ffff);

    /// <summary>Broadcast and multicast addresses name no sender (IEEE 802: the lowest bit of the first octet).</summary>
    public bool IsGroup => (Value & 0x0100_0000_0000) != 0;

    /// <summary>From at least six octets.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> octets)
    {
        var value = 0UL;
        for (var i = 0; i < Size; i++)
            value = value << 8 | octets[i];
        return new MacAddress(value);
    }

    /// <summary>To at least six octets.</summary>
    public void Write(Span<byte> octets)
    {
        for (var i = 0; i < Size; i++)
            octets[i] = (byte)(Value >> 8 * (Size - 1 - i));
    }

    /// <summary>As 02:00:5e:10:00:01.</summary>
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[Size];
        Write(octets);
        return $"{octets[0]:x2}:{octets[1]:x2}:{octets[2]:x2}:{octets[3]:x2}:{octets[4]:x2}:{octets[5]:x2}";
    }
}
