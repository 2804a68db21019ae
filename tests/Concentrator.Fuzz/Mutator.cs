using System.Buffers.Binary;

namespace Concentrator.Fuzzing;

/// <summary>New inputs from known ones.</summary>
public static class Mutator
{
    public const int LongestInput = 2048;

    private const int MostMutations = 8;

    /// <summary>Values at the edges of fields of one and of two octets.</summary>
    private static readonly ushort[] Edges = [0, 1, 2, 3, 5, 6, 7, 0x0c, 0x10, 0x20, 0x3f, 0x40, 0x7d, 0x7e, 0x7f, 0x80, 0xc0, 0xfe, 0xff, 0x100, 0x3ff, 0x400, 0x7fff, 0x8000, 0xfffe, 0xffff];

    public static byte[] Mutate(IReadOnlyList<byte[]> corpus, Random random)
    {
        if (random.Next(50) == 0)
            return Octets(random, random.Next(64));
        var input = new List<byte>(Pick(corpus, random));
        for (var mutations = 1 + random.Next(MostMutations) * random.Next(2); mutations > 0; mutations--)
            Change(input, corpus, random);
        return [.. input.Take(LongestInput)];
    }

    private static void Change(List<byte> input, IReadOnlyList<byte[]> corpus, Random random)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(random.Next(1, 1 + (1 << random.Next(6))), input.Count - at);
        switch (random.Next(10))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 2 when at < input.Count:
                input[at] = (byte)Edges[random.Next(Edges.Length)];
                break;
            case 3 when at + 1 < input.Count:
                SetUInt16(input, at, Edges[random.Next(Edges.Length)]);
                break;
            case 4 when at + 1 < input.Count: // a length that is nearly right
                SetUInt16(input, at, (ushort)((input[at] << 8 | input[at + 1]) + random.Next(-8, 9)));
                break;
            case 5:
                input.RemoveRange(at, length);
                break;
            case 6:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 7:
                input.InsertRange(at, Octets(random, random.Next(1, 9)));
                break;
            case 8:
                input.RemoveRange(at, input.Count - at);
                break;
            default: // the end of another
                var other = Pick(corpus, random);
                input.RemoveRange(at, input.Count - at);
                input.AddRange(other[random.Next(other.Length + 1)..]);
                break;
        }
    }

    private static byte[] Pick(IReadOnlyList<byte[]> corpus, Random random) => corpus[random.Next(corpus.Count)];

    private static byte[] Octets(Random random, int count)
    {
        var octets = new byte[count];
        random.NextBytes(octets);
        return octets;
    }

    private static void SetUInt16(List<byte> input, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16BigEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(input)[at..], value);
}
