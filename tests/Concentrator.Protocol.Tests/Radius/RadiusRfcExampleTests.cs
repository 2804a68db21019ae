using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Radius;
using Xunit;

namespace Concentrator.Protocol.Tests.Radius;

public class RadiusRfcExampleTests
{
    private static readonly byte[] Secret = RfcExamples.Secret;

    [Fact]
    public void Access_request_should_be_read()
    {
        Assert.True(RadiusPacket.TryParse(RfcExamples.PapRequest, out var request));
        Assert.Equal((RadiusCode.AccessRequest, 0), (request.Code, request.Identifier));
        Assert.Equal("nemo", request.Find(RadiusAttributes.UserName));
        Assert.Equal("192.168.1.16", request.Find(RadiusAttributes.NasIpAddress)!.ToString());
        Assert.Equal(3u, request.Find(RadiusAttributes.NasPort));
    }

    [Fact]
    public void Password_should_be_revealed_and_hidden_again()
    {
        Assert.True(RadiusPacket.TryParse(RfcExamples.PapRequest, out var request));
        var hidden = request.Find(RadiusAttributes.UserPassword);
        Assert.True(HiddenPassword.TryReveal(hidden.AsSpan(), request.Authenticator.AsSpan(), Secret, out var password));
        Assert.Equal("arctangent"u8, password.AsSpan());
        Assert.Equal(hidden.ToArray(), HiddenPassword.Hide("arctangent"u8, request.Authenticator.AsSpan(), Secret).ToArray());
    }

    [Fact]
    public void Response_authenticator_should_be_the_one_of_the_rfc()
    {
        Assert.True(RadiusPacket.TryParse(RfcExamples.PapAccept, out var accept));
        var authenticator = RfcExamples.PapRequest.AsSpan(4, 16);
        Assert.True(RadiusSignature.VerifyResponse(RfcExamples.PapAccept, authenticator, Secret));
        Assert.Equal(RfcExamples.PapAccept, RadiusSignature.SignResponse(accept with { Authenticator = RadiusPacket.NoAuthenticator }, authenticator, Secret));
    }

    [Fact]
    public void Chap_password_should_answer_the_request_authenticator()
    {
        Assert.True(RadiusPacket.TryParse(RfcExamples.ChapRequest, out var request));
        var chap = request.Find(RadiusAttributes.ChapPassword);
        Assert.Equal(ChapMd5.Response(chap[0], "arctangent", request.Authenticator.AsSpan()), chap.AsSpan()[1..].ToArray());
        Assert.True(RadiusSignature.VerifyResponse(RfcExamples.ChapAccept, request.Authenticator.AsSpan(), Secret));
    }
}
