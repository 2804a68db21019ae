using System.Buffers.Binary;
using System.Net;
using Concentrator.DataPlane.Packets;

namespace Concentrator.DataPlane.Tests;

/// <summary>Builds IP packets with right lengths and checksums, and checks those of others.</summary>
internal static class Packets
{
    private const byte UdpProtocol = 17, TcpProtocol = 6;

    public static byte[] Udp4(string source, string destination, ReadOnlySpan<byte> payload, bool dontFragment = false) =>
        Ip(source, destination, UdpProtocol, [0x12, 0x34, 0x56, 0x78, .. BigEndian(8 + payload.Length), 0, 0, .. payload], dontFragment);

    public static byte[] Udp6(string source, string destination, ReadOnlySpan<byte> payload) =>
        Ip(source, destination, UdpProtocol, [0x12, 0x34, 0x56, 0x78, .. BigEndian(8 + payload.Length), 0, 0, .. payload]);

    /// <summary>A TCP segment without payload, with a right checksum.</summary>
    public static byte[] Segment(string source, string destination, byte flags, params byte[] options)
    {
        byte[] segment = [0, 80, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2, (byte)((20 + options.Length) / 4 << 4), flags, 0x40, 0, 0, 0, 0, 0, .. options];
        var packet = Ip(source, destination, TcpProtocol, segment);
        var at = packet.Length - segment.Length;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(at + 16), InternetChecksum.Finish(TransportSum(packet)));
        return packet;
    }

    /// <summary>A TCP segment with a right checksum.</summary>
    public static byte[] Tcp(string source, string destination, uint sequence, byte flags, byte[] payload, int id = 7, byte[]? options = null)
    {
        options ??= [];
        byte[] segment =
        [
            0, 80, 1, 2, (byte)(sequence >> 24), (byte)(sequence >> 16), .. BigEndian((int)(sequence & 0xffff)), 0, 0, 0, 2,
            (byte)((20 + options.Length) / 4 << 4), flags, 0x40, 0, 0, 0, 0, 0, .. options, .. payload,
        ];
        return WithId(Ip(source, destination, TcpProtocol, segment, dontFragment: true), id);
    }

    /// <summary>A UDP datagram with a right checksum.</summary>
    public static byte[] Udp(string source, string destination, byte[] payload, int id = 7) =>
        WithId(Ip(source, destination, UdpProtocol, [0x12, 0x34, 0x56, 0x78, .. BigEndian(8 + payload.Length), 0, 0, .. payload]), id);

    public static byte[] WithIpOptions(byte[] packet)
    {
        byte[] with = [0x46, .. packet[1..20], 1, 1, 1, 1, .. packet[20..]];
        BinaryPrimitives.WriteUInt16BigEndian(with.AsSpan(2), (ushort)with.Length);
        return with;
    }

    /// <summary>Makes the checksums of IPv4, TCP and UDP right again.</summary>
    public static void FixChecksums(byte[] packet)
    {
        var isIpv4 = packet[0] >> 4 == 4;
        if (isIpv4)
        {
            packet.AsSpan(10, 2).Clear();
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), InternetChecksum.Finish(InternetChecksum.Sum(packet.AsSpan(0, 20))));
        }

        TransportChecksum.Write(packet, isIpv4, isIpv4 ? 20 : 40, packet[isIpv4 ? 9 : 6]);
    }

    public static byte[] Ip(string source, string destination, byte protocol, byte[] payload, bool dontFragment = false)
    {
        var (from, to) = (IPAddress.Parse(source).GetAddressBytes(), IPAddress.Parse(destination).GetAddressBytes());
        if (from.Length == 16)
            return [0x60, 0, 0, 0, .. BigEndian(payload.Length), protocol, 64, .. from, .. to, .. payload];

        byte[] header = [0x45, 0, .. BigEndian(20 + payload.Length), 0, 7, (byte)(dontFragment ? 0x40 : 0), 0, 64, protocol, 0, 0, .. from, .. to];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), InternetChecksum.Finish(InternetChecksum.Sum(header)));
        return [.. header, .. payload];
    }

    /// <summary>Whether the checksums of the IPv4 header, and of TCP or ICMP, are right.</summary>
    public static bool AreChecksumsRight(byte[] packet)
    {
        var header = packet[0] >> 4 == 6 ? 40 : (packet[0] & 15) * 4;
        var headerRight = packet[0] >> 4 == 6 || InternetChecksum.Finish(InternetChecksum.Sum(packet.AsSpan(0, header))) == 0;
        var isIcmp4 = packet[0] >> 4 == 4 && packet[9] == 1;
        var sum = isIcmp4 ? InternetChecksum.Sum(packet.AsSpan(header)) : TransportSum(packet);
        return headerRight && InternetChecksum.Finish(sum) == 0;
    }

    private static ulong TransportSum(byte[] packet)
    {
        var ipv6 = packet[0] >> 4 == 6;
        var addresses = ipv6 ? packet.AsSpan(8, 32) : packet.AsSpan(12, 8);
        var payload = packet.AsSpan(ipv6 ? 40 : 20);
        return InternetChecksum.Sum(addresses) + (ulong)payload.Length + packet[ipv6 ? 6 : 9] + InternetChecksum.Sum(payload);
    }

    private static byte[] WithId(byte[] packet, int id)
    {
        if (packet[0] >> 4 == 4)
            BigEndian(id).CopyTo(packet, 4);
        FixChecksums(packet);
        return packet;
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 8), (byte)value];
}
