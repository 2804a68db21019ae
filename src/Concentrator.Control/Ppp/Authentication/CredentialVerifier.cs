using System.Security.Cryptography;
using Concentrator.Protocol.Buffers;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Control.Ppp;

/// <summary>Judges credentials by the user's secret.</summary>
public static class CredentialVerifier
{
    /// <summary>Compares in a time that does not depend on where the difference lies.</summary>
    /// <param name="secret">The user's password; null: no such user, which takes as long and tells the peer the same as a wrong
    /// password. An empty one accepts any by PAP, as in pppd.</param>
    public static Verdict Verify(Credentials credentials, string? secret)
    {
        var isRight = credentials switch
        {
            PapCredentials pap => secret is "" || Equal(pap.Password.AsSpan(), OctetText.Encode(secret ?? "")),
            ChapMd5Credentials md5 => Equal(md5.Response.AsSpan(), ChapMd5.Response(md5.Identifier, secret ?? "", md5.Challenge.AsSpan())),
            MsChapV2Credentials v2 => Equal(v2.NtResponse.AsSpan(),
                MsChapV2.GenerateNtResponse(v2.AuthenticatorChallenge.AsSpan(), v2.PeerChallenge.AsSpan(), v2.User, secret ?? "")),
            _ => false,
        };
        if (secret is null)
            return Refuse(credentials, "unknown user");
        return isRight ? Accept(credentials, secret) : Refuse(credentials, "wrong password");
    }

    /// <summary>A refusal in the words that the method prescribes, also for reasons other than the secret.</summary>
    public static Verdict Refuse(Credentials credentials, string reason) => new(false, Reason: reason, Message: credentials switch
    {
        // RFC 2759 section 6: 691 is an authentication failure, R=0 says that trying again is no use.
        MsChapV2Credentials v2 => $"E=691 R=0 C={Convert.ToHexString(v2.AuthenticatorChallenge.AsSpan())} V=3 M=Access denied",
        _ => "Access denied",
    });

    private static Verdict Accept(Credentials credentials, string secret) => new(true, Message: credentials switch
    {
        MsChapV2Credentials v2 => MsChapV2.GenerateAuthenticatorResponse(
            secret, v2.NtResponse.AsSpan(), v2.PeerChallenge.AsSpan(), v2.AuthenticatorChallenge.AsSpan(), v2.User) + " M=Access granted",
        _ => "Access granted",
    });

    private static bool Equal(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => CryptographicOperations.FixedTimeEquals(left, right);
}
