using System.Buffers.Binary;
using System.Numerics;

namespace Concentrator.Protocol.Ppp;

/// <summary>MD4 (RFC 1320), which MS-CHAPv2 needs and the class library does not have. Broken as a hash; of no other use.</summary>
internal static class Md4
{
    private const int BlockLength = 64;

    public static byte[] HashData(ReadOnlySpan<byte> message)
    {
        // Section 3.1 and 3.2: a one bit, zeros, and the length in bits fill the last block.
        var padded = new byte[(message.Length + 8) / BlockLength * BlockLength + BlockLength];
        message.CopyTo(padded);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64LittleEndian(padded.AsSpan(padded.Length - 8), (ulong)message.Length * 8);

        var (a, b, c, d) = (0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u);
        Span<uint> x = stackalloc uint[16];
        for (var block = padded.AsSpan(); !block.IsEmpty; block = block[BlockLength..])
        {
            for (var i = 0; i < x.Length; i++)
                x[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);
            var (aa, bb, cc, dd) = (a, b, c, d);
            for (var step = 0; step < 48; step++)
            {
                var mixed = BitOperations.RotateLeft(a + Mix(step / 16, b, c, d) + x[Order(step)], Shift(step));
                (a, b, c, d) = (d, mixed, b, c);
            }
            (a, b, c, d) = (a + aa, b + bb, c + cc, d + dd);
        }

        var digest = new byte[16];
        foreach (var (i, word) in new[] { a, b, c, d }.Index())
            BinaryPrimitives.WriteUInt32LittleEndian(digest.AsSpan(4 * i), word);
        return digest;
    }

    /// <summary>F, G and H, each with its round's constant (section 3.4).</summary>
    private static uint Mix(int round, uint x, uint y, uint z) => round switch
    {
        0 => (x & y) | (~x & z),
        1 => ((x & y) | (x & z) | (y & z)) + 0x5a827999,
        _ => (x ^ y ^ z) + 0x6ed9eba1,
    };

    /// <summary>Which word of the block a step takes: in order; by columns; with the bits of the index reversed.</summary>
    private static int Order(int step) => (step / 16, step % 16) switch
    {
        (0, var i) => i,
        (1, var i) => i % 4 * 4 + i / 4,
        (_, var i) => (i & 1) << 3 | (i & 2) << 1 | (i & 4) >> 1 | (i & 8) >> 3,
    };

    private static int Shift(int step) => Shifts[step / 16 * 4 + step % 4];

    private static ReadOnlySpan<byte> Shifts => [3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15];
}
