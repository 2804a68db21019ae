using System.Security.Cryptography;
using System.Text;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Protocol.Tests.Ppp;

/// <summary>The worked example of RFC 2759 section 9.2, and what it is made of.</summary>
public class MsChapV2Tests
{
    private static readonly byte[] AuthenticatorChallenge = Convert.FromHexString("5B5D7C7D7B3F2F3E3C2C602132262628");
    private static readonly byte[] PeerChallenge = Convert.FromHexString("21402324255E262A28295F2B3A337C7E");
    private static readonly byte[] NtResponse = Convert.FromHexString("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");

    [Fact]
    public void Challenge_hash_should_be_that_of_the_rfc() =>
        Assert.Equal("D02E4386BCE91226", Convert.ToHexString(MsChapV2.ChallengeHash(PeerChallenge, AuthenticatorChallenge, "User")));

    [Fact]
    public void Challenge_hash_should_leave_out_the_domain() =>
        Assert.Equal("D02E4386BCE91226", Convert.ToHexString(MsChapV2.ChallengeHash(PeerChallenge, AuthenticatorChallenge, @"DOMAIN\User")));

    [Fact]
    public void Password_hashes_should_be_those_of_the_rfc()
    {
        var hash = MsChapV2.NtPasswordHash("clientPass");
        Assert.Equal("44EBBA8D5312B8D611474411F56989AE", Convert.ToHexString(hash));
        Assert.Equal("41C00C584BD2D91C4017A2A12FA59F3F", Convert.ToHexString(MsChapV2.HashNtPasswordHash(hash)));
    }

    [Fact]
    public void Octets_that_are_no_utf8_should_be_hashed_as_octets_in_a_name_and_as_latin1_in_a_password()
    {
        byte[] octets = [(byte)'m', 0xfc, (byte)'r'];
        var text = OctetText.Decode(octets);
        Assert.Equal(SHA1.HashData([.. PeerChallenge, .. AuthenticatorChallenge, .. octets])[..8], MsChapV2.ChallengeHash(PeerChallenge, AuthenticatorChallenge, text));
        Assert.Equal(MsChapV2.NtPasswordHash("mür"), MsChapV2.NtPasswordHash(text));
    }

    [Fact]
    public void Nt_response_should_be_that_of_the_rfc() =>
        Assert.Equal(NtResponse, MsChapV2.GenerateNtResponse(AuthenticatorChallenge, PeerChallenge, "User", "clientPass"));

    [Fact]
    public void Authenticator_response_should_be_that_of_the_rfc() =>
        Assert.Equal("S=407A5589115FD0D6209F510FE9C04566932CDA56",
            MsChapV2.GenerateAuthenticatorResponse("clientPass", NtResponse, PeerChallenge, AuthenticatorChallenge, "User"));

    [Fact]
    public void Response_value_should_have_its_fields_where_the_rfc_puts_them()
    {
        var value = MsChapV2Response.Write(PeerChallenge, NtResponse);
        Assert.Equal(MsChapV2Response.Length, value.Length);
        Assert.True(MsChapV2Response.TryParse([.. value], out var response));
        Assert.Equal(PeerChallenge, response.PeerChallenge);
        Assert.Equal(NtResponse, response.NtResponse);
        Assert.False(MsChapV2Response.TryParse([.. value[..48]], out _));
    }

    [Theory]        // RFC 1320 section A.5
    [InlineData("", "31d6cfe0d16ae931b73c59d7e0c089c0")]
    [InlineData("a", "bde52cb31de33e46245e05fbdbd6fb24")]
    [InlineData("abc", "a448017aaf21d8525fc10ae87aa6729d")]
    [InlineData("message digest", "d9130a8164549fe818874806e1c7014b")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "043f8582f241db351ce627e153e7f0e4")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "e33b4ddc9c38f2199c3e7b164fcc0536")]
    public void Md4_should_hash_as_its_rfc_says(string message, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Md4.HashData(Encoding.ASCII.GetBytes(message))));

    [Fact]
    public void Des_should_agree_with_the_class_library()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var (clear, key) = (new byte[8], new byte[7]);
            random.NextBytes(clear);
            random.NextBytes(key);
            var bits = new System.Numerics.BigInteger(key, isUnsigned: true, isBigEndian: true);
            using var des = DES.Create();
            des.Key = [.. Enumerable.Range(0, 8).Select(octet => (byte)((int)(bits >> 49 - 7 * octet & 0x7f) << 1))];
            Assert.Equal(des.EncryptEcb(clear, PaddingMode.None), Des.Encrypt(clear, key));
        }
    }

    [Fact]
    public void Des_should_take_the_weak_key_that_the_class_library_refuses() =>
        Assert.Equal("8CA64DE9C1B123A7", Convert.ToHexString(Des.Encrypt(new byte[8], new byte[7])));

    [Fact]
    public void Password_whose_hash_ends_in_zeros_should_be_a_password_like_any_other()        // and make an all-zero DES key
    {
        const string Password = "password3419";
        Assert.Equal([0, 0], MsChapV2.NtPasswordHash(Password)[^2..]);
        Assert.Equal(24, MsChapV2.GenerateNtResponse(AuthenticatorChallenge, PeerChallenge, "User", Password).Length);
    }
}
