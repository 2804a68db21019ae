using System.Buffers.Binary;
using Concentrator.DataPlane.Packets;
using Concentrator.Linux.Tun;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>Packets of a flow gathered into one, and cut into the same ones again.</summary>
public sealed class OffloadTests
{
    private const byte Ack = 0x10, Push = 0x08, Fin = 0x01;

    public static TheoryData<string, string> Families => new() { { "10.0.0.2", "192.0.2.1" }, { "fd00::2", "2001:db8::1" } };

    private static byte[] Payload(int length, int seed = 0) => [.. Enumerable.Range(0, length).Select(n => (byte)(n * 31 + seed))];

    private static FlowPacket Parse(byte[] octets)
    {
        Assert.True(IpPacket.TryParse(octets, out var packet));
        Assert.True(FlowPacket.TryParse(octets, packet, out var flow));
        return flow;
    }

    private static bool MayBegin(byte[] packet) =>
        IpPacket.TryParse(packet, out var ip) && FlowPacket.TryParse(packet, ip, out var flow) && Superpacket.MayHold(packet, flow);

    private static Superpacket Begun(byte[] packet)
    {
        Assert.True(MayBegin(packet));
        var gathered = new Superpacket();
        gathered.Begin(packet, Parse(packet));
        return gathered;
    }

    private static bool Append(Superpacket gathered, byte[] packet) => MayBegin(packet) && gathered.TryAppend(packet, Parse(packet));

    private static List<byte[]> Cut(ReadOnlySpan<byte> whole, VirtioNetHeader header)
    {
        Assert.True(IpPacket.TryParse(whole, out var packet));
        Assert.Equal(whole.Length, packet.Length);
        Assert.True(Segments.TryCut(whole, packet, header, out var segments));
        var (cut, output) = (new List<byte[]>(), new byte[segments.LongestPacket]);
        while (segments.Next(output) is var length and > 0)
            cut.Add(output[..length]);
        return cut;
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Tcp_segments_in_sequence_should_be_gathered_and_cut_into_the_same_again(string source, string destination)
    {
        List<byte[]> sent = [];
        for (var i = 0; i < 20; i++)
            sent.Add(Packets.Tcp(source, destination, 0xfffffff0u + (uint)(1000 * i), i == 19 ? (byte)(Ack | Push) : Ack, Payload(i == 19 ? 400 : 1000, i), id: i));

        var gathered = Begun(sent[0]);
        Assert.All(sent.Skip(1), packet => Assert.True(Append(gathered, packet)));
        var header = gathered.Finish();

        Assert.Equal((1000, source.Contains(':') ? SegmentationKind.TcpIpv6 : SegmentationKind.TcpIpv4), (header.SegmentSize, header.Kind));
        var cut = Cut(gathered.Octets, header);
        Assert.All(cut, packet => Assert.True(Packets.AreChecksumsRight(packet)));
        Assert.Equal(sent.Select(Convert.ToHexString), cut.Select(Convert.ToHexString));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Udp_datagrams_of_one_length_should_be_gathered_and_cut_into_the_same_again(string source, string destination)
    {
        List<byte[]> sent = [.. Enumerable.Range(0, 10).Select(i => Packets.Udp(source, destination, Payload(i == 9 ? 1 : 500, i), id: i))];

        var gathered = Begun(sent[0]);
        Assert.All(sent.Skip(1), packet => Assert.True(Append(gathered, packet)));
        var header = gathered.Finish();

        Assert.Equal((500, SegmentationKind.Udp), (header.SegmentSize, header.Kind));
        Assert.Equal(sent.Select(Convert.ToHexString), Cut(gathered.Octets, header).Select(Convert.ToHexString));
    }

    [Fact]
    public void Packet_that_stays_alone_should_stay_as_it_was()
    {
        var packet = Packets.Tcp("10.0.0.2", "192.0.2.1", 7, Ack, Payload(100));
        var gathered = Begun(packet);
        Assert.Equal(default, gathered.Finish());
        Assert.Equal(packet, gathered.Octets.ToArray());
    }

    [Fact]
    public void Nothing_should_follow_a_push_or_a_shorter_segment()
    {
        foreach (var second in (byte[][])
            [Packets.Tcp("10.0.0.2", "192.0.2.1", 100, Ack | Push, Payload(100)), Packets.Tcp("10.0.0.2", "192.0.2.1", 100, Ack, Payload(99))])
        {
            var gathered = Begun(Packets.Tcp("10.0.0.2", "192.0.2.1", 0, Ack, Payload(100)));
            Assert.True(Append(gathered, second));
            Assert.False(Append(gathered, Packets.Tcp("10.0.0.2", "192.0.2.1", (uint)(100 + second.Length - 40), Ack, Payload(50))));
        }
    }

    public static TheoryData<string, Action<byte[]>> Differences => new()
    {
        { "sequence number", packet => packet[27]++ },
        { "acknowledgement", packet => packet[31]++ },
        { "window", packet => packet[35]++ },
        { "type of service", packet => packet[1] ^= 4 },
        { "time to live", packet => packet[8]-- },
        { "DF", packet => packet[6] ^= 0x40 },
        { "options", packet => packet[^101]++ },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Segment_that_differs_should_not_be_gathered(string what, Action<byte[]> change)
    {
        Assert.NotEmpty(what);
        byte[] timestamps = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2];
        var gathered = Begun(Packets.Tcp("10.0.0.2", "192.0.2.1", 0, Ack, Payload(100), options: timestamps));
        var next = Packets.Tcp("10.0.0.2", "192.0.2.1", 100, Ack, Payload(100), options: timestamps);
        byte[] changed = [.. next];
        change(changed);
        Packets.FixChecksums(changed);

        Assert.True(MayBegin(changed));
        Assert.False(Append(gathered, changed));
        Assert.True(Append(gathered, next));
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Datagrams_that_may_be_fragmented_should_be_gathered_if_their_identification_counts_up(int id, bool follows)
    {
        var gathered = Begun(Packets.Udp("10.0.0.2", "192.0.2.1", Payload(100), id: 7));
        Assert.Equal(follows, Append(gathered, Packets.Udp("10.0.0.2", "192.0.2.1", Payload(100), id)));
    }

    public static TheoryData<string, byte[]> NotForGathering => new()
    {
        { "no payload", Packets.Tcp("10.0.0.2", "192.0.2.1", 0, Ack, []) },
        { "FIN", Packets.Tcp("10.0.0.2", "192.0.2.1", 0, Ack | Fin, Payload(5)) },
        { "SYN", Packets.Tcp("10.0.0.2", "192.0.2.1", 0, 0x02, Payload(5)) },
        { "URG", Packets.Tcp("10.0.0.2", "192.0.2.1", 0, Ack | 0x20, Payload(5)) },
        { "wrong checksum", [.. Packets.Tcp("10.0.0.2", "192.0.2.1", 0, Ack, Payload(5))[..^1], 0xee] },
        { "UDP without checksum", Packets.Udp4("10.0.0.2", "192.0.2.1", Payload(5)) },
        { "a fragment", Fragment(Packets.Udp("10.0.0.2", "192.0.2.1", Payload(5))) },
        { "IP options", Packets.WithIpOptions(Packets.Udp("10.0.0.2", "192.0.2.1", Payload(5))) },
        { "ICMP", Packets.Ip("10.0.0.2", "192.0.2.1", 1, [8, 0, 0, 0, 0, 0, 0, 0]) },
        { "TCP cut off in its header", Packets.Ip("10.0.0.2", "192.0.2.1", 6, Payload(19)) },
        { "TCP header that lies about its length", Packets.Ip("10.0.0.2", "192.0.2.1", 6, [.. Payload(12), 0xf0, Ack, .. Payload(10)]) },
    };

    [Theory]
    [MemberData(nameof(NotForGathering))]
    public void Packet_should_go_alone_for(string what, byte[] packet)
    {
        Assert.NotEmpty(what);
        Assert.False(MayBegin(packet));
    }

    private static byte[] Fragment(byte[] packet)
    {
        packet[6] = 0x20;
        return packet;
    }

    [Fact]
    public void Gathered_packet_should_never_exceed_what_ip_can_say()
    {
        var gathered = Begun(Packets.Tcp("10.0.0.2", "192.0.2.1", 0, Ack, Payload(1400)));
        var count = 1u;
        while (Append(gathered, Packets.Tcp("10.0.0.2", "192.0.2.1", 1400 * count, Ack, Payload(1400))))
            count++;
        Assert.Equal(46u, count);
        Assert.InRange(gathered.Octets.Length, 1, 65_535);
    }

    [Fact]
    public void Fin_should_be_on_the_last_segment_and_congestion_window_reduced_on_the_first()
    {
        var whole = Packets.Tcp("10.0.0.2", "192.0.2.1", 5, 0x80 | Ack | Push | Fin, Payload(25));
        var cut = Cut(whole, new VirtioNetHeader(VirtioNetHeader.ChecksumToFinish, SegmentationKind.TcpIpv4, 40, 10, 20, 16));
        Assert.Equal([0x80 | Ack, Ack, Ack | Push | Fin], cut.Select(segment => (int)segment[33]));
        Assert.Equal([5u, 15u, 25u], cut.Select(segment => BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(24))));
        Assert.All(cut, segment => Assert.True(Packets.AreChecksumsRight(segment)));
    }

    public static TheoryData<string, VirtioNetHeader> Lies => new()
    {
        { "no size", new(VirtioNetHeader.ChecksumToFinish, SegmentationKind.TcpIpv4, 40, 0, 20, 16) },
        { "no checksum", new(0, SegmentationKind.TcpIpv4, 40, 10, 20, 16) },
        { "transport in the IP header", new(VirtioNetHeader.ChecksumToFinish, SegmentationKind.TcpIpv4, 40, 10, 19, 16) },
        { "transport behind the end", new(VirtioNetHeader.ChecksumToFinish, SegmentationKind.TcpIpv4, 40, 10, 65, 16) },
        { "transport header beyond the end", new(VirtioNetHeader.ChecksumToFinish, SegmentationKind.TcpIpv4, 40, 10, 50, 16) },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Header_that_does_not_fit_the_packet_should_be_refused(string what, VirtioNetHeader header)
    {
        Assert.NotEmpty(what);
        var whole = Packets.Tcp("10.0.0.2", "192.0.2.1", 5, Ack, Payload(25));
        Assert.True(IpPacket.TryParse(whole, out var packet));
        Assert.False(Segments.TryCut(whole, packet, header, out _));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Checksum_that_was_left_to_us_should_be_finished(string source, string destination)
    {
        foreach (var packet in (byte[][])[Packets.Tcp(source, destination, 5, Ack, Payload(25)), Packets.Udp(source, destination, Payload(25))])
        {
            var flow = Parse(packet);
            var offset = TransportChecksum.OffsetOf(flow.Flow.Protocol);
            byte[] partial = [.. packet];
            var sum = TransportChecksum.PseudoHeaderSum(packet, flow.IsIpv4, flow.Flow.Protocol, packet.Length - flow.Transport);
            BinaryPrimitives.WriteUInt16BigEndian(partial.AsSpan(flow.Transport + offset), (ushort)~InternetChecksum.Finish(sum));

            Assert.True(TransportChecksum.Finish(partial, flow.Transport, offset));
            Assert.Equal(packet, partial);
            Assert.False(TransportChecksum.Finish(partial, packet.Length - 1, offset));
        }
    }

    /// <summary>The sum of vectors is that of words, wherever the octets end.</summary>
    [Fact]
    public void Sum_should_be_that_of_rfc_1071()
    {
        for (var length = 0; length < 300; length++)
        {
            var octets = Payload(length, seed: 200);
            var expected = 0UL;
            for (var i = 0; i < length; i += 2)
                expected += (ulong)(octets[i] << 8 | (i + 1 < length ? octets[i + 1] : 0));
            Assert.Equal(InternetChecksum.Finish(expected), InternetChecksum.Finish(InternetChecksum.Sum(octets)));
        }

        Assert.Equal(0, InternetChecksum.Finish(InternetChecksum.Sum(Enumerable.Repeat((byte)0xff, 65_534).ToArray())));
    }
}
