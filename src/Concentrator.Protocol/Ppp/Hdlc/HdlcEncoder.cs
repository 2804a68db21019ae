using System.Buffers;
using System.Buffers.Binary;

namespace Concentrator.Protocol.Ppp.Hdlc;

/// <summary>
/// Frames for an asynchronous line (RFC 1662 section 4): flag, the frame and its FCS with octets escaped, flag. The frame is taken
/// as it comes, with or without address and control field. Immutable; does not allocate.
/// </summary>
/// <param name="accm">Control characters to escape: bit n is character n (RFC 1662 section 7.1).</param>
public sealed class HdlcEncoder(uint accm)
{
    internal const byte Flag = 0x7e, Escape = 0x7d, Complement = 0x20;

    /// <summary>Every control character escaped: what holds until LCP agreed otherwise, and for LCP itself always.</summary>
    public static readonly HdlcEncoder Cautious = new(0xffff_ffff);

    private readonly SearchValues<byte> _escaped = SearchValues.Create(
        [Flag, Escape, .. Enumerable.Range(0, 32).Where(n => (accm >> n & 1) != 0).Select(n => (byte)n)]);

    /// <summary>Octets that hold any frame of this length, should all of it need escaping.</summary>
    public static int MaxEncodedSize(int frameLength) => 2 * (frameLength + Fcs16.Size) + 2;

    /// <summary>Writes one frame; gives the octets written.</summary>
    /// <param name="output">At least <see cref="MaxEncodedSize"/>.</param>
    public int Encode(ReadOnlySpan<byte> frame, Span<byte> output)
    {
        Span<byte> fcs = stackalloc byte[Fcs16.Size];
        BinaryPrimitives.WriteUInt16LittleEndian(fcs, (ushort)~Fcs16.Update(Fcs16.Initial, frame));

        output[0] = Flag;
        var length = 1;
        length += Stuff(frame, output[length..]);
        length += Stuff(fcs, output[length..]);
        output[length++] = Flag;
        return length;
    }

    private int Stuff(ReadOnlySpan<byte> octets, Span<byte> output)
    {
        var written = 0;
        while (true)
        {
            var plain = octets.IndexOfAny(_escaped);
            if (plain < 0)
            {
                octets.CopyTo(output[written..]);
                return written + octets.Length;
            }

            octets[..plain].CopyTo(output[written..]);
            written += plain;
            output[written++] = Escape;
            output[written++] = (byte)(octets[plain] ^ Complement);
            octets = octets[(plain + 1)..];
        }
    }
}
