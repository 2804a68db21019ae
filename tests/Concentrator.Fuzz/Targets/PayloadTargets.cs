using System.Buffers.Binary;
using Concentrator.DataPlane.Packets;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

/// <summary>What the data plane does with packets of subscribers and of whoever answers them.</summary>
internal static class PayloadTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new("ip-packet", Packet, Corpus),
    ];

    /// <summary>An MTU of two octets, then an IP packet: TCP SYNs with an MSS among other options, UDP, and a fragment.</summary>
    private static IEnumerable<byte[]> Corpus() => new[]
    {
        "0578 4500 003c 1234 4000 4006 0000 0a000002 0a000001  1234 0050 00000000 00000000 a002 ffff 0000 0000 020405b4 0402080a 00000001 00000000 01030307",
        "0500 6000 0000 0028 06 40 20010db8000000000000000000000001 20010db8000000000000000000000002  1234 0050 00000000 00000000 a002 ffff 0000 0000 01 020405a0 0402080a 00000001 00000000 010303",
        "0044 4500 0080 1234 0000 4011 0000 0a000002 0a000001  1234 0035 006c 0000" + new string('0', 200),
        "0044 4500 0030 1234 2003 4011 0000 0a000002 0a000001" + new string('a', 56),
        "0500 4600 0020 1234 4000 4001 0000 0a000002 0a000001 94040000 0800 0000 0000 0000",
    }.Select(Protocol.Tests.Hex.Parse);

    private static void Packet(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2 || !IpPacket.TryParse(input[2..], out var ip))
            return;
        Assert.InRange(ip.Length, 1, input.Length - 2);
        var packet = input.Slice(2, ip.Length);
        var mtu = BinaryPrimitives.ReadUInt16BigEndian(input);

        // A lowered MSS leaves the TCP checksum as right as it was.
        var clamped = packet.ToArray();
        TcpMss.Clamp(clamped, mtu);
        Assert.Equal(Sum(packet), Sum(clamped));

        if (FlowPacket.TryParse(packet, ip, out var flow))
            Assert.True(!Superpacket.MayHold(packet, flow) || flow.PayloadLength > 0);
        var output = new byte[PacketTooBig.MaxSize];
        Assert.InRange(PacketTooBig.Write(output, packet, mtu), 0, output.Length);
        if (ip.IsIpv4 && mtu < packet.Length && Ipv4Fragments.TryCut(packet, mtu, out var fragments))
            Assert.Equal(packet[IpPacket.MinIpv4Header..], Join(ref fragments, mtu));
    }

    private static byte[] Join(ref Ipv4Fragments fragments, int mtu)
    {
        var (joined, output) = (new List<byte>(), new byte[mtu]);
        while (fragments.Next(output) is > 0 and var length)
        {
            Assert.InRange(length, IpPacket.MinIpv4Header + 1, mtu);
            joined.AddRange(output.AsSpan(IpPacket.MinIpv4Header, length - IpPacket.MinIpv4Header));
        }
        return [.. joined];
    }

    /// <summary>In one's complement there are two zeros.</summary>
    private static int Sum(ReadOnlySpan<byte> packet) => InternetChecksum.Finish(InternetChecksum.Sum(packet)) % ushort.MaxValue;
}
