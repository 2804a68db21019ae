using System.Collections.Immutable;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Ppp.Hdlc;
using Concentrator.Protocol.Tests.Golden;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

internal static class PppTargets
{
    private const int MostFrame = 1600;

    public static IEnumerable<FuzzTarget> All =>
    [
        new("ppp-frame", Frame, () => GoldenFrames().Select(frame => frame.ToArray())),
        Packet("ppp-lcp", PppProtocol.Lcp, Options),
        Packet("ppp-ipcp", PppProtocol.Ipcp, Options),
        Packet("ppp-ipv6cp", PppProtocol.Ipv6cp, Options),
        Packet("ppp-pap", PppProtocol.Pap, Pap),
        Packet("ppp-chap", PppProtocol.Chap, Chap),
        new("hdlc-decoder", HdlcDecode, () => GoldenFrames().Select(frame => (byte[])[7, .. Encode(frame.Span, HdlcEncoder.Cautious)])),
        new("hdlc-encoder", HdlcRoundTrip, () => GoldenFrames().Select(frame => (byte[])[1, 2, 3, 4, .. frame.Span])),
    ];

    /// <summary>The PPP frames of the golden data messages.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> GoldenFrames()
    {
        foreach (var datagram in GoldenPackets.L2tpData.Select(GoldenPackets.Read))
            if (L2tpHeader.TryParse(datagram, out var header, out _))
                yield return datagram.AsMemory(header.PayloadOffset, header.PayloadLength);
    }

    /// <summary>The packets of one protocol, without the head of the frame.</summary>
    public static IEnumerable<byte[]> GoldenOf(ushort wanted)
    {
        foreach (var frame in GoldenFrames())
            if (PppFrame.TryReadProtocol(frame.Span, out var protocol, out var offset) && protocol == wanted)
                yield return frame[offset..].ToArray();
    }

    private static FuzzTarget Packet(string name, ushort protocol, Action<PppPacket> read) => new(
        name,
        input =>
        {
            Describe(protocol, input);
            if (!PppPacket.TryParse(input.ToArray(), out var packet))
                return;
            Assert.Equal(input[..(PppPacket.HeaderLength + packet.Data.Length)], PppPacket.Write(packet.Code, packet.Identifier, packet.Data.Span));
            read(packet);
        },
        () => protocol == PppProtocol.Ipv6cp ? [.. GoldenOf(protocol), .. GoldenOf(PppProtocol.Ipcp)] : GoldenOf(protocol));

    private static void Frame(ReadOnlySpan<byte> input)
    {
        if (PppFrame.TryReadProtocol(input, out var protocol, out var offset))
            Describe(protocol, input[offset..]);
    }

    /// <summary>What a peer sends can forge no line of a log, and take it up no more than it is long.</summary>
    private static void Describe(ushort protocol, ReadOnlySpan<byte> packet)
    {
        var words = PppTranscript.Describe(protocol, packet);
        Assert.DoesNotContain(words, char.IsControl);
        Assert.InRange(words.Length, 1, 200 + 40 * packet.Length);
    }

    private static void Options(PppPacket packet)
    {
        if (!PppOptionList.TryParse(packet.Data.Span, out var options))
            return;
        Assert.Equal(packet.Data.Span, PppOptionList.Write(options));
        foreach (var definition in (ImmutableArray<OptionDefinition>)[.. LcpOptions.All, .. IpcpOptions.All, .. Ipv6cpOptions.All])
            foreach (var option in options.Where(definition.Is))
                Assert.NotEmpty(definition.Print(option));
    }

    private static void Pap(PppPacket packet)
    {
        if (PapRequest.TryParse(packet.Data.Span, out var request))
            Assert.DoesNotContain(request.ToString(), char.IsControl);
        Assert.NotNull(PapReply.ReadMessage(packet.Data.Span));
    }

    private static void Chap(PppPacket packet)
    {
        Assert.NotNull(ChapReply.ReadMessage(packet.Data.Span));
        if (!ChapValue.TryParse(packet.Data.Span, out var value))
            return;
        Assert.NotEmpty(value.Value);
        if (MsChapV2Response.TryParse(value.Value, out var response))
            Assert.Equal((16, 24), (response.PeerChallenge.Length, response.NtResponse.Length));
    }

    /// <summary>However the octets are cut up, they are the same frames.</summary>
    private static void HdlcDecode(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return;
        var accm = input[0] * 0x0101_0101u;
        var whole = Decode(input[1..], input.Length, accm);
        Assert.Equal(whole, Decode(input[1..], 1 + input[0] % 16, accm));
    }

    private static List<string> Decode(ReadOnlySpan<byte> octets, int piece, uint accm)
    {
        var (decoder, found) = (new HdlcDecoder(MostFrame) { Accm = accm }, new List<string>());
        for (; !octets.IsEmpty; octets = octets[Math.Min(piece, octets.Length)..])
        {
            var part = octets[..Math.Min(piece, octets.Length)];
            while (decoder.Read(ref part, out var frame) is var happened && happened != HdlcEvent.Starved)
                found.Add($"{happened} {Convert.ToHexString(frame)}");
            Assert.True(part.IsEmpty);
        }
        return found;
    }

    private static void HdlcRoundTrip(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var accm = (uint)(script.Next() << 24 | script.Next() << 16 | script.Next() << 8 | script.Next());
        var frame = script.Take(MostFrame);
        if (frame.Length < 2) // with its FCS too short for a frame
            return;
        Assert.Equal([$"{HdlcEvent.Frame} {Convert.ToHexString(frame)}"], Decode(Encode(frame, new HdlcEncoder(accm)), MostFrame, accm));
    }

    private static byte[] Encode(ReadOnlySpan<byte> frame, HdlcEncoder encoder)
    {
        var output = new byte[HdlcEncoder.MaxEncodedSize(frame.Length)];
        return output[..encoder.Encode(frame, output)];
    }
}
