using System.Buffers.Binary;

namespace Concentrator.DataPlane.Packets;

/// <summary>
/// The ICMP error that tells a sender which size fits: "fragmentation needed and DF set" (RFC 1191 section 4) or ICMPv6 "packet
/// too big" (RFC 4443 section 3.2).
/// </summary>
/// <remarks>
/// It names the packet's own destination as its source. An address of this host would be refused by the kernel, since such a
/// packet may not come in from a device; the subscriber's address comes from where its route points and passes every filter.
/// </remarks>
internal static class PacketTooBig
{
    /// <summary>Octets that hold any of these errors.</summary>
    public const int MaxSize = MaxIpv6Size;

    private const int IcmpHeader = 8;
    private const int MaxIpv4Size = 576; // RFC 1812 section 4.3.2.3
    private const int MaxIpv6Size = 1280; // RFC 4443 section 2.4(c)
    private const byte Icmp = 1, Icmp6 = 58, HopLimit = 64;

    /// <summary>Writes the error about a packet; 0 when none may be sent (RFC 1812 section 4.3.2.7, RFC 4443 section 2.4(e)).</summary>
    public static int Write(Span<byte> output, ReadOnlySpan<byte> packet, int mtu) =>
        packet[0] >> 4 == 4 ? WriteIpv4(output, packet, mtu) : WriteIpv6(output, packet, mtu);

    private static int WriteIpv4(Span<byte> output, ReadOnlySpan<byte> packet, int mtu)
    {
        var header = (packet[0] & 15) * 4;
        var isLaterFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1fff) != 0;
        if (isLaterFragment || packet[12] is 0 or >= 224 || (packet[9] == Icmp && IsIcmpError(packet[header..])))
            return 0;

        var quoted = Math.Min(packet.Length, MaxIpv4Size - IpPacket.MinIpv4Header - IcmpHeader);
        var length = IpPacket.MinIpv4Header + IcmpHeader + quoted;
        output[..(IpPacket.MinIpv4Header + IcmpHeader)].Clear();
        output[0] = 0x45;
        output[1] = 0xc0; // precedence "internetwork control" (RFC 1812 section 4.3.2.5)
        BinaryPrimitives.WriteUInt16BigEndian(output[2..], (ushort)length);
        output[8] = HopLimit;
        output[9] = Icmp;
        packet[16..20].CopyTo(output[12..]);
        packet[12..16].CopyTo(output[16..]);
        Store(output[10..], InternetChecksum.Sum(output[..IpPacket.MinIpv4Header]));

        var icmp = output[IpPacket.MinIpv4Header..length];
        icmp[0] = 3;
        icmp[1] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)mtu);
        packet[..quoted].CopyTo(icmp[IcmpHeader..]);
        Store(icmp[2..], InternetChecksum.Sum(icmp));
        return length;
    }

    private static int WriteIpv6(Span<byte> output, ReadOnlySpan<byte> packet, int mtu)
    {
        var unspecifiedOrMulticast = packet[8] == 0xff || packet[8..24].IndexOfAnyExcept((byte)0) < 0;
        if (unspecifiedOrMulticast || (packet[6] == Icmp6 && packet.Length > IpPacket.Ipv6Header && packet[IpPacket.Ipv6Header] < 128))
            return 0;

        var quoted = Math.Min(packet.Length, MaxIpv6Size - IpPacket.Ipv6Header - IcmpHeader);
        var length = IpPacket.Ipv6Header + IcmpHeader + quoted;
        output[..(IpPacket.Ipv6Header + IcmpHeader)].Clear();
        output[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(output[4..], (ushort)(IcmpHeader + quoted));
        output[6] = Icmp6;
        output[7] = HopLimit;
        packet[24..40].CopyTo(output[8..]);
        packet[8..24].CopyTo(output[24..]);

        var icmp = output[IpPacket.Ipv6Header..length];
        icmp[0] = 2;
        BinaryPrimitives.WriteUInt32BigEndian(icmp[4..], (uint)mtu);
        packet[..quoted].CopyTo(icmp[IcmpHeader..]);
        var pseudoHeader = InternetChecksum.Sum(output[8..IpPacket.Ipv6Header]) + (ulong)icmp.Length + Icmp6;
        Store(icmp[2..], pseudoHeader + InternetChecksum.Sum(icmp));
        return length;
    }

    /// <summary>All ICMP types but the queries and their replies.</summary>
    private static bool IsIcmpError(ReadOnlySpan<byte> icmp) => icmp.IsEmpty || icmp[0] is 3 or 4 or 5 or 11 or 12;

    private static void Store(Span<byte> field, ulong sum) => BinaryPrimitives.WriteUInt16BigEndian(field, InternetChecksum.Finish(sum));
}
