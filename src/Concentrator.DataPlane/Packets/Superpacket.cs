using System.Buffers.Binary;
using Concentrator.Linux;
using Concentrator.Linux.Tun;

namespace Concentrator.DataPlane.Packets;

/// <summary>
/// Consecutive packets of one flow, gathered into one that the kernel takes through its stack once, and cuts again where they leave. Only what that cutting
/// restores is gathered: payloads of one length that follow each other, under headers that differ in nothing else.
/// </summary>
internal sealed unsafe class Superpacket
{
    private const int MaxLength = ushort.MaxValue;

    /// <summary>Octets before the packet, for the header that the kernel wants there.</summary>
    private static readonly int s_room = sizeof(VirtioNetHeader);

    /// <summary>The kernel's limit for UDP (UDP_MAX_SEGMENTS).</summary>
    private const int MaxDatagrams = 64;

    private const byte Ack = 0x10, Push = 0x08, DontFragment = 0x40;

    private readonly PinnedMemory _memory = new(s_room + MaxLength);
    private FlowPacket _first;
    private int _length, _segment;
    private uint _nextSequence;
    private bool _isClosed;

    /// <summary>How many packets it stands for; 0: it is free.</summary>
    public int Count { get; private set; }

    public Flow Flow => _first.Flow;

    public ReadOnlySpan<byte> Octets => Memory[.._length];

    /// <summary>Where the packet begins, behind room for a header; <see cref="KeepAlive"/> behind each call.</summary>
    public byte* Start => _memory.Start + s_room;

    private Span<byte> Memory => _memory.Octets[s_room..];

    /// <summary>Whether others may follow such a packet: it has a payload, no flags but ACK and PSH, and a right checksum, which the kernel will not check again.</summary>
    public static bool MayHold(ReadOnlySpan<byte> octets, in FlowPacket packet) =>
        packet.PayloadLength > 0 && octets.Length <= MaxLength && (!packet.IsTcp || (octets[packet.Transport + 13] & ~Push) == Ack)
        && (packet.IsTcp || BinaryPrimitives.ReadUInt16BigEndian(octets[(packet.Transport + 4)..]) == packet.Length - packet.Transport)
        && TransportChecksum.IsRight(octets, packet);

    /// <summary>The first packet.</summary>
    public void Begin(ReadOnlySpan<byte> octets, in FlowPacket packet)
    {
        octets.CopyTo(Memory);
        (_first, _length, _segment, Count) = (packet, octets.Length, packet.PayloadLength, 1);
        Continue(octets, packet);
    }

    /// <summary>A further packet of the same flow; false when it does not fit behind those that are there.</summary>
    public bool TryAppend(ReadOnlySpan<byte> octets, in FlowPacket packet)
    {
        if (_isClosed || packet.PayloadLength > _segment || _length + packet.PayloadLength > MaxLength || !packet.IsTcp && Count == MaxDatagrams || !Follows(octets, packet))
            return false;
        octets[packet.Payload..].CopyTo(Memory[_length..]);
        _length += packet.PayloadLength;
        Count++;
        Continue(octets, packet);
        return true;
    }

    /// <summary>Writes what the headers must say of the whole; gives what the kernel has to know.</summary>
    public VirtioNetHeader Finish()
    {
        if (Count == 1)
            return default;
        var whole = Memory[.._length];
        var transport = whole[_first.Transport..];
        if (_first.IsIpv4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(whole[2..], (ushort)_length);
            BinaryPrimitives.WriteUInt16BigEndian(whole[10..], 0);
            BinaryPrimitives.WriteUInt16BigEndian(whole[10..], InternetChecksum.Finish(InternetChecksum.Sum(whole[.._first.Transport])));
        }
        else
            BinaryPrimitives.WriteUInt16BigEndian(whole[4..], (ushort)(_length - IpPacket.Ipv6Header));
        if (!_first.IsTcp)
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)transport.Length);

        // The kernel adds the rest to the sum of the pseudo header.
        var checksum = TransportChecksum.OffsetOf(Flow.Protocol);
        var sum = TransportChecksum.PseudoHeaderSum(whole, _first.IsIpv4, Flow.Protocol, transport.Length);
        BinaryPrimitives.WriteUInt16BigEndian(transport[checksum..], (ushort)~InternetChecksum.Finish(sum));
        var kind = !_first.IsTcp ? SegmentationKind.Udp : _first.IsIpv4 ? SegmentationKind.TcpIpv4 : SegmentationKind.TcpIpv6;
        return new VirtioNetHeader(
            VirtioNetHeader.ChecksumToFinish, kind, (ushort)_first.Payload, (ushort)_segment, (ushort)_first.Transport, (ushort)checksum);
    }

    public void Clear() => Count = 0;

    /// <inheritdoc cref="PinnedMemory.KeepAlive"/>
    public void KeepAlive() => _memory.KeepAlive();

    private void Continue(ReadOnlySpan<byte> octets, in FlowPacket packet)
    {
        var pushes = packet.IsTcp && (octets[packet.Transport + 13] & Push) != 0;
        _isClosed = pushes || packet.PayloadLength < _segment;
        if (!packet.IsTcp)
            return;
        _nextSequence = SequenceOf(octets, packet) + (uint)packet.PayloadLength;
        if (pushes)
            Memory[_first.Transport + 13] |= Push;
    }

    private bool Follows(ReadOnlySpan<byte> octets, in FlowPacket packet)
    {
        var first = Octets;
        var sameIp = packet.IsIpv4
            ? octets[..2].SequenceEqual(first[..2]) && octets[6..10].SequenceEqual(first[6..10]) && FollowsById(octets, first)     // version, TOS; DF, TTL, protocol
            : octets[..4].SequenceEqual(first[..4]) && octets[6..8].SequenceEqual(first[6..8]);      // version, class, label; next header, hop limit
        return sameIp && packet.Payload == _first.Payload && (!packet.IsTcp || FollowsTcp(octets[packet.Transport..packet.Payload], first[packet.Transport..packet.Payload]));
    }

    /// <summary>Whoever cuts counts the identification up. Only where there can be no fragments does it say nothing (RFC 6864 section 4.1).</summary>
    private bool FollowsById(ReadOnlySpan<byte> ipv4, ReadOnlySpan<byte> first) =>
        (ipv4[6] & DontFragment) != 0 || BinaryPrimitives.ReadUInt16BigEndian(ipv4[4..]) == (ushort)(BinaryPrimitives.ReadUInt16BigEndian(first[4..]) + Count);

    private bool FollowsTcp(ReadOnlySpan<byte> tcp, ReadOnlySpan<byte> first) =>
        BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]) == _nextSequence
        && tcp[8..13].SequenceEqual(first[8..13])       // acknowledgement, data offset
        && tcp[14..16].SequenceEqual(first[14..16])     // window
        && tcp[18..].SequenceEqual(first[18..]);        // urgent pointer, options

    private static uint SequenceOf(ReadOnlySpan<byte> octets, in FlowPacket packet) => BinaryPrimitives.ReadUInt32BigEndian(octets[(packet.Transport + 4)..]);
}
