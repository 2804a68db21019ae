using System.Security.Cryptography;

namespace Concentrator.Protocol.Radius;

/// <summary>
/// The authenticators that prove that a packet comes from who knows the secret (RFC 2865 section 3, RFC 2866 section 3, RFC 2869 section 5.14).
/// An Access-Request has none but a Message-Authenticator; its own is a random number.
/// </summary>
public static class RadiusSignature
{
    /// <summary>The octets of a response to the request with that authenticator. A Message-Authenticator in it gets its value.</summary>
    public static byte[] SignResponse(RadiusPacket response, ReadOnlySpan<byte> requestAuthenticator, ReadOnlySpan<byte> secret)
    {
        var octets = response.ToOctets();
        requestAuthenticator.CopyTo(Authenticator(octets));
        SignMessage(octets, requestAuthenticator, secret);
        Hash(octets, requestAuthenticator, secret).CopyTo(Authenticator(octets));
        return octets;
    }

    /// <summary>The octets of an Access-Request; its authenticator, from the packet, is to be unforeseeable.</summary>
    public static byte[] SignAccessRequest(RadiusPacket request, ReadOnlySpan<byte> secret)
    {
        var octets = request.ToOctets();
        SignMessage(octets, request.Authenticator.AsSpan(), secret);
        return octets;
    }

    /// <summary>The octets of an Accounting-Request, Disconnect-Request or CoA-Request (RFC 2866 section 3, RFC 5176 section 2.3).</summary>
    public static byte[] SignAccountingRequest(RadiusPacket request, ReadOnlySpan<byte> secret)
    {
        var octets = request.ToOctets();
        SignMessage(octets, RadiusPacket.NoAuthenticator.AsSpan(), secret);
        Hash(octets, RadiusPacket.NoAuthenticator.AsSpan(), secret).CopyTo(Authenticator(octets));
        return octets;
    }

    public static bool VerifyResponse(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> requestAuthenticator, ReadOnlySpan<byte> secret) =>
        Verify(datagram, requestAuthenticator, secret) && VerifyMessage(datagram, requestAuthenticator, secret) is not false;

    public static bool VerifyAccountingRequest(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> secret) =>
        Verify(datagram, RadiusPacket.NoAuthenticator.AsSpan(), secret) && VerifyMessage(datagram, RadiusPacket.NoAuthenticator.AsSpan(), secret) is not false;

    /// <summary>Whether the Message-Authenticator of an Access-Request is right; null: it has none.</summary>
    public static bool? VerifyAccessRequest(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> secret) => datagram.Length < RadiusPacket.HeaderLength
        ? false
        : VerifyMessage(datagram, datagram.Slice(RadiusPacket.AuthenticatorOffset, RadiusPacket.AuthenticatorLength), secret);

    private static bool Verify(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret) =>
        RadiusPacket.TryTrim(datagram, out var octets)
        && CryptographicOperations.FixedTimeEquals(
            Hash(octets, authenticator, secret), octets.Slice(RadiusPacket.AuthenticatorOffset, RadiusPacket.AuthenticatorLength));

    private static bool? VerifyMessage(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret)
    {
        if (!RadiusPacket.TryTrim(datagram, out var trimmed))
            return false;
        var octets = trimmed.ToArray();
        switch (FindMessageAuthenticator(octets))
        {
            case null:
                return null;
            case { Length: MD5.HashSizeInBytes } place:
                var claimed = octets[place.Start..place.End];
                octets.AsSpan(place.Start, place.Length).Clear();
                authenticator.CopyTo(Authenticator(octets));
                return CryptographicOperations.FixedTimeEquals(HMACMD5.HashData(secret, octets), claimed);
            default:
                return false;
        }
    }

    /// <summary>HMAC-MD5 over the packet with the request's authenticator and zeros in the attribute itself.</summary>
    private static void SignMessage(byte[] octets, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret)
    {
        if (FindMessageAuthenticator(octets) is not { Length: MD5.HashSizeInBytes } place)
            return;
        octets.AsSpan(place.Start, place.Length).Clear();
        authenticator.CopyTo(Authenticator(octets));
        HMACMD5.HashData(secret, octets).CopyTo(octets, place.Start);
    }

    /// <summary>MD5 over Code, Identifier, Length, the authenticator of the request, the attributes and the secret.</summary>
    private static byte[] Hash(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(octets[..RadiusPacket.AuthenticatorOffset]);
        md5.AppendData(authenticator);
        md5.AppendData(octets[RadiusPacket.HeaderLength..]);
        md5.AppendData(secret);
        return md5.GetHashAndReset();
    }

    /// <summary>Where the value of the first one lies; null when there is none before the first attribute that is malformed.</summary>
    private static Place? FindMessageAuthenticator(ReadOnlySpan<byte> octets)
    {
        for (var at = RadiusPacket.HeaderLength; at + RadiusAttribute.HeaderLength <= octets.Length;)
        {
            int length = octets[at + 1];
            if (length < RadiusAttribute.HeaderLength || at + length > octets.Length)
                return null;
            if (octets[at] == RadiusAttributes.MessageAuthenticator.Type)
                return new Place(at + RadiusAttribute.HeaderLength, length - RadiusAttribute.HeaderLength);
            at += length;
        }

        return null;
    }

    private static Span<byte> Authenticator(Span<byte> octets) => octets.Slice(RadiusPacket.AuthenticatorOffset, RadiusPacket.AuthenticatorLength);

    private readonly record struct Place(int Start, int Length)
    {
        public int End => Start + Length;
    }
}
