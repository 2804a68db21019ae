using System.Buffers.Binary;

namespace Concentrator.DataPlane.Packets;

/// <summary>
/// Lowers the maximum segment size that a TCP SYN announces, so that no segment needs fragmentation on a link narrower than its
/// ends know (many networks lose the ICMP messages that would tell them).
/// </summary>
internal static class TcpMss
{
    private const byte Tcp = 6, Syn = 0x02;
    private const byte EndOfOptions = 0, NoOperation = 1, MaximumSegmentSize = 2;
    private const int MinTcpHeader = 20;

    /// <summary>Rewrites the packet in place when it is a SYN that announces more than fits <paramref name="mtu"/>.</summary>
    /// <param name="packet">A whole, checked IP packet.</param>
    public static void Clamp(Span<byte> packet, int mtu)
    {
        if (!TryFindTcp(packet, out var ipHeader))
            return;
        var tcp = packet[ipHeader..];
        if (tcp.Length < MinTcpHeader || (tcp[13] & Syn) == 0)
            return;
        var header = (tcp[12] >> 4) * 4;
        if (header > MinTcpHeader && header <= tcp.Length)
            ClampOption(tcp[..header], (ushort)Math.Max(0, mtu - ipHeader - MinTcpHeader));
    }

    /// <summary>Only a first fragment holds the TCP header; IPv6 extension headers are not walked: no SYN has them in practice.</summary>
    private static bool TryFindTcp(ReadOnlySpan<byte> packet, out int offset)
    {
        if (packet[0] >> 4 == 6)
        {
            offset = IpPacket.Ipv6Header;
            return packet[6] == Tcp;
        }

        offset = (packet[0] & 15) * 4;
        return packet[9] == Tcp && (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1fff) == 0;
    }

    private static void ClampOption(Span<byte> tcp, ushort limit)
    {
        for (var at = MinTcpHeader; at < tcp.Length && tcp[at] != EndOfOptions;)
        {
            if (tcp[at] == NoOperation)
            {
                at++;
                continue;
            }

            if (at + 1 >= tcp.Length || tcp[at + 1] < 2 || at + tcp[at + 1] > tcp.Length)
                return;
            if (tcp[at] == MaximumSegmentSize && tcp[at + 1] == 4)
            {
                Lower(tcp, at + 2, limit);
                return;
            }

            at += tcp[at + 1];
        }
    }

    private static void Lower(Span<byte> tcp, int at, ushort limit)
    {
        var announced = BinaryPrimitives.ReadUInt16BigEndian(tcp[at..]);
        if (announced <= limit)
            return;
        var checksum = BinaryPrimitives.ReadUInt16BigEndian(tcp[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[at..], limit);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], InternetChecksum.Adjust(checksum, announced, limit, (at & 1) != 0));
    }
}
