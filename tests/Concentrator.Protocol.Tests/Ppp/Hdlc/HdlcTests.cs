using Concentrator.Protocol.Ppp.Hdlc;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Protocol.Tests.Ppp.Hdlc;

public sealed class HdlcTests
{
    private const int MaxFrame = 2048;

    [Fact]
    public void Fcs_should_equal_the_bitwise_definition_for_every_length_up_to_a_frame()
    {
        byte[] octets = [.. Enumerable.Range(0, 300).Select(n => (byte)(n * 31 + (n >> 3)))];

        for (var length = 0; length <= octets.Length; length++)
            Assert.Equal(Bitwise(octets.AsSpan(0, length)), Fcs16.Update(Fcs16.Initial, octets.AsSpan(0, length)));
    }

    [Fact]
    public void Fcs_should_match_the_check_value_of_its_polynomial() =>
        Assert.Equal(0x906e, (ushort)~Fcs16.Update(Fcs16.Initial, "123456789"u8));

    [Property]
    public void Every_frame_should_come_back_whatever_the_accm_and_however_the_line_cuts_it(byte[] tail, uint accm, byte cut)
    {
        byte[] frame = [0xc0, 0x21, .. tail];
        var line = Encode(frame, accm);

        var decoder = new HdlcDecoder(MaxFrame) { Accm = accm };
        var pieces = line.Chunk(cut % 7 + 1).SelectMany(piece => ReadAll(decoder, piece)).ToList();

        var (found, decoded) = Assert.Single(pieces);
        Assert.Equal(HdlcEvent.Frame, found);
        Assert.Equal(frame, decoded);
    }

    [Property]
    public void Encoded_octets_should_hold_no_flag_and_no_mapped_control_character_inside(byte[] frame, uint accm)
    {
        var line = Encode(frame, accm);

        Assert.Equal((0x7e, 0x7e), (line[0], line[^1]));
        Assert.DoesNotContain(line[1..^1], octet => octet == 0x7e || (octet < 0x20 && (accm >> octet & 1) != 0));
    }

    [Property]
    public void Decoder_should_never_throw_nor_give_a_frame_longer_than_its_limit(byte[][] reads)
    {
        var decoder = new HdlcDecoder(maxFrame: 16);

        foreach (var (_, frame) in reads.SelectMany(read => ReadAll(decoder, read)))
            Assert.InRange(frame.Length, 0, 16);
    }

    [Fact]
    public void All_octet_values_should_pass()
    {
        byte[] frame = [.. Enumerable.Range(0, 256).Select(n => (byte)n)];

        Assert.Equal([(HdlcEvent.Frame, Convert.ToHexString(frame))], Decode(Encode(frame, accm: 0)));
        Assert.Equal([(HdlcEvent.Frame, Convert.ToHexString(frame))], Decode(Encode(frame, accm: uint.MaxValue), uint.MaxValue));
    }

    [Property]
    public void Control_characters_that_come_unescaped_should_be_removed_if_the_map_has_them(byte[] tail, uint accm, ushort at, byte noise)
    {
        byte[] frame = [0xc0, 0x21, .. tail];
        var line = Encode(frame, uint.MaxValue).ToList();
        noise &= 0x1f;
        line.Insert(1 + at % (line.Count - 1), noise);

        // One that is not mapped is data, and belies the FCS.
        var isMapped = (accm >> noise & 1) != 0;
        Assert.Equal(isMapped, Decode([.. line], accm) is [(HdlcEvent.Frame, var found)] && found == Convert.ToHexString(frame));
    }

    [Fact]
    public void Character_between_an_escape_and_what_it_escapes_should_be_removed_too() =>
        Assert.Equal([(HdlcEvent.Frame, "C02101")], Decode([.. Encode([0xc0, 0x21, 1], uint.MaxValue).SelectMany(octet => octet == 0x7d ? new byte[] { octet, 0x11, 0x13 } : [octet])], uint.MaxValue));

    [Fact]
    public void Map_should_be_what_a_configure_ack_acknowledges()
    {
        Assert.Equal(0x000a0000u, AcknowledgedAccm.Of([2, 7, 0, 14, 1, 4, 5, 0xb4, 2, 6, 0, 0x0a, 0, 0]));
        Assert.Equal(uint.MaxValue, AcknowledgedAccm.Of([2, 7, 0, 8, 1, 4, 5, 0xb4]));
        Assert.Null(AcknowledgedAccm.Of([1, 7, 0, 10, 2, 6, 0, 0, 0, 0]));
        Assert.Null(AcknowledgedAccm.Of([2, 7, 0, 9, 2, 6, 0, 0, 0]));
        Assert.Null(AcknowledgedAccm.Of([2, 7]));
    }

    [Fact]
    public void Longest_encoding_should_fit_the_size_promised()
    {
        byte[] frame = [.. Enumerable.Repeat((byte)0x7e, 1500)];

        Assert.InRange(Encode(frame, uint.MaxValue).Length, 3002, HdlcEncoder.MaxEncodedSize(frame.Length));
    }

    [Fact]
    public void Frame_with_address_and_control_should_keep_them_as_should_one_without()
    {
        Assert.Equal([(HdlcEvent.Frame, "FF03C02101")], Decode(Encode([0xff, 0x03, 0xc0, 0x21, 0x01], 0)));
        Assert.Equal([(HdlcEvent.Frame, "214500")], Decode(Encode([0x21, 0x45, 0x00], 0)));
    }

    [Fact]
    public void Any_flipped_bit_should_be_caught_by_the_fcs()
    {
        byte[] frame = [0x21, 0x45, 0x40, 0x55, 0x66];
        var line = Encode(frame, accm: 0);

        // Bits of the flags aside, and those whose flip makes an octet special.
        for (var bit = 8; bit < (line.Length - 1) * 8; bit++)
        {
            byte[] damaged = [.. line];
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.DoesNotContain(Decode(damaged), found => found.Event == HdlcEvent.Frame);
        }
    }

    [Fact]
    public void One_flag_should_end_a_frame_and_begin_the_next()
    {
        var first = Encode([0xc0, 0x21, 1], 0);
        var second = Encode([0xc0, 0x21, 2], 0);

        Assert.Equal([(HdlcEvent.Frame, "C02101"), (HdlcEvent.Frame, "C02102")], Decode([.. first[..^1], .. second]));
    }

    [Fact]
    public void Octets_before_the_first_flag_should_be_no_frame() =>
        Assert.Equal([(HdlcEvent.Frame, "C02101")], Decode([0x61, 0x7d, 0x62, .. Encode([0xc0, 0x21, 1], 0)]));

    [Fact]
    public void Bad_fcs_should_be_told_and_the_next_frame_read()
    {
        var damaged = Encode([0xc0, 0x21, 0x55], 0);
        damaged[3] ^= 1;

        Assert.Equal(
            [(HdlcEvent.BadFcs, ""), (HdlcEvent.Frame, "C02102")], Decode([.. damaged, .. Encode([0xc0, 0x21, 2], 0)]));
    }

    [Fact]
    public void Frame_that_is_too_long_should_be_told_once_and_the_next_one_read()
    {
        byte[] line = [.. Encode(new byte[MaxFrame + 1], 0), .. Encode([0xc0, 0x21, 2], 0)];

        Assert.Equal([(HdlcEvent.TooLong, ""), (HdlcEvent.Frame, "C02102")], Decode(line));
        Assert.Equal(HdlcEvent.Frame, Assert.Single(Decode(Encode(new byte[MaxFrame], 0))).Event);
    }

    [Fact]
    public void Less_than_four_octets_should_be_too_short_and_nothing_between_flags_no_frame() =>
        Assert.Equal([(HdlcEvent.TooShort, "")], Decode([0x7e, 0x7e, 0x7e, 1, 2, 3, 0x7e, 0x7e]));

    [Fact]
    public void Escape_before_a_flag_should_abort_the_frame() =>
        Assert.Equal(
            [(HdlcEvent.Aborted, ""), (HdlcEvent.Frame, "C02102")],
            Decode([0x7e, 0xc0, 0x21, 1, 0x7d, .. Encode([0xc0, 0x21, 2], 0)]));

    private static byte[] Encode(byte[] frame, uint accm)
    {
        var output = new byte[HdlcEncoder.MaxEncodedSize(frame.Length)];
        return output[..new HdlcEncoder(accm).Encode(frame, output)];
    }

    private static List<(HdlcEvent Event, string Frame)> Decode(byte[] line, uint accm = 0) =>
        [.. ReadAll(new HdlcDecoder(MaxFrame) { Accm = accm }, line).Select(found => (found.Event, Convert.ToHexString(found.Frame)))];

    private static List<(HdlcEvent Event, byte[] Frame)> ReadAll(HdlcDecoder decoder, ReadOnlySpan<byte> octets)
    {
        var all = new List<(HdlcEvent, byte[])>();
        while (decoder.Read(ref octets, out var frame) is var found && found != HdlcEvent.Starved)
            all.Add((found, frame.ToArray()));
        return all;
    }

    private static ushort Bitwise(ReadOnlySpan<byte> octets)
    {
        var fcs = 0xffff;
        foreach (var octet in octets)
        {
            fcs ^= octet;
            for (var bit = 0; bit < 8; bit++)
                fcs = (fcs & 1) != 0 ? fcs >> 1 ^ 0x8408 : fcs >> 1;
        }

        return (ushort)fcs;
    }
}
