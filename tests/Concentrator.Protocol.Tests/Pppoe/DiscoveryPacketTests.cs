using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Protocol.Tests.Pppoe;

/// <summary>The examples of RFC 2516 appendix B, and what a DSLAM makes of them.</summary>
public class DiscoveryPacketTests
{
    private static readonly byte[] Padi = Hex.Parse("""
        11 09 0000 0004         # PADI, no session
        0101 0000               # Service-Name, any
        """);

    private static readonly byte[] Pado = Hex.Parse("""
        11 07 0000 0020         # PADO
        0101 0000               # Service-Name
        0102 0018 476f205265644261636b202d2065736873686573686f6f74  # AC-Name
        """);

    private static readonly byte[] Padr = Hex.Parse("""
        11 19 0000 0058         # PADR
        0101 0003 697370        # Service-Name "isp"
        0103 0004 01020304      # Host-Uniq
        0104 0011 00 000102030405060708090a0b0c0d0e0f  # AC-Cookie
        0110 0004 cafe0001      # Relay-Session-Id
        0120 0002 05dc          # PPP-Max-Payload 1500
        0105 0022 00000de9      # Vendor-Specific, Broadband Forum
          01 08 6e6f646520312f31  # Agent-Circuit-Id "node 1/1"
          02 06 616c69636531      # Agent-Remote-Id "alice1"
          81 04 00000400          # 1024 kbit/s up
          82 04 00004000          # 16384 kbit/s down
        """);

    private static readonly byte[] Pads = Hex.Parse("""
        11 65 1234 0004
        0101 0000
        """);

    private static readonly byte[] Padt = Hex.Parse("""
        11 a7 1234 0008
        0203 0004 676f6e65      # Generic-Error "gone"
        """);

    public static TheoryData<byte[]> Golden => [Padi, Pado, Padr, Pads, Padt];

    [Theory]
    [MemberData(nameof(Golden))]
    public void Golden_packet_should_decode_and_encode_to_itself(byte[] octets)
    {
        Assert.True(DiscoveryPacket.TryParse(octets, out var packet, out var error), error.ToString());
        Assert.Equal(octets, packet.ToArray());
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void Every_truncation_should_be_refused(byte[] octets)
    {
        for (var length = 0; length < octets.Length; length++)
        {
            Assert.False(DiscoveryPacket.TryParse(octets.AsSpan(0, length), out _, out var error));
            Assert.Equal(length < PppoeHeader.Size ? PppoeError.Truncated : PppoeError.LengthMismatch, error);
        }
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void Payload_that_ends_within_a_tag_should_be_refused(byte[] octets)
    {
        Assert.True(DiscoveryPacket.TryParse(octets, out var whole, out _));
        for (var length = 1; length < octets.Length - PppoeHeader.Size; length++)
        {
            var cut = octets[..(PppoeHeader.Size + length)];
            (cut[4], cut[5]) = ((byte)(length >> 8), (byte)length);
            if (DiscoveryPacket.TryParse(cut, out var packet, out var error))
                Assert.True(whole.Tags.AsSpan(0, packet.Tags.Length).SequenceEqual(packet.Tags.AsSpan())); // just between two tags
            else
                Assert.Equal(PppoeError.TagTruncated, error);
        }
    }

    [Theory]
    [InlineData("21 09 0000 0000", PppoeError.UnknownVersion)]
    [InlineData("12 09 0000 0000", PppoeError.UnknownVersion)]
    [InlineData("11 00 0000 0000", PppoeError.UnknownCode)]
    [InlineData("11 0a 0000 0000", PppoeError.UnknownCode)]
    [InlineData("11 09 0000 0001", PppoeError.LengthMismatch)]
    public void Malformed_packet_should_be_refused_by_its_fault(string octets, PppoeError expected)
    {
        Assert.False(DiscoveryPacket.TryParse(Hex.Parse(octets), out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Tags_should_read_as_they_were_meant()
    {
        Assert.True(DiscoveryPacket.TryParse(Padr, out var packet, out _));
        Assert.Equal("isp", packet.Find(PppoeTagType.ServiceName)?.Text);
        Assert.Equal((ushort)1500, packet.Find(PppoeTagType.PppMaxPayload)?.Number);
        Assert.Equal(new AccessLine("node 1/1", "alice1", 1_024_000, 16_384_000), AccessLine.Find(packet));
        Assert.Null(packet.Find(PppoeTagType.AcName));
        Assert.Equal(
            "PADR of session 0: ServiceName \"isp\", HostUniq 0x01020304, AcCookie 0x00000102030405060708090a0b0c0d0e0f, RelaySessionId 0xcafe0001, "
            + "PppMaxPayload 1500, VendorSpecific 0x00000de901086e6f646520312f310206616c69636531810400000400820400004000",
            packet.ToString());
    }

    [Fact]
    public void Padding_of_Ethernet_and_what_follows_the_end_of_the_list_should_be_passed_over()
    {
        byte[] padded = [.. Padi, .. new byte[36]];
        Assert.True(DiscoveryPacket.TryParse(padded, out var packet, out _));
        Assert.Equal(Padi, packet.ToArray());

        var ended = Hex.Parse("11 09 0000 000c  0101 0000  0000 0000  0103 0000");
        Assert.True(DiscoveryPacket.TryParse(ended, out packet, out _));
        Assert.Equal(Padi, packet.ToArray());
    }

    [Fact]
    public void Access_line_should_survive_its_tag()
    {
        var line = new AccessLine("eth 1/7", null, 10_000_000);
        Assert.Equal(line, AccessLine.Find(new DiscoveryPacket(PppoeCode.Padi, PppoeSessionId.None, [line.ToTag()])));
    }

    [Theory]
    [InlineData("00000de9 01 05 6162")]     // the sub-option leads beyond the tag
    [InlineData("00000de9 01")]
    [InlineData("00000001 01 02 6162")]     // another vendor's
    [InlineData("000d")]
    public void Malformed_or_foreign_vendor_tag_should_be_passed_over(string value) =>
        Assert.Null(AccessLine.Find(new DiscoveryPacket(
            PppoeCode.Padi, PppoeSessionId.None, [new PppoeTag(PppoeTagType.VendorSpecific, [.. Hex.Parse(value)])])));

    [Fact]
    public void Circuit_id_should_have_2_to_63_octets()
    {
        Assert.Equal(new AccessLine(null, "ok"), Find(new AccessLine("x", "ok")));
        Assert.Equal(new AccessLine(null, "ok"), Find(new AccessLine(new string('x', 64), "ok")));

        static AccessLine? Find(AccessLine line) => AccessLine.Find(new DiscoveryPacket(PppoeCode.Padr, PppoeSessionId.None, [line.ToTag()]));
    }

    [Property(MaxTest = 2000)]
    public void Any_octets_should_be_refused_or_decode_encode_to_the_same_packet(byte code, NonNull<byte[]> payload, bool goodCode)
    {
        byte[] octets = [0x11, goodCode ? (byte)PppoeCode.Padi : code, 0, 0, (byte)(payload.Get.Length >> 8), (byte)payload.Get.Length, .. payload.Get];
        if (!DiscoveryPacket.TryParse(octets, out var packet, out var error))
        {
            Assert.NotEqual(PppoeError.None, error);
            return;
        }

        Assert.NotEmpty(packet.ToString());
        AccessLine.Find(packet);
        Assert.True(DiscoveryPacket.TryParse(packet.ToArray(), out var again, out _));
        Assert.Equal(packet, again);
    }

    [Fact]
    public void Header_of_the_session_stage_should_be_the_RFCs()
    {
        var octets = new byte[PppoeHeader.Size];
        new PppoeHeader(PppoeCode.Session, new PppoeSessionId(0x1234), 2).Write(octets);
        Assert.Equal(Hex.Parse("11 00 1234 0002"), octets);
        Assert.True(PppoeHeader.TryParse([.. octets, 0xc0, 0x21, 0, 0], out var header, out _));
        Assert.Equal(new PppoeHeader(PppoeCode.Session, new PppoeSessionId(0x1234), 2), header);
    }

    [Fact]
    public void Mac_address_should_read_and_write_its_octets()
    {
        var octets = Hex.Parse("02005e100001");
        var mac = MacAddress.Read(octets);
        Assert.Equal("02:00:5e:10:00:01", mac.ToString());
        var written = new byte[MacAddress.Size];
        mac.Write(written);
        Assert.Equal(octets, written);
        Assert.False(mac.IsGroup);
        Assert.True(MacAddress.Broadcast.IsGroup);
        Assert.True(MacAddress.Read(Hex.Parse("01005e000001")).IsGroup);
    }
}
