using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Radius;
using Xunit;

namespace Concentrator.Protocol.Tests.Radius;

/// <summary>The exchanges of RFC 2865 section 7, octet for octet; their secret is "xyzzy5461".</summary>
public class RadiusRfcExampleTests
{
    private static readonly byte[] Secret = "xyzzy5461"u8.ToArray();

    /// <summary>Section 7.1: nemo logs in with the password "arctangent".</summary>
    private static readonly byte[] PapRequest = Octets("""
        01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb
        98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
        93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8
        01 10 05 06 00 00 00 03
        """);

    private static readonly byte[] PapAccept = Octets("""
        02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf
        9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00
        0e 06 c0 a8 01 03
        """);

    /// <summary>Section 7.2: flopsy by CHAP, also with "arctangent".</summary>
    private static readonly byte[] ChapRequest = Octets("""
        01 01 00 47 2a ee 86 f0 8d 0d 55 96 9c a5 97 8e
        0d 33 67 a2 01 08 66 6c 6f 70 73 79 03 13 16 e9
        75 57 c3 16 18 58 95 f2 93 ff 63 44 07 72 75 04
        06 c0 a8 01 10 05 06 00 00 00 14 06 06 00 00 00
        02 07 06 00 00 00 01
        """);

    private static readonly byte[] ChapAccept = Octets("""
        02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0
        3c 86 01 a4 06 06 00 00 00 02 07 06 00 00 00 01
        08 06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00
        00 01 0c 06 00 00 05 dc
        """);

    [Fact]
    public void Access_request_should_be_read()
    {
        Assert.True(RadiusPacket.TryParse(PapRequest, out var request));
        Assert.Equal((RadiusCode.AccessRequest, 0), (request.Code, request.Identifier));
        Assert.Equal("nemo", request.Find(RadiusAttributes.UserName));
        Assert.Equal("192.168.1.16", request.Find(RadiusAttributes.NasIpAddress)!.ToString());
        Assert.Equal(3u, request.Find(RadiusAttributes.NasPort));
    }

    [Fact]
    public void Password_should_be_revealed_and_hidden_again()
    {
        Assert.True(RadiusPacket.TryParse(PapRequest, out var request));
        var hidden = request.Find(RadiusAttributes.UserPassword);
        Assert.True(HiddenPassword.TryReveal(hidden.AsSpan(), request.Authenticator.AsSpan(), Secret, out var password));
        Assert.Equal("arctangent"u8, password.AsSpan());
        Assert.Equal(hidden.ToArray(), HiddenPassword.Hide("arctangent"u8, request.Authenticator.AsSpan(), Secret).ToArray());
    }

    [Fact]
    public void Response_authenticator_should_be_the_one_of_the_rfc()
    {
        Assert.True(RadiusPacket.TryParse(PapAccept, out var accept));
        var authenticator = PapRequest.AsSpan(4, 16);
        Assert.True(RadiusSignature.VerifyResponse(PapAccept, authenticator, Secret));
        Assert.Equal(PapAccept, RadiusSignature.SignResponse(accept with { Authenticator = RadiusPacket.NoAuthenticator }, authenticator, Secret));
    }

    [Fact]
    public void Chap_password_should_answer_the_request_authenticator()
    {
        Assert.True(RadiusPacket.TryParse(ChapRequest, out var request));
        var chap = request.Find(RadiusAttributes.ChapPassword);
        Assert.Equal(ChapMd5.Response(chap[0], "arctangent", request.Authenticator.AsSpan()), chap.AsSpan()[1..].ToArray());
        Assert.True(RadiusSignature.VerifyResponse(ChapAccept, request.Authenticator.AsSpan(), Secret));
    }

    private static byte[] Octets(string rfc) => Convert.FromHexString(string.Concat(rfc.Where(char.IsAsciiHexDigit)));
}
