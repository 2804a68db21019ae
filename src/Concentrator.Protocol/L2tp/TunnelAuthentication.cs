using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// The CHAP-like check of tunnel endpoints (RFC 2661 section 5.1.1). The identifier in the hash is the type of the
/// message that carries the response: 2 in an SCCRP, 3 in an SCCCN (section 4.4.3).
/// </summary>
public static class TunnelAuthentication
{
    public const int ResponseLength = MD5.HashSizeInBytes;

    /// <summary>MD5(message type, secret, challenge), for the Challenge Response AVP of <paramref name="carrier"/>.</summary>
    public static ImmutableArray<byte> Response(MessageType carrier, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> challenge)
    {
        var response = new byte[ResponseLength];
        Compute(carrier, secret, challenge, response);
        return ImmutableCollectionsMarshal.AsImmutableArray(response);
    }

    /// <summary>Whether the peer knows the secret; takes as long for a wrong response as for a right one.</summary>
    public static bool Verify(MessageType carrier, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> response)
    {
        Span<byte> expected = stackalloc byte[ResponseLength];
        Compute(carrier, secret, challenge, expected);
        return CryptographicOperations.FixedTimeEquals(expected, response);
    }

    private static void Compute(MessageType carrier, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> challenge, Span<byte> output)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData([(byte)carrier]);
        md5.AppendData(secret);
        md5.AppendData(challenge);
        md5.GetHashAndReset(output);
    }
}
