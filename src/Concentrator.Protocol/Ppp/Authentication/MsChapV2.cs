using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.Ppp;

/// <summary>
/// The Value of an MS-CHAPv2 Response (RFC 2759 section 4): 16 octets peer challenge, 8 of zeros, 24 NT response, 1 flags.
/// </summary>
public sealed record MsChapV2Response(ImmutableArray<byte> PeerChallenge, ImmutableArray<byte> NtResponse, byte Flags)
{
    public const int Length = 49;

    public static bool TryParse(ImmutableArray<byte> value, out MsChapV2Response response)
    {
        response = new MsChapV2Response([], [], 0);
        if (value.Length != Length)
            return false;
        response = new MsChapV2Response(value[..16], value[24..48], value[48]);
        return true;
    }

    public static byte[] Write(ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> ntResponse) =>
        [.. peerChallenge, 0, 0, 0, 0, 0, 0, 0, 0, .. ntResponse, 0];

    public override string ToString() => $"flags {Flags}";
}

/// <summary>The arithmetic of MS-CHAPv2, function by function as RFC 2759 section 8 has it.</summary>
public static class MsChapV2
{
    public const int ChallengeLength = 16;

    /// <summary>Section 8.1.</summary>
    public static byte[] GenerateNtResponse(
        ReadOnlySpan<byte> authenticatorChallenge, ReadOnlySpan<byte> peerChallenge, string userName, string password) =>
        ChallengeResponse(ChallengeHash(peerChallenge, authenticatorChallenge, userName), NtPasswordHash(password));

    /// <summary>Section 8.2. A domain in front of the name ("DOMAIN\user") takes no part.</summary>
    public static byte[] ChallengeHash(ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> authenticatorChallenge, string userName) =>
        SHA1.HashData([.. peerChallenge, .. authenticatorChallenge, .. OctetText.Encode(WithoutDomain(userName))])[..8];

    private static string WithoutDomain(string userName) => userName[(userName.LastIndexOf('\\') + 1)..];

    /// <summary>Section 8.3. Octets that are no UTF-8 are taken for Latin-1, as everybody does who knows no more of a password than its octets.</summary>
    public static byte[] NtPasswordHash(string password) =>
        Md4.HashData(Encoding.Unicode.GetBytes(string.Concat(password.Select(character => character is >= '\udc80' and <= '\udcff' ? (char)(character & 0xff) : character))));

    /// <summary>Section 8.4.</summary>
    public static byte[] HashNtPasswordHash(ReadOnlySpan<byte> passwordHash) => Md4.HashData(passwordHash);

    /// <summary>Section 8.5: the hash, filled up to 21 octets, makes three DES keys.</summary>
    public static byte[] ChallengeResponse(ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> passwordHash)
    {
        Span<byte> keys = [.. passwordHash, 0, 0, 0, 0, 0];
        return [.. Des.Encrypt(challenge, keys[..7]), .. Des.Encrypt(challenge, keys[7..14]), .. Des.Encrypt(challenge, keys[14..])];
    }

    /// <summary>Section 8.7: proves to the peer that we know the password too. "S=" and 40 hexadecimal digits.</summary>
    public static string GenerateAuthenticatorResponse(
        string password, ReadOnlySpan<byte> ntResponse, ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> authenticatorChallenge,
        string userName)
    {
        var hashHash = HashNtPasswordHash(NtPasswordHash(password));
        var digest = SHA1.HashData([.. hashHash, .. ntResponse, .. "Magic server to client signing constant"u8]);
        var challenge = ChallengeHash(peerChallenge, authenticatorChallenge, userName);
        return "S=" + Convert.ToHexString(SHA1.HashData([.. digest, .. challenge, .. "Pad to make it do more than one iteration"u8]));
    }
}
