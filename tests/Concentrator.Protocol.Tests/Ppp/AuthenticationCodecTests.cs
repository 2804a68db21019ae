using Concentrator.Protocol.Ppp;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Protocol.Tests.Ppp;

public class AuthenticationCodecTests
{
    [Fact]
    public void Pap_request_should_carry_name_and_password_behind_their_lengths()
    {
        var octets = PapRequest.Write(7, "alice", "sesame");
        Assert.Equal("01070011" + "05616c696365" + "06736573616d65", Convert.ToHexStringLower(octets));
        Assert.True(PapRequest.TryParse(octets.AsSpan(4), out var request));
        Assert.Equal(("alice", "sesame"), (request.PeerId, System.Text.Encoding.UTF8.GetString(request.Password.AsSpan())));
        for (var length = 0; length < octets.Length - 4; length++)
            Assert.False(PapRequest.TryParse(octets.AsSpan(4, length), out _));
    }

    [Fact]
    public void Pap_reply_without_a_message_should_be_a_reply()
    {
        Assert.Equal("", PapReply.ReadMessage([]));
        Assert.Equal("", PapReply.ReadMessage([9, 1]));
        Assert.Equal("no", PapReply.ReadMessage(PapReply.Write(PapCode.AuthenticateNak, 1, "no").AsSpan(4)));
    }

    [Fact]
    public void Chap_challenge_should_be_value_and_name()
    {
        var octets = ChapValue.Write(ChapCode.Challenge, 1, [1, 2, 3], "lns");
        Assert.Equal("0101000b" + "03010203" + "6c6e73", Convert.ToHexStringLower(octets));
        Assert.True(ChapValue.TryParse(octets.AsSpan(4), out var value));
        Assert.Equal("lns", value.Name);
        for (var length = 0; length < 4; length++)
            Assert.False(ChapValue.TryParse(octets.AsSpan(4, length), out _));
    }

    [Fact]
    public void Chap_md5_should_hash_identifier_secret_and_challenge() =>     // by an MD5 of another make
        Assert.Equal("0791b0bc38facd8642ac55319122d6ce",
            Convert.ToHexStringLower(ChapMd5.Response(0x17, "secret", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])));

    [Property]
    public void No_parser_should_throw_on_anything(byte[] data)
    {
        PapRequest.TryParse(data, out _);
        ChapValue.TryParse(data, out _);
        PapReply.ReadMessage(data);
        MsChapV2Response.TryParse([.. data], out _);
        PppPacket.TryParse(data, out _);
        foreach (var protocol in new ushort[] { PppProtocol.Lcp, PppProtocol.Ipcp, PppProtocol.Ipv6cp, PppProtocol.Pap, PppProtocol.Chap, PppProtocol.Ccp, 0x21 })
            Assert.NotEmpty(PppTranscript.Describe(protocol, data));
    }
}
