using System.Buffers.Binary;

namespace Concentrator.DataPlane.Packets;

/// <summary>What forwarding must know of an IP packet. IPv4 addresses are IPv6-mapped, as in <see cref="Protocol.Ids.Endpoint"/>.</summary>
/// <param name="Length">Octets of the packet by its own header; what lies behind is link padding.</param>
internal readonly record struct IpPacket(bool IsIpv4, UInt128 Source, UInt128 Destination, int Length)
{
    public const int MinIpv4Header = 20, Ipv6Header = 40;

    public static readonly UInt128 MappedIpv4 = (UInt128)0xffff_0000_0000;

    /// <summary>False when the lengths in the header do not fit each other or the octets that are there.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out IpPacket packet)
    {
        packet = default;
        return !octets.IsEmpty && (octets[0] >> 4) switch
        {
            4 => TryParseIpv4(octets, out packet),
            6 => TryParseIpv6(octets, out packet),
            _ => false,
        };
    }

    private static bool TryParseIpv4(ReadOnlySpan<byte> octets, out IpPacket packet)
    {
        packet = default;
        if (octets.Length < MinIpv4Header)
            return false;
        var header = (octets[0] & 15) * 4;
        var length = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        if (header < MinIpv4Header || length < header || length > octets.Length)
            return false;
        packet = new IpPacket(
            true,
            MappedIpv4 | BinaryPrimitives.ReadUInt32BigEndian(octets[12..]),
            MappedIpv4 | BinaryPrimitives.ReadUInt32BigEndian(octets[16..]),
            length);
        return true;
    }

    private static bool TryParseIpv6(ReadOnlySpan<byte> octets, out IpPacket packet)
    {
        packet = default;
        if (octets.Length < Ipv6Header)
            return false;
        var length = Ipv6Header + BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        if (length > octets.Length)
            return false;
        packet = new IpPacket(
            false, BinaryPrimitives.ReadUInt128BigEndian(octets[8..]), BinaryPrimitives.ReadUInt128BigEndian(octets[24..]), length);
        return true;
    }
}
