using System.Buffers.Binary;

namespace Concentrator.DataPlane.Packets;

/// <summary>The checksum of TCP and UDP, which covers a pseudo header of addresses, protocol and length (RFC 9293 section 3.1, RFC 768, RFC 8200 section 8.1).</summary>
internal static class TransportChecksum
{
    /// <summary>Where in its header a protocol keeps its checksum.</summary>
    public static int OffsetOf(byte protocol) => protocol == FlowPacket.Tcp ? 16 : 6;

    /// <param name="length">Octets of transport header and payload.</param>
    public static ulong PseudoHeaderSum(ReadOnlySpan<byte> packet, bool isIpv4, byte protocol, int length) =>
        InternetChecksum.Sum(isIpv4 ? packet.Slice(12, 8) : packet.Slice(8, 32)) + protocol + (ulong)length;

    /// <summary>Whether the packet's checksum is there and right.</summary>
    public static bool IsRight(ReadOnlySpan<byte> packet, in FlowPacket flow)
    {
        var transport = packet[flow.Transport..];
        return BinaryPrimitives.ReadUInt16BigEndian(transport[OffsetOf(flow.Flow.Protocol)..]) != 0
            && InternetChecksum.Finish(PseudoHeaderSum(packet, flow.IsIpv4, flow.Flow.Protocol, transport.Length) + InternetChecksum.Sum(transport)) == 0;
    }

    /// <summary>Computes the checksum anew.</summary>
    public static void Write(Span<byte> packet, bool isIpv4, int at, byte protocol)
    {
        var transport = packet[at..];
        var field = transport[OffsetOf(protocol)..];
        field[..2].Clear();
        var sum = PseudoHeaderSum(packet, isIpv4, protocol, transport.Length) + InternetChecksum.Sum(transport);
        BinaryPrimitives.WriteUInt16BigEndian(field, Stored(InternetChecksum.Finish(sum), protocol));
    }

    /// <summary>Finishes a checksum that so far covers the pseudo header alone, as the kernel leaves it to a device. False when it lies outside of the packet.</summary>
    public static bool Finish(Span<byte> packet, int start, int offset)
    {
        if (start + offset + 2 > packet.Length)
            return false;
        var covered = packet[start..];
        var checksum = InternetChecksum.Finish(InternetChecksum.Sum(covered));
        BinaryPrimitives.WriteUInt16BigEndian(covered[offset..], Stored(checksum, offset == OffsetOf(FlowPacket.Udp) ? FlowPacket.Udp : FlowPacket.Tcp));
        return true;
    }

    /// <summary>Of UDP, 0 would say that there is none.</summary>
    private static ushort Stored(ushort checksum, byte protocol) => checksum == 0 && protocol == FlowPacket.Udp ? (ushort)0xffff : checksum;
}
