using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Concentrator.Protocol.Radius;

/// <summary>The value of User-Password: hidden with the secret and the request's authenticator (RFC 2865 section 5.2).</summary>
public static class HiddenPassword
{
    /// <summary>Octets of the longest password.</summary>
    public const int MaxLength = 128;

    private const int Block = MD5.HashSizeInBytes;

    /// <exception cref="ArgumentException">The password is longer than <see cref="MaxLength"/>.</exception>
    public static ImmutableArray<byte> Hide(ReadOnlySpan<byte> password, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret)
    {
        if (password.Length > MaxLength)
            throw new ArgumentException($"a password of {password.Length} octets", nameof(password));
        var hidden = new byte[Math.Max(Block, (password.Length + Block - 1) / Block * Block)];
        password.CopyTo(hidden);
        for (var at = 0; at < hidden.Length; at += Block)
            Mask(hidden.AsSpan(at, Block), at == 0 ? authenticator : hidden.AsSpan(at - Block, Block), secret);
        return [.. hidden];
    }

    /// <summary>The password without its padding of zeros; false when the length is none that this attribute may have.</summary>
    public static bool TryReveal(ReadOnlySpan<byte> hidden, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret, out ImmutableArray<byte> password)
    {
        password = [];
        if (hidden.Length is 0 or > MaxLength || hidden.Length % Block != 0)
            return false;
        var clear = hidden.ToArray();
        for (var at = 0; at < clear.Length; at += Block)
            Mask(clear.AsSpan(at, Block), at == 0 ? authenticator : hidden.Slice(at - Block, Block), secret);
        password = [.. clear.AsSpan().TrimEnd((byte)0)];
        return true;
    }

    /// <summary>XOR with MD5 over the secret and what came before.</summary>
    private static void Mask(Span<byte> block, ReadOnlySpan<byte> before, ReadOnlySpan<byte> secret)
    {
        Span<byte> mask = stackalloc byte[Block];
        MD5.HashData([.. secret, .. before], mask);
        for (var i = 0; i < Block; i++)
            block[i] ^= mask[i];
    }
}
