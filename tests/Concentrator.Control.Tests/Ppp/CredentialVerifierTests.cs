using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Control.Tests.Ppp;

public class CredentialVerifierTests
{
    private static readonly PapCredentials Pap = new("alice", [.. "sesame"u8]);

    private static readonly ChapMd5Credentials Md5 = new("alice", 0x17, [.. Enumerable.Range(0, 16).Select(i => (byte)i)],
        [.. Convert.FromHexString("0791b0bc38facd8642ac55319122d6ce")]);       // secret "secret"

    private static readonly MsChapV2Credentials V2 = new("User", 1,        // RFC 2759 section 9.2
        [.. Convert.FromHexString("5B5D7C7D7B3F2F3E3C2C602132262628")], [.. Convert.FromHexString("21402324255E262A28295F2B3A337C7E")],
        [.. Convert.FromHexString("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF")], 0);

    public static TheoryData<Credentials, string> Right => new() { { Pap, "sesame" }, { Md5, "secret" }, { V2, "clientPass" } };

    [Theory]
    [MemberData(nameof(Right))]
    public void Right_secret_should_be_accepted_and_any_other_refused_but_by_an_empty_one_any_password_of_pap(Credentials credentials, string secret)
    {
        Assert.True(CredentialVerifier.Verify(credentials, secret).IsAccepted);
        Assert.Equal("wrong password", CredentialVerifier.Verify(credentials, secret + "x").Reason);
        Assert.Equal(credentials is PapCredentials, CredentialVerifier.Verify(credentials, "").IsAccepted);     // an empty secret, as in pppd
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void Unknown_user_should_be_told_what_a_wrong_password_is_told(Credentials credentials, string secret) =>
        Assert.Equal(CredentialVerifier.Verify(credentials, secret + "x").Message, CredentialVerifier.Verify(credentials, null).Message);

    [Fact]
    public void Password_of_octets_that_are_no_utf8_should_be_compared_as_octets()
    {
        byte[] password = [0xe4, (byte)'x'];
        Assert.True(CredentialVerifier.Verify(new PapCredentials("alice", [.. password]), Secret.Of(OctetText.Decode(password)).Text).IsAccepted);
        Assert.False(CredentialVerifier.Verify(new PapCredentials("alice", [0xf6, (byte)'x']), OctetText.Decode(password)).IsAccepted);
    }

    [Fact]
    public void Unknown_user_with_an_empty_password_should_be_refused() =>
        Assert.False(CredentialVerifier.Verify(new PapCredentials("nobody", []), null).IsAccepted);

    [Fact]
    public void Ms_chap_v2_success_should_carry_the_authenticator_response() =>
        Assert.StartsWith("S=407A5589115FD0D6209F510FE9C04566932CDA56 M=", CredentialVerifier.Verify(V2, "clientPass").Message);

    [Fact]
    public void Ms_chap_v2_failure_should_be_691_and_final() =>
        Assert.StartsWith("E=691 R=0 C=5B5D7C7D7B3F2F3E3C2C602132262628 V=3 M=", CredentialVerifier.Verify(V2, "wrong").Message);

    [Fact]
    public void Nothing_secret_should_be_printed()
    {
        object[] printed =
        [
            Pap, Md5, V2, new PppEffect.Verify(Pap), new PppEvent.Verified(Pap, CredentialVerifier.Verify(Pap, "sesame")), new PppLogin("alice", "sesame"),
            PppSettings.Default with { Login = new PppLogin("alice", "sesame") },
            new PppEvent.FrameReceived(PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame")),
            new PppEffect.SendFrame(PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame")),
        ];
        Assert.All(printed, value => Assert.DoesNotContain("sesame", value.ToString()));
        Assert.Equal("ChapMd5 of \"alice\"", Md5.ToString());
    }
}
