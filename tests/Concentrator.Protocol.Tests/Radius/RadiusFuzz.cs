using Concentrator.Protocol.Radius;
using Xunit;

namespace Concentrator.Protocol.Tests.Radius;

/// <summary>Takes any octets; what the parser accepts must survive being printed, proved, encoded and read again.</summary>
internal static class RadiusFuzz
{
    public static void Decode(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret)
    {
        RadiusSignature.VerifyResponse(datagram, authenticator, secret);
        RadiusSignature.VerifyAccountingRequest(datagram, secret);
        RadiusSignature.VerifyAccessRequest(datagram, secret);
        if (!RadiusPacket.TryParse(datagram, out var packet))
            return;
        Assert.NotEmpty(packet.ToString());
        HiddenPassword.TryReveal(packet.Find(RadiusAttributes.UserPassword).AsSpan(), packet.Authenticator.AsSpan(), secret, out _);
        Assert.True(RadiusPacket.TryParse(packet.ToOctets(), out var again));
        Assert.Equal(packet.Attributes.ToArray(), again.Attributes.ToArray());

        // A Message-Authenticator that is no MD5 is not signed, and believed by nobody.
        var isSignable = packet.Attributes.Where(one => one.Type == RadiusAttributes.MessageAuthenticator.Type).Take(1).All(one => one.Value.Length == 16);
        Assert.Equal(isSignable, RadiusSignature.VerifyResponse(RadiusSignature.SignResponse(packet, authenticator, secret), authenticator, secret));
    }
}
