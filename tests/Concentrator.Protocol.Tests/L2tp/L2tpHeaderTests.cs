using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>RFC 2661 section 3.1.</summary>
public class L2tpHeaderTests
{
    [Theory]
    [InlineData("0002 1234 5678 ff03", 6, 2)]                                    // data: no optional field
    [InlineData("4002 000a 1234 5678 ff03", 8, 2)]                               // L
    [InlineData("0802 1234 5678 0007 0000 ff03", 10, 2)]                         // S
    [InlineData("0202 1234 5678 0000 ff03", 8, 2)]                               // O, no padding
    [InlineData("0202 1234 5678 0003 aabbcc ff03", 11, 2)]                       // O, three octets of padding
    [InlineData("4a02 0012 1234 5678 0007 0000 0002 aabb ff03", 16, 2)]          // L S O
    [InlineData("4b02 0010 1234 5678 0007 0000 0000 ff03", 14, 2)]               // L S O P
    [InlineData("0102 1234 5678 ff03", 6, 2)]                                    // P
    [InlineData("0002 1234 5678", 6, 0)]                                         // no payload
    [InlineData("34f2 1234 5678 ff03", 6, 2)]                                    // reserved bits are ignored
    [InlineData("4002 0009 1234 5678 ff03", 8, 1)]                               // Length ends the message, the rest is padding
    [InlineData("c802 000c 1234 5678 0007 0000", 12, 0)]                         // control
    [InlineData("c902 000c 1234 5678 0007 0000", 12, 0)]                         // control with P, which means nothing there
    public void Header_should_say_where_the_payload_lies(string datagram, int offset, int length)
    {
        Assert.True(L2tpHeader.TryParse(Hex.Parse(datagram), out var header, out _));
        Assert.Equal((offset, length), (header.PayloadOffset, header.PayloadLength));
        Assert.Equal((new TunnelId(0x1234), new SessionId(0x5678)), (header.TunnelId, header.SessionId));
        Assert.Equal(header.HasSequence ? (ushort)7 : (ushort)0, header.Ns.Value);
        Assert.Equal(!header.IsControl && offset + length >= 8, L2tpHeader.TryReadIds(Hex.Parse(datagram), out var tunnel, out var session));
        if (tunnel.Value != 0)
            Assert.Equal((header.TunnelId, header.SessionId), (tunnel, session));
    }

    [Fact]
    public void Ids_should_be_read_of_no_datagram_that_ends_before_them()
    {
        for (var length = 0; length < 8; length++)
            Assert.False(L2tpHeader.TryReadIds(Hex.Parse("4002 000a 1234 5678 ff03").AsSpan(0, length), out _, out _));
    }

    [Theory]
    [InlineData("", ProtocolErrorKind.HeaderTruncated)]
    [InlineData("00", ProtocolErrorKind.HeaderTruncated)]
    [InlineData("0002 1234 56", ProtocolErrorKind.HeaderTruncated)]
    [InlineData("0802 1234 5678 0007 00", ProtocolErrorKind.HeaderTruncated)]
    [InlineData("0001 1234 5678 ff03", ProtocolErrorKind.UnknownVersion)]                      // L2F
    [InlineData("c803 000c 1234 5678 0007 0000", ProtocolErrorKind.UnknownVersion)]            // L2TPv3
    [InlineData("0000 1234 5678 ff03", ProtocolErrorKind.UnknownVersion)]
    [InlineData("8802 1234 5678 0007 0000", ProtocolErrorKind.InvalidControlHeader)]           // control without L
    [InlineData("c002 0008 1234 5678", ProtocolErrorKind.InvalidControlHeader)]                // control without S
    [InlineData("ca02 000e 1234 5678 0007 0000 0000", ProtocolErrorKind.InvalidControlHeader)] // control with O
    [InlineData("4002 000b 1234 5678 ff03", ProtocolErrorKind.LengthMismatch)]                 // longer than the datagram
    [InlineData("4002 0007 1234 5678 ff03", ProtocolErrorKind.LengthMismatch)]                 // shorter than the header
    [InlineData("c802 0000 1234 5678 0007 0000", ProtocolErrorKind.LengthMismatch)]
    [InlineData("0202 1234 5678 0003 ff03", ProtocolErrorKind.OffsetBeyondEnd)]
    [InlineData("0202 1234 5678 ffff ff03", ProtocolErrorKind.OffsetBeyondEnd)]
    [InlineData("4202 000a 1234 5678 0001 ff03", ProtocolErrorKind.OffsetBeyondEnd)]           // beyond Length, within the datagram
    public void Malformed_header_should_be_discarded(string datagram, ProtocolErrorKind kind)
    {
        Assert.False(L2tpHeader.TryParse(Hex.Parse(datagram), out _, out var error));
        Assert.Equal((kind, ProtocolErrorAnswer.Discard), (error.Kind, error.Answer));
    }

    public static TheoryData<bool, bool, bool, int> DataHeaders
    {
        get
        {
            var rows = new TheoryData<bool, bool, bool, int>();
            for (var bits = 0; bits < 8; bits++)
                foreach (var offset in new[] { -1, 0, 1, 300 })
                    rows.Add((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, offset);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(DataHeaders))]
    public void Data_header_with_any_options_should_be_read_back(bool length, bool sequence, bool priority, int offset)
    {
        var layout = new DataHeader(length, sequence, priority, offset < 0 ? null : (ushort)offset);
        var datagram = new byte[layout.Size + 5];
        layout.Write(datagram, new TunnelId(0xffff), new SessionId(1), payloadLength: 5, new SequenceNumber(0xfffe));

        Assert.True(L2tpHeader.TryParse(datagram, out var header, out _));
        Assert.Equal((layout.Size, 5), (header.PayloadOffset, header.PayloadLength));
        Assert.Equal((new TunnelId(0xffff), new SessionId(1)), (header.TunnelId, header.SessionId));
        Assert.Equal((false, sequence, priority), (header.IsControl, header.HasSequence, header.IsPriority));
        Assert.Equal((sequence ? (ushort)0xfffe : (ushort)0, (ushort)0), (header.Ns.Value, header.Nr.Value));
    }

    [Fact]
    public void Data_header_should_lie_as_in_figure_3_1()
    {
        var layout = new DataHeader(WithLength: true, WithSequence: true, WithPriority: true, Offset: 2);
        var output = new byte[layout.Size];
        layout.Write(output, new TunnelId(0x1234), new SessionId(0x5678), payloadLength: 4, new SequenceNumber(9));
        Assert.Equal(Hex.Parse("4b02 0014 1234 5678 0009 0000 0002 0000"), output);
    }

    [Fact]
    public void Data_path_should_not_allocate()
    {
        var datagram = new byte[100];
        var layout = new DataHeader(WithLength: true, WithSequence: true);
        Pass(datagram, layout);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Pass(datagram, layout);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Pass(byte[] datagram, DataHeader layout)
        {
            layout.Write(datagram, new TunnelId(1), new SessionId(2), datagram.Length - layout.Size);
            L2tpHeader.TryParse(datagram, out _, out _);
            L2tpHeader.TryParse(datagram.AsSpan(0, 50), out _, out _);
        }
    }
}
