using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Tests.Golden;
using Xunit;

namespace Concentrator.Protocol.Tests.Ppp;

/// <summary>What pppd 2.4.9 said in the recorded conversations (see Golden/README.md), password "wonderland".</summary>
public class GoldenPppTests
{
    private static readonly ushort[] Negotiated = [PppProtocol.Lcp, PppProtocol.Ipcp, PppProtocol.Ipv6cp, PppProtocol.Ccp];

    private sealed record Frame(string File, ushort Protocol, byte[] Packet);

    private static IEnumerable<Frame> Frames => GoldenPackets.L2tpData.Select(name =>
    {
        var datagram = GoldenPackets.Read(name);
        Assert.True(L2tpHeader.TryParse(datagram, out var header, out _), name);
        var frame = datagram.AsSpan(header.PayloadOffset, header.PayloadLength);
        Assert.True(PppFrame.TryReadProtocol(frame, out var protocol, out var offset), name);
        return new Frame(name.Split(':')[0], protocol, frame[offset..].ToArray());
    });

    private static (byte Identifier, byte[] Data) Find(string file, ushort protocol, byte code)
    {
        var octets = Frames.First(frame => frame.File == file && frame.Protocol == protocol && frame.Packet[0] == code).Packet;
        Assert.True(PppPacket.TryParse(octets, out var packet));
        return (packet.Identifier, packet.Data.ToArray());
    }

    [Fact]
    public void Every_control_packet_should_decode_encode_to_itself_and_be_told_in_words()
    {
        var control = Frames.Where(frame => !PppProtocol.IsNetworkLayer(frame.Protocol)).ToArray();
        Assert.True(control.Length > 100);
        foreach (var frame in control)
        {
            Assert.True(PppPacket.TryParse(frame.Packet, out var packet), frame.File);
            Assert.Equal(frame.Packet, PppPacket.Write(packet.Code, packet.Identifier, packet.Data.Span));
            Assert.DoesNotContain("malformed", PppTranscript.Describe(frame.Protocol, frame.Packet));
            if (!Negotiated.Contains(frame.Protocol) || packet.Code > (byte)LcpCode.ConfigureReject)
                continue;
            Assert.True(PppOptionList.TryParse(packet.Data.Span, out var options), frame.File);
            Assert.Equal(packet.Data.ToArray(), PppOptionList.Write(options));
        }
    }

    [Fact]
    public void Every_truncation_of_every_control_packet_should_be_refused()
    {
        foreach (var frame in Frames.Where(frame => !PppProtocol.IsNetworkLayer(frame.Protocol)))
            for (var length = 0; length < frame.Packet.Length; length++)
                Assert.False(PppPacket.TryParse(frame.Packet.AsMemory(0, length), out _));
    }

    [Fact]
    public void Request_of_pppd_should_read_as_it_was_meant() =>
        Assert.Contains("LCP Configure-Request id 1 [mru 1400, accm 0x00000000, auth chap-md5, magic 0xbe80cb55, pfc, acfc]",
            Frames.Select(frame => PppTranscript.Describe(frame.Protocol, frame.Packet)));

    [Fact]
    public void Pap_request_of_pppd_should_be_read()
    {
        var (_, data) = Find("xl2tpd-pap", PppProtocol.Pap, (byte)PapCode.AuthenticateRequest);
        Assert.True(PapRequest.TryParse(data, out var request));
        Assert.Equal("alice", request.PeerId);
        Assert.Equal("wonderland"u8.ToArray(), request.Password);
    }

    [Fact]
    public void Chap_response_of_pppd_should_be_the_one_that_we_compute()
    {
        var challenge = Find("xl2tpd-chap", PppProtocol.Chap, (byte)ChapCode.Challenge);
        var response = Find("xl2tpd-chap", PppProtocol.Chap, (byte)ChapCode.Response);
        Assert.True(ChapValue.TryParse(challenge.Data, out var asked));
        Assert.True(ChapValue.TryParse(response.Data, out var answered));
        Assert.Equal(answered.Value, ChapMd5.Response(challenge.Identifier, "wonderland", asked.Value.AsSpan()));
    }

    [Fact]
    public void Ms_chap_v2_of_pppd_should_be_what_we_compute_in_both_directions()
    {
        Assert.True(ChapValue.TryParse(Find("xl2tpd-mschapv2", PppProtocol.Chap, (byte)ChapCode.Challenge).Data, out var asked));
        Assert.True(ChapValue.TryParse(Find("xl2tpd-mschapv2", PppProtocol.Chap, (byte)ChapCode.Response).Data, out var answered));
        Assert.True(MsChapV2Response.TryParse(answered.Value, out var response));
        var challenge = asked.Value.AsSpan();
        var peerChallenge = response.PeerChallenge.AsSpan();
        Assert.Equal(response.NtResponse, MsChapV2.GenerateNtResponse(challenge, peerChallenge, "alice", "wonderland"));

        var success = ChapReply.ReadMessage(Find("xl2tpd-mschapv2", PppProtocol.Chap, (byte)ChapCode.Success).Data);
        Assert.StartsWith(
            MsChapV2.GenerateAuthenticatorResponse("wonderland", response.NtResponse.AsSpan(), peerChallenge, challenge, "alice"), success);
    }
}
