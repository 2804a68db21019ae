using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace Concentrator.EndToEnd.Tests.Captures;

/// <summary>
/// The control messages written by hand from the RFCs, which our encoder makes octet for octet (GoldenPacketTests), as a capture file for tshark: one
/// frame for each, in the order of <see cref="Names"/>.
/// </summary>
internal sealed partial class GoldenCapture : IDisposable
{
    private const uint PcapMagic = 0xa1b2c3d4, RawIpv4 = 228;
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"golden-{Guid.NewGuid():N}.pcap");

    public GoldenCapture()
    {
        string[] files = [.. new[] { "rfc2661", "companions" }
            .SelectMany(folder => Directory.GetFiles(Checkout.Path("tests", "Concentrator.Protocol.Tests", "Golden", folder), "*.hex")).Order()];
        Names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file))];
        using var pcap = new BinaryWriter(File.Create(_file));
        pcap.Write(PcapMagic);
        pcap.Write((ushort)2);
        pcap.Write((ushort)4);
        pcap.Write(0L);
        pcap.Write(65535);
        pcap.Write(RawIpv4);
        foreach (var packet in files.Select(file => InUdp(Read(file))))
        {
            pcap.Write(0L);
            pcap.Write(packet.Length);
            pcap.Write(packet.Length);
            pcap.Write(packet);
        }
    }

    /// <summary>Of the packets: "sccrq", "stopccn-without-error-code", …</summary>
    public string[] Names { get; }

    public Dissection Dissection => new(_file);

    public void Dispose() => File.Delete(_file);

    private static byte[] Read(string file) => Convert.FromHexString(NoOctet().Replace(Comment().Replace(File.ReadAllText(file), ""), ""));

    /// <summary>IPv4 and UDP without checksums, between the documentation's addresses.</summary>
    private static byte[] InUdp(byte[] l2tp)
    {
        var packet = new byte[28 + l2tp.Length];
        (packet[0], packet[8], packet[9]) = (0x45, 64, 17);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        (packet[12], packet[14], packet[15], packet[16], packet[18], packet[19]) = (192, 2, 1, 192, 2, 2);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), 1701);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), 1701);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), (ushort)(8 + l2tp.Length));
        l2tp.CopyTo(packet, 28);
        return packet;
    }

    [GeneratedRegex("#.*")]
    private static partial Regex Comment();

    [GeneratedRegex("[^0-9a-f]")]
    private static partial Regex NoOctet();
}
