using System.Buffers.Binary;
using System.Numerics;

namespace Concentrator.Protocol.Ppp;

/// <summary>
/// DES of one block (FIPS 46-3). The class library's refuses weak keys, but one password in 65,536 has a hash that ends in two
/// zero octets, and MS-CHAPv2 fills the third key up with zeros (RFC 2759 section 8.5): the weakest key of all.
/// </summary>
internal static class Des
{
    /// <param name="key">56 bits, without parity (RFC 2759 section 8.6).</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> clear, ReadOnlySpan<byte> key)
    {
        var block = Permute(BinaryPrimitives.ReadUInt64BigEndian(clear), 64, InitialPermutation);
        var (left, right) = ((uint)(block >> 32), (uint)block);
        var halves = Permute(SpreadForParity(key), 64, PermutedChoice1);
        foreach (var shift in Shifts)
        {
            halves = Rotate28(halves >> 28, shift) << 28 | Rotate28(halves & Low28, shift);
            (left, right) = (right, left ^ Cipher(right, Permute(halves, 56, PermutedChoice2)));
        }

        var output = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(output, Inverse(InitialPermutation, (ulong)right << 32 | left));
        return output;
    }

    private const ulong Low28 = 0x0fff_ffff;

    private static ulong Rotate28(ulong half, int by) => (half << by | half >> 28 - by) & Low28;

    /// <summary>Seven bits to the octet, with a parity bit behind them that nobody looks at.</summary>
    private static ulong SpreadForParity(ReadOnlySpan<byte> key)
    {
        ulong bits = 0, spread = 0;
        foreach (var octet in key)
            bits = bits << 8 | octet;
        for (var i = 7; i >= 0; i--)
            spread = spread << 8 | (bits >> 7 * i & 0x7f) << 1;
        return spread;
    }

    /// <summary>The function f: expands to 48 bits, adds the round's key, goes through the eight boxes, and permutes.</summary>
    private static uint Cipher(uint right, ulong roundKey)
    {
        var boxed = 0u;
        for (var box = 0; box < 8; box++)
        {
            // The expansion is six neighbouring bits, the outer two shared with the next boxes.
            var six = (int)(BitOperations.RotateRight(right, 27 - 4 * box) & 0x3f) ^ (int)(roundKey >> 42 - 6 * box & 0x3f);
            boxed = boxed << 4 | Boxes[box][(six & 0x20) | (six & 1) << 4 | six >> 1 & 0x0f];
        }
        return (uint)Permute(boxed, 32, CipherPermutation);
    }

    /// <summary>Takes the bits that the table names, counted from 1 at the left of <paramref name="width"/>.</summary>
    private static ulong Permute(ulong input, int width, ReadOnlySpan<byte> table)
    {
        ulong output = 0;
        foreach (var bit in table)
            output = output << 1 | input >> width - bit & 1;
        return output;
    }

    private static ulong Inverse(ReadOnlySpan<byte> table, ulong input)
    {
        ulong output = 0;
        for (var i = 0; i < table.Length; i++)
            output |= (input >> 63 - i & 1) << 64 - table[i];
        return output;
    }

    private static ReadOnlySpan<byte> Shifts => [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

    private static ReadOnlySpan<byte> InitialPermutation =>
    [
        58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8,
        57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7,
    ];

    private static ReadOnlySpan<byte> PermutedChoice1 =>
    [
        57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
        63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
    ];

    private static ReadOnlySpan<byte> PermutedChoice2 =>
    [
        14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
        41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
    ];

    private static ReadOnlySpan<byte> CipherPermutation =>
    [
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
    ];

    /// <summary>S1 to S8: four rows of sixteen, a hexadecimal digit each.</summary>
    private static readonly byte[][] Boxes =
    [
        Box("E4D12FB83A6C5907" + "0F74E2D1A6CB9538" + "41E8D62BFC973A50" + "FC8249175B3EA06D"),
        Box("F18E6B34972DC05A" + "3D47F28EC01A69B5" + "0E7BA4D158C6932F" + "D8A13F42B67C05E9"),
        Box("A09E63F51DC7B428" + "D709346A285ECBF1" + "D6498F30B12C5AE7" + "1AD069874FE3B52C"),
        Box("7DE3069A1285BC4F" + "D8B56F03472C1AE9" + "A690CB7DF13E5284" + "3F06A1D8945BC72E"),
        Box("2C417AB6853FD0E9" + "EB2C47D150FA3986" + "421BAD78F9C5630E" + "B8C71E2D6F09A453"),
        Box("C1AF92680D34E75B" + "AF427C9561DE0B38" + "9EF528C3704A1DB6" + "432C95FABE17608D"),
        Box("4B2EF08D3C975A61" + "D0B7491AE35C2F86" + "14BDC37EAF680592" + "6BD814A7950FE23C"),
        Box("D2846FB1A93E50C7" + "1FD8A374C56B0E92" + "7B419CE206ADF358" + "21E74A8DFC90356B"),
    ];

    private static byte[] Box(string digits) => [.. digits.Select(digit => (byte)Convert.ToInt32(digit.ToString(), 16))];
}
