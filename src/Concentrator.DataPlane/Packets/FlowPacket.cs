using System.Buffers.Binary;

namespace Concentrator.DataPlane.Packets;

/// <summary>The packets that belong together.</summary>
/// <param name="Ports">Source and destination.</param>
internal readonly record struct Flow(UInt128 Source, UInt128 Destination, uint Ports, byte Protocol);

/// <summary>A TCP or UDP packet that is no fragment and has neither IP options nor extension headers.</summary>
/// <param name="Transport">Where its TCP or UDP header begins.</param>
/// <param name="Payload">Where its payload begins.</param>
/// <param name="Length">Octets of the whole packet.</param>
internal readonly record struct FlowPacket(Flow Flow, bool IsIpv4, int Transport, int Payload, int Length)
{
    public const byte Tcp = 6, Udp = 17;
    public const int UdpHeader = 8, MinTcpHeader = 20;

    private const int FragmentMask = 0x3fff;   // "more fragments", and the offset

    public bool IsTcp => Flow.Protocol == Tcp;

    public int PayloadLength => Length - Payload;

    /// <param name="octets">A whole, checked IP packet.</param>
    public static bool TryParse(ReadOnlySpan<byte> octets, in IpPacket packet, out FlowPacket flow)
    {
        flow = default;
        var transport = packet.IsIpv4 ? IpPacket.MinIpv4Header : IpPacket.Ipv6Header;
        if (packet.IsIpv4 && (octets[0] != 0x45 || (BinaryPrimitives.ReadUInt16BigEndian(octets[6..]) & FragmentMask) != 0))
            return false;
        var protocol = octets[packet.IsIpv4 ? 9 : 6];
        if (PayloadAt(octets, transport, protocol) is not (> 0 and var payload))
            return false;
        var ports = BinaryPrimitives.ReadUInt32BigEndian(octets[transport..]);
        flow = new FlowPacket(new Flow(packet.Source, packet.Destination, ports, protocol), packet.IsIpv4, transport, payload, octets.Length);
        return true;
    }

    /// <summary>Where the payload behind a transport header begins; 0 where there is no such header, or its lengths do not fit.</summary>
    public static int PayloadAt(ReadOnlySpan<byte> octets, int transport, byte protocol)
    {
        var left = octets.Length - transport;
        switch (protocol)
        {
            case Tcp when left >= MinTcpHeader:
                var header = (octets[transport + 12] >> 4) * 4;
                return header >= MinTcpHeader && header <= left ? transport + header : 0;
            case Udp when left >= UdpHeader:
                return transport + UdpHeader;
            default:
                return 0;
        }
    }
}
