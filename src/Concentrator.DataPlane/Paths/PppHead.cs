using System.Buffers.Binary;

namespace Concentrator.DataPlane.Paths;

/// <summary>Writes the head of a PPP frame in front of its packet.</summary>
public static class PppHead
{
    /// <summary>Of an uncompressed one, octets.</summary>
    public const int Size = 4;

    private const ushort AllStationsUnnumbered = 0xff03;

    /// <summary>Gives where the frame begins.</summary>
    /// <param name="packetStart">At least four octets into the buffer.</param>
    /// <param name="compressAddressControl">Leave FF 03 out (RFC 1661 section 6.6).</param>
    /// <param name="compressProtocol">One octet will do for protocols below 256 (RFC 1661 section 6.5).</param>
    public static int WriteBefore(
        Span<byte> buffer, int packetStart, ushort protocol, bool compressAddressControl = false, bool compressProtocol = false)
    {
        var at = packetStart;
        if (compressProtocol && protocol <= byte.MaxValue)
            buffer[--at] = (byte)protocol;
        else
            BinaryPrimitives.WriteUInt16BigEndian(buffer[(at -= 2)..], protocol);
        if (!compressAddressControl)
            at = WriteAddressControlBefore(buffer, at);
        return at;
    }

    /// <summary>Writes FF 03 in front of a frame that begins with its protocol field. Gives where it begins now.</summary>
    public static int WriteAddressControlBefore(Span<byte> buffer, int frameStart)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(frameStart - sizeof(ushort))..], AllStationsUnnumbered);
        return frameStart - sizeof(ushort);
    }
}
