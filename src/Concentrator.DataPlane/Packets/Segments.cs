using System.Buffers.Binary;
using Concentrator.Linux.Tun;

namespace Concentrator.DataPlane.Packets;

/// <summary>
/// Cuts a TCP or UDP packet that the kernel has left uncut into the packets it stands for: each has the headers of the whole, its own piece of the
/// payload, and lengths, sequence number, flags and checksums to fit.
/// </summary>
internal ref struct Segments
{
    private const byte Fin = 0x01, Push = 0x08, CongestionWindowReduced = 0x80;

    private readonly ReadOnlySpan<byte> _whole;
    private readonly bool _isIpv4;
    private readonly byte _protocol;
    private readonly int _transport, _payload, _size;
    private int _at;

    private Segments(ReadOnlySpan<byte> whole, bool isIpv4, byte protocol, int transport, int payload, int size)
    {
        _whole = whole;
        (_isIpv4, _protocol, _transport, _payload, _size) = (isIpv4, protocol, transport, payload, size);
        _at = payload;
    }

    /// <summary>Octets of the longest packet.</summary>
    public readonly int LongestPacket => Math.Min(_whole.Length, _payload + _size);

    /// <summary>False when what the header says does not fit the packet.</summary>
    /// <param name="whole">A whole, checked IP packet.</param>
    public static bool TryCut(ReadOnlySpan<byte> whole, in IpPacket packet, in VirtioNetHeader header, out Segments segments)
    {
        segments = default;
        int transport = header.ChecksumStart;
        var protocol = header.Kind == SegmentationKind.Udp ? FlowPacket.Udp : FlowPacket.Tcp;
        var ipHeader = packet.IsIpv4 ? (whole[0] & 15) * 4 : IpPacket.Ipv6Header;
        if (!header.NeedsChecksum || header.SegmentSize == 0 || transport < ipHeader || transport >= whole.Length
            || FlowPacket.PayloadAt(whole, transport, protocol) is not (> 0 and var payload))
            return false;
        segments = new Segments(whole, packet.IsIpv4, protocol, transport, payload, header.SegmentSize);
        return true;
    }

    public readonly bool IsAtEnd => _at >= _whole.Length;

    /// <summary>Writes the next packet; 0 when there is none left.</summary>
    /// <param name="output">At least <see cref="LongestPacket"/>.</param>
    public int Next(Span<byte> output)
    {
        var left = _whole.Length - _at;
        if (left <= 0)
            return 0;
        var taken = Math.Min(left, _size);
        var segment = output[..(_payload + taken)];
        _whole[.._payload].CopyTo(segment);
        _whole.Slice(_at, taken).CopyTo(segment[_payload..]);
        if (_isIpv4)
            WriteIpv4(segment);
        else
            BinaryPrimitives.WriteUInt16BigEndian(segment[4..], (ushort)(segment.Length - IpPacket.Ipv6Header));
        if (_protocol == FlowPacket.Tcp)
            WriteTcp(segment[_transport..], isLast: taken == left);
        else
            BinaryPrimitives.WriteUInt16BigEndian(segment[(_transport + 4)..], (ushort)(segment.Length - _transport));
        TransportChecksum.Write(segment, _isIpv4, _transport, _protocol);
        _at += taken;
        return segment.Length;
    }

    private readonly void WriteIpv4(Span<byte> segment)
    {
        var id = BinaryPrimitives.ReadUInt16BigEndian(segment[4..]);
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)segment.Length);
        BinaryPrimitives.WriteUInt16BigEndian(segment[4..], (ushort)(id + (_at - _payload) / _size));
        BinaryPrimitives.WriteUInt16BigEndian(segment[10..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(segment[10..], InternetChecksum.Finish(InternetChecksum.Sum(segment[..((segment[0] & 15) * 4)])));
    }

    /// <summary>What ends something belongs to the last segment, what begins something to the first.</summary>
    private readonly void WriteTcp(Span<byte> tcp, bool isLast)
    {
        var sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence + (uint)(_at - _payload));
        if (!isLast)
            tcp[13] &= unchecked((byte)~(Fin | Push));
        if (_at != _payload)
            tcp[13] &= unchecked((byte)~CongestionWindowReduced);
    }
}
