using System.Net;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Load.Radius;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Radius;

namespace Concentrator.Load.Tests.Radius;

public class RadiusResponderTests
{
    private static readonly byte[] Secret = "radius-secret"u8.ToArray();
    private static readonly byte[] Authenticator = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    private static readonly Endpoint Lns = Endpoint.FromIpv4(0x7f000001, 4000);

    private readonly RadiusResponder _responder = new(
        Scenario.Plan with { User = new UserPattern("user{n}"), Password = new UserPattern("pass{n}") },
        new RadiusPlan(new IPEndPoint(IPAddress.Loopback, 1812), new Secret(Secret), IPAddress.Parse("10.9.0.255")));

    [Fact]
    public void Right_pap_password_should_be_accepted_with_an_address()
    {
        var accept = Answer(Pap("user3", "pass3"));
        Assert.Equal(RadiusCode.AccessAccept, accept.Code);
        Assert.Equal(RadiusServiceType.Framed, accept.Find(RadiusAttributes.ServiceType));
        Assert.Equal("10.9.0.255", accept.Find(RadiusAttributes.FramedIpAddress)!.ToString());
        Assert.Equal("10.9.1.0", Answer(Pap("user4", "pass4", identifier: 2)).Find(RadiusAttributes.FramedIpAddress)!.ToString());
    }

    [Theory]
    [InlineData("user3", "pass4")]
    [InlineData("user11", "pass11")]
    [InlineData("nobody", "")]
    public void Others_should_be_rejected(string user, string password) => Assert.Equal(RadiusCode.AccessReject, Answer(Pap(user, password)).Code);

    [Theory]
    [InlineData(true, "pass7", RadiusCode.AccessAccept)]
    [InlineData(false, "pass7", RadiusCode.AccessAccept)]
    [InlineData(true, "pass8", RadiusCode.AccessReject)]
    public void Chap_should_answer_the_challenge_or_the_authenticator(bool withChallenge, string password, RadiusCode expected)
    {
        byte[] challenge = withChallenge ? [9, 9, 9] : Authenticator;
        var request = new RadiusPacket(RadiusCode.AccessRequest, 1, [.. Authenticator],
        [
            RadiusAttributes.UserName.Of("user7"),
            RadiusAttributes.ChapPassword.Of([5, .. ChapMd5.Response(5, password, challenge)]),
            .. withChallenge ? new[] { RadiusAttributes.ChapChallenge.Of([.. challenge]) } : [],
        ]);
        Assert.Equal(expected, Answer(request).Code);
    }

    [Fact]
    public void Repeated_request_should_get_the_same_answer_and_no_second_address()
    {
        var request = RadiusSignature.SignAccessRequest(Pap("user1", "pass1"), Secret);
        Assert.Equal(_responder.Answer(Lns, request), _responder.Answer(Lns, request));
        Assert.Equal((1, 1), (_responder.Accepted, _responder.Repeated));
    }

    [Fact]
    public void Message_authenticator_and_proxy_state_should_be_answered_in_kind()
    {
        var request = Pap("user1", "pass1");
        request = request with
        {
            Attributes = [.. request.Attributes, RadiusAttributes.MessageAuthenticator.Of(RadiusPacket.NoAuthenticator), RadiusAttributes.ProxyState.Of([1, 2])],
        };
        var accept = Answer(request);
        Assert.True(accept.TryFind(RadiusAttributes.MessageAuthenticator, out _));
        Assert.Equal(new byte[] { 1, 2 }, accept.Find(RadiusAttributes.ProxyState).ToArray());
    }

    [Fact]
    public void Accounting_should_be_acknowledged()
    {
        var octets = RadiusSignature.SignAccountingRequest(
            new RadiusPacket(RadiusCode.AccountingRequest, 3, RadiusPacket.NoAuthenticator, [RadiusAttributes.AcctStatusType.Of(RadiusAccountingStatus.Start)]), Secret);
        var answer = _responder.Answer(Lns, octets)!;
        Assert.True(RadiusSignature.VerifyResponse(answer, octets.AsSpan(4, 16), Secret));
        Assert.Equal((byte)RadiusCode.AccountingResponse, answer[0]);
    }

    [Fact]
    public void Unproved_or_malformed_requests_should_be_discarded()
    {
        Assert.Null(_responder.Answer(Lns, [1, 2, 3]));
        Assert.Null(_responder.Answer(Lns, RadiusSignature.SignAccountingRequest(
            new RadiusPacket(RadiusCode.AccountingRequest, 3, RadiusPacket.NoAuthenticator, []), "other"u8)));
        Assert.Null(_responder.Answer(Lns, new RadiusPacket(RadiusCode.AccessAccept, 3, RadiusPacket.NoAuthenticator, []).ToOctets()));
        Assert.Equal(3, _responder.Discarded);
    }

    private RadiusPacket Answer(RadiusPacket request)
    {
        var octets = _responder.Answer(Lns, RadiusSignature.SignAccessRequest(request, Secret));
        Assert.True(RadiusSignature.VerifyResponse(octets, request.Authenticator.AsSpan(), Secret));
        Assert.True(RadiusPacket.TryParse(octets, out var answer));
        Assert.Equal(request.Identifier, answer.Identifier);
        return answer;
    }

    private static RadiusPacket Pap(string user, string password, byte identifier = 1) => new(RadiusCode.AccessRequest, identifier, [.. Authenticator],
    [
        RadiusAttributes.UserName.Of(user),
        RadiusAttributes.UserPassword.Of(HiddenPassword.Hide(System.Text.Encoding.UTF8.GetBytes(password), Authenticator, Secret)),
    ]);
}
