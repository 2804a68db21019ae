using Concentrator.Protocol.Radius;
using FsCheck.Xunit;
using Xunit;

namespace Concentrator.Protocol.Tests.Radius;

public class RadiusPacketTests
{
    private static readonly byte[] Secret = "secret"u8.ToArray();
    private static readonly byte[] Authenticator = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    private static readonly RadiusPacket Request = new(
        RadiusCode.AccessRequest, 7, [.. Authenticator],
        [
            RadiusAttributes.UserName.Of("user1"), RadiusAttributes.UserPassword.Of(HiddenPassword.Hide("pass word"u8, Authenticator, Secret)),
            RadiusAttributes.MessageAuthenticator.Of(RadiusPacket.NoAuthenticator), RadiusAttributes.ServiceType.Of(RadiusServiceType.Framed),
        ]);

    [Fact]
    public void Every_truncation_should_be_discarded()
    {
        var octets = Request.ToOctets();
        for (var length = 0; length < octets.Length; length++)
            Assert.False(RadiusPacket.TryParse(octets.AsSpan(0, length), out _));
        Assert.True(RadiusPacket.TryParse(octets, out _));
    }

    [Fact]
    public void Padding_behind_the_length_should_be_ignored()
    {
        Assert.True(RadiusPacket.TryParse([.. Request.ToOctets(), 0xff, 0xff], out var packet));
        Assert.Equal(Request.Attributes.ToArray(), packet.Attributes.ToArray());
    }

    [Theory]
    [InlineData("0100 0013", "")]                   // shorter than a header
    [InlineData("0100 0016", "0101")]               // an attribute shorter than its own header
    [InlineData("0100 0016", "0103")]               // and one longer than the packet
    [InlineData("0100 0015", "01")]                 // half a header
    public void Lengths_that_lie_should_be_discarded(string head, string attributes) =>
        Assert.False(RadiusPacket.TryParse(
            [.. Convert.FromHexString(head.Replace(" ", "")), .. Authenticator, .. Convert.FromHexString(attributes), .. new byte[16]], out _));

    [Fact]
    public void Length_beyond_4096_should_be_discarded()
    {
        var octets = new byte[5000];
        (octets[0], octets[2], octets[3]) = (1, 5000 >> 8, 5000 & 0xff);
        Assert.False(RadiusPacket.TryParse(octets, out _));
    }

    [Fact]
    public void Message_authenticator_should_prove_an_access_request()
    {
        var octets = RadiusSignature.SignAccessRequest(Request, Secret);
        Assert.True(RadiusSignature.VerifyAccessRequest(octets, Secret));
        Assert.False(RadiusSignature.VerifyAccessRequest(octets, "other"u8));
        octets[^1] ^= 1;
        Assert.False(RadiusSignature.VerifyAccessRequest(octets, Secret));
        Assert.Null(RadiusSignature.VerifyAccessRequest((Request with { Attributes = [] }).ToOctets(), Secret));
    }

    [Fact]
    public void Message_authenticator_should_prove_a_response()
    {
        var response = Request with { Code = RadiusCode.AccessAccept, Attributes = [RadiusAttributes.MessageAuthenticator.Of(RadiusPacket.NoAuthenticator)] };
        var octets = RadiusSignature.SignResponse(response, Authenticator, Secret);
        Assert.True(RadiusSignature.VerifyResponse(octets, Authenticator, Secret));
        Assert.False(RadiusSignature.VerifyResponse(octets, new byte[16], Secret));
    }

    [Fact]
    public void Accounting_request_should_be_proved_by_its_authenticator()
    {
        var octets = RadiusSignature.SignAccountingRequest(
            new RadiusPacket(RadiusCode.AccountingRequest, 1, RadiusPacket.NoAuthenticator, [RadiusAttributes.AcctStatusType.Of(RadiusAccountingStatus.Start)]), Secret);
        Assert.True(RadiusSignature.VerifyAccountingRequest(octets, Secret));
        octets[^1] ^= 2;
        Assert.False(RadiusSignature.VerifyAccountingRequest(octets, Secret));
    }

    [Fact]
    public void Secrets_should_not_be_printed()
    {
        var text = Request.ToString();
        Assert.Contains("User-Name \"user1\"", text, StringComparison.Ordinal);
        Assert.Contains("User-Password ***", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Request.Find(RadiusAttributes.UserPassword).AsSpan()), text, StringComparison.Ordinal);
    }

    [Property(MaxTest = 1000)]
    public void Any_password_should_survive_hiding(byte[] password)
    {
        var clear = password.AsSpan(0, Math.Min(password.Length, HiddenPassword.MaxLength)).TrimEnd((byte)0).ToArray();
        Assert.True(HiddenPassword.TryReveal(HiddenPassword.Hide(clear, Authenticator, Secret).AsSpan(), Authenticator, Secret, out var revealed));
        Assert.Equal(clear, revealed.ToArray());
    }

    [Property(MaxTest = 2000)]
    public void Random_octets_should_never_throw(byte[] octets) => RadiusFuzz.Decode(octets, Authenticator, Secret);

    [Property(MaxTest = 2000)]
    public void Random_attributes_behind_a_right_header_should_never_throw(byte code, byte[] attributes)
    {
        var length = RadiusPacket.HeaderLength + attributes.Length;
        RadiusFuzz.Decode([code, 1, (byte)(length >> 8), (byte)length, .. Authenticator, .. attributes], Authenticator, Secret);
    }

    [Fact]
    public void Message_authenticator_without_octets_should_be_believed_by_nobody() =>
        Random_attributes_behind_a_right_header_should_never_throw(2, [80, 2]);
}
