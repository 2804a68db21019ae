using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Concentrator.DataPlane.Packets;

/// <summary>The one's complement checksum of IP, ICMP and TCP (RFC 1071), in network order.</summary>
public static class InternetChecksum
{
    /// <summary>The sum, not yet folded or complemented; sums of pieces of even length may be added.</summary>
    public static ulong Sum(ReadOnlySpan<byte> octets)
    {
        var sum = 0UL;
        if (octets.Length >= 2 * Vector<byte>.Count)
        {
            var vectors = octets.Length / Vector<byte>.Count;
            sum = Sum(MemoryMarshal.Cast<byte, Vector<ushort>>(octets[..(vectors * Vector<byte>.Count)]));
            octets = octets[(vectors * Vector<byte>.Count)..];
        }

        for (; octets.Length >= 2; octets = octets[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
        return octets.IsEmpty ? sum : sum + ((ulong)octets[0] << 8);
    }

    /// <summary>Sums words in the machine's own order, which exchanges the octets of the sum and nothing else (RFC 1071 section 2).</summary>
    private static ulong Sum(ReadOnlySpan<Vector<ushort>> words)
    {
        // No lane overflows before 65537 vectors, and no packet has so many.
        var (low, high) = (Vector<uint>.Zero, Vector<uint>.Zero);
        foreach (var vector in words)
        {
            Vector.Widen(vector, out var first, out var second);
            low += first;
            high += second;
        }

        Vector.Widen(low, out var a, out var b);
        Vector.Widen(high, out var c, out var d);
        var sum = (ushort)~Finish(Vector.Sum(a + b + c + d));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(sum) : sum;
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
