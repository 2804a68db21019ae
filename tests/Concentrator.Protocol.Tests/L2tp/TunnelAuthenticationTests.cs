using System.Security.Cryptography;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Tests.Golden;
using Xunit;

namespace Concentrator.Protocol.Tests.L2tp;

/// <summary>RFC 2661 section 5.1.1.</summary>
public class TunnelAuthenticationTests
{
    private static readonly byte[] Challenge = Hex.Parse("00112233 44556677 8899aabb ccddeeff");

    [Theory]
    [InlineData(MessageType.Sccrp, 2)]
    [InlineData(MessageType.Scccn, 3)]
    public void Response_should_be_the_MD5_of_message_type_secret_and_challenge(MessageType carrier, byte identifier)
    {
        byte[] expected = MD5.HashData([identifier, .. "secret"u8, .. Challenge]);
        Assert.Equal(expected, TunnelAuthentication.Response(carrier, "secret"u8, Challenge));
        Assert.True(TunnelAuthentication.Verify(carrier, "secret"u8, Challenge, expected));
    }

    [Fact]
    public void Response_of_xl2tpd_should_be_right()
    {
        var scccn = Packets.Accepted<Scccn>(GoldenPackets.Read("xl2tpd/scccn"));
        var challenge = Hex.Parse("000102030405060708090a0b0c0d0e0f");
        Assert.True(TunnelAuthentication.Verify(MessageType.Scccn, "secret"u8, challenge, scccn.ChallengeResponse!.Value.AsSpan()));
    }

    [Fact]
    public void Response_of_another_secret_message_or_length_should_be_wrong()
    {
        var response = TunnelAuthentication.Response(MessageType.Sccrp, "secret"u8, Challenge).ToArray();
        Assert.False(TunnelAuthentication.Verify(MessageType.Sccrp, "Secret"u8, Challenge, response));
        Assert.False(TunnelAuthentication.Verify(MessageType.Scccn, "secret"u8, Challenge, response));
        Assert.False(TunnelAuthentication.Verify(MessageType.Sccrp, "secret"u8, Challenge, response[..15]));
        Assert.False(TunnelAuthentication.Verify(MessageType.Sccrp, "secret"u8, Challenge, []));
    }
}
