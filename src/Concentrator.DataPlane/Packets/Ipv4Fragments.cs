using System.Buffers.Binary;

namespace Concentrator.DataPlane.Packets;

/// <summary>
/// Cuts an IPv4 packet without DF into fragments that fit a link (RFC 791 section 3.2). Packets with options are not cut: which
/// options go into later fragments depends on each, and nobody sends them.
/// </summary>
internal ref struct Ipv4Fragments
{
    private const ushort DontFragment = 0x4000, MoreFragments = 0x2000, OffsetMask = 0x1fff;

    private readonly ReadOnlySpan<byte> _packet;
    private readonly int _payloadSize;
    private int _at;

    private Ipv4Fragments(ReadOnlySpan<byte> packet, int mtu)
    {
        _packet = packet;
        _payloadSize = mtu - IpPacket.MinIpv4Header & ~7;
        _at = IpPacket.MinIpv4Header;
    }

    /// <summary>False when the packet must not or cannot be cut.</summary>
    /// <param name="packet">A whole, checked IP packet.</param>
    public static bool TryCut(ReadOnlySpan<byte> packet, int mtu, out Ipv4Fragments fragments)
    {
        fragments = new Ipv4Fragments(packet, mtu);
        return packet[0] == 0x45 && (Field(packet) & DontFragment) == 0 && fragments._payloadSize >= 8;
    }

    /// <summary>Writes the next fragment; 0 when there is none left.</summary>
    /// <param name="output">At least the MTU.</param>
    public int Next(Span<byte> output)
    {
        var left = _packet.Length - _at;
        if (left == 0)
            return 0;
        var taken = Math.Min(left, _payloadSize);
        var length = IpPacket.MinIpv4Header + taken;
        _packet[..IpPacket.MinIpv4Header].CopyTo(output);
        _packet.Slice(_at, taken).CopyTo(output[IpPacket.MinIpv4Header..]);

        // A packet that is itself a fragment keeps its own offset, and its "more" on the last piece.
        var original = Field(_packet);
        var offset = (original & OffsetMask) + (_at - IpPacket.MinIpv4Header) / 8;
        var more = taken < left ? MoreFragments : original & MoreFragments;
        BinaryPrimitives.WriteUInt16BigEndian(output[2..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(output[6..], (ushort)(offset | more));
        BinaryPrimitives.WriteUInt16BigEndian(output[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(output[10..], InternetChecksum.Finish(InternetChecksum.Sum(output[..IpPacket.MinIpv4Header])));
        _at += taken;
        return length;
    }

    private static int Field(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
}
