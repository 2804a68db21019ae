using System.Buffers.Binary;

namespace Concentrator.DataPlane.Packets;

/// <summary>The one's complement checksum of IP, ICMP and TCP (RFC 1071), in network order.</summary>
public static class InternetChecksum
{
    /// <summary>The sum, not yet folded or complemented; sums of pieces of even length may be added.</summary>
    public static ulong Sum(ReadOnlySpan<byte> octets)
    {
        var sum = 0UL;
        for (; octets.Length >= 2; octets = octets[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
        return octets.IsEmpty ? sum : sum + ((ulong)octets[0] << 8);
    }

    /// <summary>The checksum to store for a sum.</summary>
    public static ushort Finish(ulong sum)
    {
        while (sum > 0xffff)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>A stored checksum after one 16-bit word changed (RFC 1624).</summary>
    /// <param name="atOddOffset">The word straddles two words of the sum, which sees its octets exchanged.</param>
    public static ushort Adjust(ushort checksum, ushort old, ushort now, bool atOddOffset = false)
    {
        if (atOddOffset)
            (old, now) = (BinaryPrimitives.ReverseEndianness(old), BinaryPrimitives.ReverseEndianness(now));
        return Finish((ulong)(ushort)~checksum + (ushort)~old + now);
    }
}
