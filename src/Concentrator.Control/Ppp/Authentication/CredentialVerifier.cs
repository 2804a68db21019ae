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
        if (secret is not null && isRight)
            return Accept(credentials, secret);
        return Refuse(credentials, secret is null ? "unknown user" : "wrong password") with { MayRetry = true };
    }

    /// <summary>A refusal in the words that the method prescribes, also for reasons other than the secret.</summary>
    public static Verdict Refuse(Credentials credentials, string reason) => new(false, Reason: reason, Message: credentials switch
    {
        MsChapV2Credentials v2 => MsChapV2Failure(mayRetry: false, v2.AuthenticatorChallenge.AsSpan()),
        _ => "Access denied",
    });

    /// <summary>The same refusal by MS-CHAPv2, but with leave to answer another challenge.</summary>
    public static Verdict LetRetry(Verdict refusal, ReadOnlySpan<byte> challenge) => refusal with { Message = MsChapV2Failure(mayRetry: true, challenge) };

    /// <summary>RFC 2759 section 6: 691 is an authentication failure.</summary>
    private static string MsChapV2Failure(bool mayRetry, ReadOnlySpan<byte> challenge) =>
        $"E=691 R={(mayRetry ? 1 : 0)} C={Convert.ToHexString(challenge)} V=3 M=Access denied";

    private static Verdict Accept(Credentials credentials, string secret) => new(true, Message: credentials switch
    {
        MsChapV2Credentials v2 => MsChapV2.GenerateAuthenticatorResponse(
            secret, v2.NtResponse.AsSpan(), v2.PeerChallenge.AsSpan(), v2.AuthenticatorChallenge.AsSpan(), v2.User) + " M=Access granted",
        _ => "Access granted",
    });

    private static bool Equal(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => CryptographicOperations.FixedTimeEquals(left, right);
}
