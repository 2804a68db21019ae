using System.Buffers.Binary;
using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Load.Traffic;

/// <summary>
/// The heads of one subscriber's upstream packets, L2TP, PPP, IPv4 and UDP, made once; a packet takes a copy and fills in what depends on its
/// size, its flow and its time. The UDP checksum may be left out, as IPv4 allows.
/// </summary>
internal sealed class TestPacket
{
    /// <summary>Of IPv4 and UDP.</summary>
    public const int HeaderSize = Ipv4Size + UdpSize;

    /// <summary>The subscriber's port of its first flow.</summary>
    public const ushort FirstPort = 40_000;

    private const int Ipv4Size = 20, UdpSize = 8;
    private const int TotalLength = 2, Checksum = 10, Addresses = 12, UdpSource = 0, UdpLength = 4, UdpChecksum = 6;
    private const byte Udp = 17, DontFragment = 0x40;

    private readonly int _number;
    private readonly byte[] _head;
    private readonly int _ipOffset;
    private readonly ulong _sum;

    /// <param name="number">Of the session.</param>
    /// <param name="link">What LCP agreed upon.</param>
    public TestPacket(int number, TunnelId tunnel, SessionId session, LinkParameters link, IPAddress source, IPEndPoint destination)
    {
        const int Room = 16;
        _number = number;
        Span<byte> buffer = stackalloc byte[Room + HeaderSize];
        buffer.Clear();
        var ip = buffer[Room..];
        (ip[0], ip[6], ip[8], ip[9]) = (0x45, DontFragment, 64, Udp);
        source.TryWriteBytes(ip[12..], out _);
        destination.Address.TryWriteBytes(ip[16..], out _);
        _sum = InternetChecksum.Sum(ip[..Ipv4Size]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[(Ipv4Size + 2)..], (ushort)destination.Port);

        var frame = PppHead.WriteBefore(buffer, Room, PppProtocol.Ipv4, link.Acfc, link.Pfc);
        var header = new DataHeader();
        var start = frame - header.Size;
        header.Write(buffer[start..], tunnel, session, 0);
        _head = buffer[start..].ToArray();
        _ipOffset = Room - start;
    }

    /// <summary>Octets of the L2TP message that carries a packet.</summary>
    /// <param name="size">Octets of the IP packet.</param>
    public int DatagramSize(int size) => _ipOffset + size;

    /// <summary>Writes the whole message.</summary>
    /// <param name="output">Of <see cref="DatagramSize"/> octets; what lies behind the stamp stays as it is.</param>
    public void Write(Span<byte> output, int flow, long now, bool withChecksum = false)
    {
        _head.CopyTo(output);
        var ip = output[_ipOffset..];
        BinaryPrimitives.WriteUInt16BigEndian(ip[TotalLength..], (ushort)ip.Length);
        BinaryPrimitives.WriteUInt16BigEndian(ip[Checksum..], InternetChecksum.Finish(_sum + (uint)ip.Length));
        var udp = ip[Ipv4Size..];
        BinaryPrimitives.WriteUInt16BigEndian(udp[UdpSource..], (ushort)(FirstPort + flow));
        BinaryPrimitives.WriteUInt16BigEndian(udp[UdpLength..], (ushort)udp.Length);
        new Stamp(_number, now).Write(udp[UdpSize..]);
        if (withChecksum)
            WriteChecksum(ip, udp);
    }

    /// <summary>Over a pseudo header of addresses, protocol and length (RFC 768), in which 0 would say that there is none.</summary>
    private static void WriteChecksum(ReadOnlySpan<byte> ip, Span<byte> udp)
    {
        var sum = InternetChecksum.Sum(ip[Addresses..Ipv4Size]) + Udp + (uint)udp.Length + InternetChecksum.Sum(udp);
        var checksum = InternetChecksum.Finish(sum);
        BinaryPrimitives.WriteUInt16BigEndian(udp[UdpChecksum..], checksum == 0 ? ushort.MaxValue : checksum);
    }
}
