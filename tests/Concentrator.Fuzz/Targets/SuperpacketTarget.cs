using System.Buffers.Binary;
using Concentrator.DataPlane.Packets;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

/// <summary>What is gathered into a packet for the kernel, and cut again as the kernel would cut it, is what was there before.</summary>
internal static class SuperpacketTarget
{
    private static readonly byte[][] Heads = [.. new[]
    {
        "4500 0028 0001 4000 4006 0000 0a000002 0a000001  1234 0050 00000001 00000001 5010 ffff 0000 0000",
        "4500 001c 0001 4000 4011 0000 0a000002 0a000001  1234 0035 0008 0000",
        "6000 0000 0014 06 40 20010db8000000000000000000000001 20010db8000000000000000000000002  1234 0050 00000001 00000001 5010 ffff 0000 0000",
        "6000 0000 0008 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002  1234 0035 0008 0000",
    }.Select(Protocol.Tests.Hex.Parse)];

    /// <summary>Scripts that send trains of equal packets of each kind, one with a shorter last.</summary>
    public static IEnumerable<byte[]> Corpus()
    {
        for (byte kind = 0; kind < Heads.Length; kind++)
            yield return [kind, .. Enumerable.Repeat<byte[]>([40, 0, 0], 10).SelectMany(packet => packet), 7, 0, 0, 40, 1, 0, 40, 0, 3, 13, 8];
    }

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var head = Heads[script.Choose(Heads.Length)];
        var (gathered, waiting, sequence) = (new List<byte[]>(), new Superpacket(), 1u);
        while (!script.IsAtEnd)
        {
            var octets = Packet(ref script, head, ref sequence);
            if (!IpPacket.TryParse(octets, out var ip) || ip.Length != octets.Length || !FlowPacket.TryParse(octets, ip, out var flow) || !Superpacket.MayHold(octets, flow))
                continue;
            if (waiting.Count == 0 || waiting.Flow != flow.Flow || !waiting.TryAppend(octets, flow))
            {
                Check(waiting, gathered);
                waiting.Begin(octets, flow);
            }
            gathered.Add(octets);
        }
        Check(waiting, gathered);
    }

    /// <summary>A packet that follows the one before, or nearly: another length, flag or octet of a header, a gap, a checksum that is wrong.</summary>
    private static byte[] Packet(ref Script script, byte[] head, ref uint sequence)
    {
        var (payload, change, detail) = (script.Choose(64), script.Choose(16), script.Next());
        byte[] octets = [.. head, .. Enumerable.Range(0, payload).Select(n => (byte)(n + detail))];
        var (isIpv4, transport) = (head[0] >> 4 == 4, head[0] >> 4 == 4 ? 20 : 40);
        var protocol = octets[isIpv4 ? 9 : 6];
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(isIpv4 ? 2 : 4), (ushort)(isIpv4 ? octets.Length : octets.Length - 40));
        if (protocol == FlowPacket.Tcp)
            BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(transport + 4), sequence += (uint)(change == 2 ? detail : 0));
        else
            BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(transport + 4), (ushort)(octets.Length - transport));
        if (change == 1 && protocol == FlowPacket.Tcp)
            octets[transport + 13] |= detail % 2 == 0 ? (byte)0x08 : (byte)(1 << detail % 8);
        if (change == 3)
            octets[detail % head.Length] ^= script.Next();
        sequence += (uint)payload;
        TransportChecksum.Write(octets, isIpv4, transport, protocol is FlowPacket.Tcp ? FlowPacket.Tcp : FlowPacket.Udp);
        if (change == 4)
            octets[transport + detail % (octets.Length - transport)] ^= 1;
        return octets;
    }

    private static void Check(Superpacket waiting, List<byte[]> gathered)
    {
        Assert.Equal(gathered.Count, waiting.Count);
        if (waiting.Count > 0)
        {
            var header = waiting.Finish();
            if (waiting.Count == 1)
                Assert.Equal(gathered[0], waiting.Octets);
            else
                Assert.Equal(gathered.Select(Comparable), Cut(waiting.Octets, header).Select(Comparable));
        }
        waiting.Clear();
        gathered.Clear();
    }

    private static List<byte[]> Cut(ReadOnlySpan<byte> whole, in Linux.Tun.VirtioNetHeader header)
    {
        Assert.True(IpPacket.TryParse(whole, out var ip));
        Assert.Equal(whole.Length, ip.Length);
        Assert.True(Segments.TryCut(whole, ip, header, out var segments));
        var (pieces, output) = (new List<byte[]>(), new byte[segments.LongestPacket]);
        while (segments.Next(output) is > 0 and var length)
            pieces.Add(output[..length]);
        return pieces;
    }

    /// <summary>All but IPv4's identification, which a packet that may not be cut has no use for, and the header's checksum with it.</summary>
    private static string Comparable(byte[] packet)
    {
        var copy = (byte[])packet.Clone();
        if (copy[0] >> 4 == 4)
        {
            copy.AsSpan(4, 2).Clear();
            copy.AsSpan(10, 2).Clear();
        }
        return Convert.ToHexString(copy);
    }
}
