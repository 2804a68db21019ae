using System.Buffers.Binary;
using Concentrator.DataPlane.Packets;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class PacketTests
{
    private const byte Syn = 0x02, SynAck = 0x12, Ack = 0x10;

    public static TheoryData<string, string> Families => new() { { "10.0.0.2", "192.0.2.1" }, { "fd00::2", "2001:db8::1" } };

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_truncation_of_a_packet_should_be_refused(string source, string destination)
    {
        var packet = Packets.Segment(source, destination, Syn, 2, 4, 5, 180);

        Assert.True(IpPacket.TryParse(packet, out var parsed));
        Assert.Equal(packet.Length, parsed.Length);
        for (var length = 0; length < packet.Length; length++)
            Assert.False(IpPacket.TryParse(packet.AsSpan(0, length), out _));
    }

    [Fact]
    public void Header_lengths_that_cannot_be_should_be_refused()
    {
        var packet = Packets.Udp4("10.0.0.2", "10.0.0.3", [1, 2, 3]);
        foreach (var first in (byte[])[0x44, 0x4f, 0x55, 0x00])
        {
            packet[0] = first;
            Assert.False(IpPacket.TryParse(packet, out _));
        }
    }

    [Fact]
    public void Link_padding_should_not_belong_to_the_packet()
    {
        var packet = Packets.Udp4("10.0.0.2", "10.0.0.3", [1, 2, 3]);

        Assert.True(IpPacket.TryParse([.. packet, 0, 0, 0], out var parsed));
        Assert.Equal(packet.Length, parsed.Length);
    }

    [Theory]
    [InlineData("10.0.0.2", "192.0.2.1", Syn, 1360)]
    [InlineData("10.0.0.2", "192.0.2.1", SynAck, 1360)]
    [InlineData("fd00::2", "2001:db8::1", Syn, 1340)]
    public void Mss_of_a_syn_should_be_lowered_to_what_fits_and_its_checksum_stay_right(string source, string destination, byte flags, int expected)
    {
        // The option at an even and, behind a no-operation, at an odd offset.
        foreach (var (options, at) in (( byte[], int )[])[([2, 4, 5, 180], 2), ([1, 2, 4, 5, 180, 1, 1, 1], 3), ([8, 3, 0, 2, 4, 5, 180, 0], 5)])
        {
            var packet = Packets.Segment(source, destination, flags, options);

            TcpMss.Clamp(packet, mtu: 1400);

            var option = packet.Length - options.Length + at;
            Assert.Equal(expected, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(option)));
            Assert.True(Packets.AreChecksumsRight(packet));
        }
    }

    [Fact]
    public void Mss_that_fits_and_segments_that_are_no_syn_should_stay_as_they_are()
    {
        foreach (var packet in (byte[][])
            [Packets.Segment("10.0.0.2", "192.0.2.1", Syn, 2, 4, 2, 24), Packets.Segment("10.0.0.2", "192.0.2.1", Ack, 2, 4, 5, 180)])
        {
            byte[] clamped = [.. packet];
            TcpMss.Clamp(clamped, mtu: 1400);
            Assert.Equal(packet, clamped);
        }
    }

    [Fact]
    public void Options_that_lie_about_their_length_should_be_left_alone()
    {
        foreach (var options in (byte[][])[[2, 4, 5, 180, 3, 0, 0, 0], [3, 40, 0, 0], [1, 1, 1, 2], [2, 0, 5, 180], [5, 1, 2, 4]])
        {
            var packet = Packets.Segment("10.0.0.2", "192.0.2.1", Syn, options);
            TcpMss.Clamp(packet, mtu: 100);
            Assert.True(Packets.AreChecksumsRight(packet));
        }
    }

    [Fact]
    public void Too_big_should_name_the_mtu_and_come_from_where_the_packet_went()
    {
        var output = new byte[PacketTooBig.MaxSize];
        var packet = Packets.Udp4("192.0.2.1", "10.0.0.2", new byte[1400], dontFragment: true);

        var error = output[..PacketTooBig.Write(output, packet, mtu: 1280)];

        Assert.True(IpPacket.TryParse(error, out var parsed));
        Assert.True(IpPacket.TryParse(packet, out var original));
        Assert.Equal((original.Destination, original.Source), (parsed.Source, parsed.Destination));
        Assert.Equal([3, 4], error[20..22]);
        Assert.Equal(1280, BinaryPrimitives.ReadUInt16BigEndian(error.AsSpan(26)));
        Assert.Equal(packet[..100], error[28..128]);
        Assert.True(Packets.AreChecksumsRight(error));
    }

    [Fact]
    public void Too_big_of_ipv6_should_fit_the_least_mtu_of_ipv6()
    {
        var output = new byte[PacketTooBig.MaxSize];

        var error = output[..PacketTooBig.Write(output, Packets.Udp6("2001:db8::1", "fd00::2", new byte[1400]), mtu: 1300)];

        Assert.Equal(1280, error.Length);
        Assert.Equal([2, 0], error[40..42]);
        Assert.Equal(1300u, BinaryPrimitives.ReadUInt32BigEndian(error.AsSpan(44)));
        Assert.True(Packets.AreChecksumsRight(error));
    }

    [Fact]
    public void Errors_should_not_be_answered_by_errors()
    {
        var output = new byte[PacketTooBig.MaxSize];
        var unreachable = Packets.Ip("192.0.2.1", "10.0.0.2", 1, [3, 1, 0, 0, 0, 0, 0, 0]);
        var unreachable6 = Packets.Ip("2001:db8::1", "fd00::2", 58, [1, 0, 0, 0, 0, 0, 0, 0]);
        var echo = Packets.Ip("192.0.2.1", "10.0.0.2", 1, [8, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(0, PacketTooBig.Write(output, unreachable, 1280));
        Assert.Equal(0, PacketTooBig.Write(output, unreachable6, 1280));
        Assert.NotEqual(0, PacketTooBig.Write(output, echo, 1280));
    }

    [Theory]
    [InlineData(1500)]
    [InlineData(1280)]
    [InlineData(68)]
    public void Fragments_should_fit_and_together_be_the_packet(int mtu)
    {
        byte[] payload = [.. Enumerable.Range(0, 3001).Select(n => (byte)(n * 7))];
        var packet = Packets.Udp4("192.0.2.1", "10.0.0.2", payload);
        var whole = new byte[packet.Length - 20];
        var output = new byte[mtu];
        var total = 0;

        Assert.True(Ipv4Fragments.TryCut(packet, mtu, out var fragments));
        while (fragments.Next(output) is var length and > 0)
        {
            Assert.True(IpPacket.TryParse(output.AsSpan(0, length), out var fragment));
            Assert.Equal(length, fragment.Length);
            Assert.Equal(0, InternetChecksum.Finish(InternetChecksum.Sum(output.AsSpan(0, 20))));
            var field = BinaryPrimitives.ReadUInt16BigEndian(output.AsSpan(6));
            output.AsSpan(20, length - 20).CopyTo(whole.AsSpan((field & 0x1fff) * 8));
            total += length - 20;
            Assert.Equal(total < whole.Length, (field & 0x2000) != 0);
        }

        Assert.Equal(packet[20..], whole);
        Assert.Equal(whole.Length, total);
    }

    [Fact]
    public void Packet_with_df_should_not_be_cut() =>
        Assert.False(Ipv4Fragments.TryCut(Packets.Udp4("192.0.2.1", "10.0.0.2", new byte[1400], dontFragment: true), 1280, out _));
}
