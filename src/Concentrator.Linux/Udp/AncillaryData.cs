using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>
/// The control messages (cmsg(3)) beside a datagram: its local address (IP_PKTINFO, IPV6_PKTINFO), its mark (IP_TOS,
/// IPV6_TCLASS), and how a train of datagrams is divided (UDP_SEGMENT when sent, UDP_GRO when received).
/// </summary>
internal static unsafe class AncillaryData
{
    /// <summary>Octets that <see cref="WriteLocal"/> needs.</summary>
    public const int MaxLocalSize = 40;

    /// <summary>Octets that <see cref="WriteMark"/> needs.</summary>
    public const int MarkSize = 24;

    private const int LevelIp = 0, LevelUdp = 17, LevelIpv6 = 41;
    private const int PacketInfo = 8, PacketInfo6 = 50, Tos = 1, TrafficClass = 67, UdpSegment = 103, UdpGro = 104;

    /// <summary>Writes the address that a datagram is to leave from; gives the octets.</summary>
    public static int WriteLocal(Span<byte> control, InetEndpoint local)
    {
        var data = control[sizeof(ControlHeader)..];
        var header = local.IsIpv4
            ? new ControlHeader { Length = 16 + 12, Level = LevelIp, Type = PacketInfo }
            : new ControlHeader { Length = 16 + 20, Level = LevelIpv6, Type = PacketInfo6 };
        Unsafe.WriteUnaligned(ref control[0], header);
        if (local.IsIpv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data[4..], (uint)local.Address);
            return 32;
        }

        BinaryPrimitives.WriteUInt128BigEndian(data, local.Address);
        BitConverter.TryWriteBytes(data[16..], local.Scope);
        return 40;
    }

    /// <summary>Writes the DSCP that a datagram is to carry, 0 to 63; gives the octets.</summary>
    public static int WriteMark(Span<byte> control, int dscp, bool isIpv4)
    {
        var header = new ControlHeader { Length = 16 + sizeof(int), Level = isIpv4 ? LevelIp : LevelIpv6, Type = isIpv4 ? Tos : TrafficClass };
        Unsafe.WriteUnaligned(ref control[0], header);
        BitConverter.TryWriteBytes(control[sizeof(ControlHeader)..], dscp << 2);
        return MarkSize;
    }

    /// <summary>Makes a message a train of datagrams of this many octets each. It needs 24 octets of room.</summary>
    public static void AddSegmentSize(ref MessageHeader message, ushort octets)
    {
        var control = (ControlHeader*)(message.Control + message.ControlLength);
        *control = new ControlHeader { Length = (nuint)sizeof(ControlHeader) + sizeof(ushort), Level = LevelUdp, Type = UdpSegment };
        *(ushort*)(control + 1) = octets;
        message.ControlLength += (nuint)Aligned(sizeof(ControlHeader) + sizeof(ushort));
    }

    /// <summary>Reads what a received message carries of the local address and the length of a train's datagrams.</summary>
    public static void Read(ReadOnlySpan<byte> control, ushort port, ref InetEndpoint local, ref int segment)
    {
        while (control.Length >= sizeof(ControlHeader))
        {
            var header = Unsafe.ReadUnaligned<ControlHeader>(ref Unsafe.AsRef(in control[0]));
            if (header.Length < (nuint)sizeof(ControlHeader) || header.Length > (nuint)control.Length)
                return;
            var data = control[sizeof(ControlHeader)..(int)header.Length];
            switch (header.Level, header.Type)
            {
                // struct in_pktinfo: interface index, local address to answer from, destination of the header.
                case (LevelIp, PacketInfo) when data.Length >= 12:
                    local = InetEndpoint.FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(data[4..]), port);
                    break;

                // struct in6_pktinfo: destination, interface index.
                case (LevelIpv6, PacketInfo6) when data.Length >= 20:
                    local = InetEndpoint.FromIpv6(data[..16], port, BitConverter.ToUInt32(data[16..]));
                    break;

                case (LevelUdp, UdpGro) when data.Length >= sizeof(int):
                    segment = BitConverter.ToInt32(data);
                    break;
            }

            control = control[Math.Min(control.Length, Aligned((int)header.Length))..];
        }
    }

    /// <summary>Where the next control message begins.</summary>
    private static int Aligned(int length) => length + 7 & ~7;
}
