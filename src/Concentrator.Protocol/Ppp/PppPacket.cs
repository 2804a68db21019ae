using System.Buffers.Binary;

namespace Concentrator.Protocol.Ppp;

/// <summary>
/// The shape that LCP, every network control protocol, PAP and CHAP share: Code, Identifier, Length and Data
/// (RFC 1661 section 5, RFC 1334 section 2.2, RFC 1994 section 4). What a code means depends on the protocol.
/// </summary>
public readonly record struct PppPacket(byte Code, byte Identifier, ReadOnlyMemory<byte> Data)
{
    public const int HeaderLength = 4;

    /// <summary>
    /// False when the Length field is below the header's own length or beyond the octets there are: such a packet is silently
    /// discarded. Octets behind Length are padding and left out.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> input, out PppPacket packet)
    {
        packet = default;
        if (!TryReadLength(input.Span, out var length))
            return false;
        packet = new PppPacket(input.Span[0], input.Span[1], input[HeaderLength..length]);
        return true;
    }

    internal static bool TryReadLength(ReadOnlySpan<byte> input, out int length)
    {
        length = input.Length < HeaderLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(input[2..]);
        return length >= HeaderLength && length <= input.Length;
    }

    public static byte[] Write(byte code, byte identifier, ReadOnlySpan<byte> data)
    {
        var packet = new byte[HeaderLength + data.Length];
        packet[0] = code;
        packet[1] = identifier;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        data.CopyTo(packet.AsSpan(HeaderLength));
        return packet;
    }

    public static byte[] Write(LcpCode code, byte identifier, ReadOnlySpan<byte> data = default) => Write((byte)code, identifier, data);
}
