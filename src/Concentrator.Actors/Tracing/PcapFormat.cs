using System.Buffers.Binary;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tracing;

/// <summary>
/// The pcap file format (draft-ietf-opsawg-pcap), with packets that begin at the IP header. The headers of IP and UDP are made up, since the
/// node reads datagrams, not packets: addresses, ports, lengths and checksums are right, the rest (TTL, identification) is not from the wire.
/// </summary>
internal static class PcapFormat
{
    /// <summary>LINKTYPE_RAW: IPv4 or IPv6, told apart by the version in the first octet.</summary>
    public const uint LinkTypeRaw = 101;

    public const int FileHeaderLength = 24;

    private const int RecordHeaderLength = 16;
    private const int Ipv4HeaderLength = 20;
    private const int Ipv6HeaderLength = 40;
    private const int UdpHeaderLength = 8;
    private const byte UdpProtocol = 17;
    private const byte Ttl = 64;

    /// <summary>What goes before a datagram, at most.</summary>
    public const int MaxOverhead = RecordHeaderLength + Ipv6HeaderLength + UdpHeaderLength;

    /// <summary>The longest datagram that the length field of IPv4 has room for.</summary>
    public const int MaxDatagram = ushort.MaxValue - Ipv4HeaderLength - UdpHeaderLength;

    public static void WriteFileHeader(Span<byte> file)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file, 0xa1b2c3d4); // times in microseconds
        BinaryPrimitives.WriteUInt16LittleEndian(file[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(file[6..], 4);
        file[8..16].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(file[16..], MaxDatagram + MaxOverhead);
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], LinkTypeRaw);
    }

    /// <summary>Writes one packet with its record header; returns the length of both.</summary>
    /// <param name="record">Room for the datagram and <see cref="MaxOverhead"/>.</param>
    /// <param name="datagram">UDP payload, not longer than <see cref="MaxDatagram"/>.</param>
    public static int WriteRecord(Span<byte> record, DateTimeOffset at, Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram)
    {
        var packet = record[RecordHeaderLength..];
        var ipHeader = from.IsIpv4 && to.IsIpv4 ? Ipv4HeaderLength : Ipv6HeaderLength;
        var udpLength = UdpHeaderLength + datagram.Length;
        var length = ipHeader + udpLength;
        WriteUdp(packet.Slice(ipHeader, udpLength), from.Port, to.Port, datagram);
        if (ipHeader == Ipv4HeaderLength)
            WriteIpv4(packet[..length], from.Ipv4, to.Ipv4);
        else
            WriteIpv6(packet[..length], from.Address, to.Address);

        var microseconds = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(microseconds / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(microseconds % 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)length);
        return RecordHeaderLength + length;
    }

    /// <summary>RFC 768; the checksum is filled in by the IP layer, whose addresses it covers.</summary>
    private static void WriteUdp(Span<byte> udp, ushort from, ushort to, ReadOnlySpan<byte> datagram)
    {
        BinaryPrimitives.WriteUInt16BigEndian(udp, from);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], to);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        udp[6..8].Clear();
        datagram.CopyTo(udp[UdpHeaderLength..]);
    }

    /// <summary>RFC 791 section 3.1.</summary>
    private static void WriteIpv4(Span<byte> packet, uint from, uint to)
    {
        packet[..Ipv4HeaderLength].Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[8] = Ttl;
        packet[9] = UdpProtocol;
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], from);
        BinaryPrimitives.WriteUInt32BigEndian(packet[16..], to);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Checksum(Sum(packet[..Ipv4HeaderLength])));
        FillUdpChecksum(packet[Ipv4HeaderLength..], Sum(packet[12..Ipv4HeaderLength]));
    }

    /// <summary>RFC 8200 section 3.</summary>
    private static void WriteIpv6(Span<byte> packet, UInt128 from, UInt128 to)
    {
        packet[..8].Clear();
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - Ipv6HeaderLength));
        packet[6] = UdpProtocol;
        packet[7] = Ttl;
        BinaryPrimitives.WriteUInt128BigEndian(packet[8..], from);
        BinaryPrimitives.WriteUInt128BigEndian(packet[24..], to);
        FillUdpChecksum(packet[Ipv6HeaderLength..], Sum(packet[8..Ipv6HeaderLength]));
    }

    /// <summary>The pseudo header is the addresses, the protocol and the length; a sum of zero is sent as all ones (RFC 768).</summary>
    private static void FillUdpChecksum(Span<byte> udp, ulong addresses)
    {
        var checksum = Checksum(addresses + UdpProtocol + (ulong)udp.Length + Sum(udp));
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], checksum == 0 ? ushort.MaxValue : checksum);
    }

    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (; bytes.Length >= 2; bytes = bytes[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return bytes.IsEmpty ? sum : sum + ((ulong)bytes[0] << 8);
    }

    private static ushort Checksum(ulong sum)
    {
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
