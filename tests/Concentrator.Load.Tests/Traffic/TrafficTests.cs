using System.Net;
using Concentrator.Control.Ppp;
using Concentrator.Load.Traffic;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Load.Tests.Traffic;

public class TrafficTests
{
    private static readonly IPEndPoint FarEnd = new(IPAddress.Parse("198.51.100.7"), 50_001);

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void Test_packet_should_be_an_l2tp_message_with_a_right_ip_packet(bool acfc, bool pfc)
    {
        var packet = new TestPacket(
            42, new TunnelId(7), new SessionId(9), new LinkParameters(1400, acfc, pfc, 0, 0), IPAddress.Parse("10.1.2.3"), FarEnd);
        foreach (var size in PacketMix.Imix.Sizes.Append(PacketMix.Smallest))
        {
            var datagram = new byte[packet.DatagramSize(size)];
            packet.Write(datagram, flow: 3, now: 1234);

            Assert.True(L2tpHeader.TryParse(datagram, out var header, out _));
            Assert.Equal((false, 7, 9), (header.IsControl, header.TunnelId.Value, header.SessionId.Value));
            var frame = datagram.AsSpan(header.PayloadOffset, header.PayloadLength);
            Assert.True(PppFrame.TryReadProtocol(frame, out var protocol, out var offset));
            Assert.Equal((PppProtocol.Ipv4, (acfc ? 0 : 2) + (pfc ? 1 : 2)), (protocol, offset));

            var ip = frame[offset..];
            Assert.Equal(size, ip.Length);
            Assert.Equal(size, Word(ip, 2));
            Assert.Equal(0xffff, OnesComplementSum(ip[..20]));
            Assert.Equal(IPAddress.Parse("10.1.2.3"), new IPAddress(ip[12..16]));
            Assert.Equal(FarEnd.Address, new IPAddress(ip[16..20]));
            Assert.Equal((40_003, 50_001, size - 20, 0), (Word(ip, 20), Word(ip, 22), Word(ip, 24), Word(ip, 26)));
            Assert.True(Stamp.TryRead(ip[28..], out var stamp));
            Assert.Equal(new Stamp(42, 1234), stamp);
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1399)]
    public void Packets_that_may_be_merged_should_have_a_right_udp_checksum(int size)
    {
        var packet = new TestPacket(42, new TunnelId(7), new SessionId(9), new LinkParameters(1400, false, false, 0, 0), IPAddress.Parse("10.1.2.3"), FarEnd);
        var datagram = new byte[packet.DatagramSize(size)];
        datagram.AsSpan().Fill(0x5a);
        packet.Write(datagram, flow: 3, now: 1234, withChecksum: true);

        var ip = datagram.AsSpan(packet.DatagramSize(0));
        byte[] covered = [.. ip[12..20], 0, 17, .. ip[24..26], .. ip[20..], .. new byte[size % 2]];
        Assert.NotEqual(0, Word(ip, 26));
        Assert.Equal(0xffff, OnesComplementSum(covered));
    }

    [Fact]
    public void Arrivals_should_tell_ours_from_others()
    {
        var arrivals = new Arrivals();
        var payload = new byte[Stamp.Size];
        new Stamp(5, 0).Write(payload);
        arrivals.Count(payload, 44, now: 1, number: 5);
        arrivals.Count(payload, 44, now: 1);
        arrivals.Count(payload, 44, now: 1, number: 6);
        arrivals.Count(new byte[100], 128, now: 1);
        arrivals.Count([], 28, now: 1);
        Assert.Equal((2, 88, 3), (arrivals.Packets, arrivals.Octets, arrivals.Strangers));
    }

    [Theory]
    [InlineData("64", 64)]
    [InlineData("IMIX", 1400)]
    [InlineData("1500", 1500)]
    public void Sizes_should_be_read(string text, int largest)
    {
        Assert.True(PacketMix.TryParse(text, out var mix));
        Assert.Equal(largest, mix.LargestSize);
    }

    [Theory]
    [InlineData("43")]
    [InlineData("1501")]
    [InlineData("-64")]
    [InlineData("big")]
    public void Other_sizes_should_be_refused(string text) => Assert.False(PacketMix.TryParse(text, out _));

    [Fact]
    public void Pacer_should_keep_its_rate()
    {
        var pacer = new Pacer(1000, TimeSpan.Zero, s_patience);
        var sent = 0;
        for (var milliseconds = 0; milliseconds <= 10_000; milliseconds += 7)
            sent += pacer.Take(TimeSpan.FromMilliseconds(milliseconds), most: 64);
        Assert.InRange(sent, 9990, 10_000);
        Assert.Equal(0, pacer.Skipped);
    }

    [Fact]
    public void Pacer_should_not_make_good_what_is_long_past()
    {
        var pacer = new Pacer(1000, TimeSpan.Zero, s_patience);
        Assert.Equal(64, pacer.Take(TimeSpan.FromSeconds(2), most: 64));
        Assert.Equal(1900, pacer.Skipped);
        Assert.Equal(36, pacer.Take(TimeSpan.FromSeconds(2), most: 64));
        Assert.Equal(0, pacer.Take(TimeSpan.FromSeconds(2), most: 64));
        Assert.Equal(TimeSpan.FromMilliseconds(2001), pacer.NextDue);
    }

    [Fact]
    public void Pacer_without_a_rate_should_never_wait() => Assert.Equal(64, new Pacer(0, TimeSpan.Zero, s_patience).Take(TimeSpan.Zero, most: 64));

    private static int Word(ReadOnlySpan<byte> octets, int at) => octets[at] << 8 | octets[at + 1];

    private static int OnesComplementSum(ReadOnlySpan<byte> header)
    {
        var sum = 0;
        for (var i = 0; i < header.Length; i += 2)
            sum += Word(header, i);
        return (sum & 0xffff) + (sum >> 16);
    }
}
