using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Concentrator.Protocol.L2tp;

/// <summary>
/// The value of a hidden AVP (RFC 2661 section 4.3): the subformat below, each 16 octets of it XORed with an MD5 over the
/// secret and what went before.
/// </summary>
/// <code>
/// |   Length of Original Value    |   Original Attribute Value ...  |   Padding ...
///
/// b1 = MD5(type + secret + random vector)    c1 = p1 xor b1
/// bi = MD5(secret + c(i-1))                  ci = pi xor bi
/// </code>
internal static class HiddenValue
{
    public const int LengthSize = 2;
    private const int BlockSize = MD5.HashSizeInBytes;

    /// <summary>Octets of the subformat: padded to whole blocks, as far as an AVP has room, so that the length of a password does not show.</summary>
    public static int SizeOf(int valueLength) =>
        Math.Min((LengthSize + valueLength + BlockSize - 1) / BlockSize * BlockSize, RawAvp.MaxValueLength);

    /// <summary>Turns a filled subformat into the hidden value, in place.</summary>
    public static void Hide(ushort type, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> randomVector, Span<byte> subformat) =>
        Transform(type, secret, randomVector, subformat, subformat, cipher: subformat);

    /// <summary>False when the length inside cannot be: the secret is another one, or the peer is broken.</summary>
    public static bool TryReveal(
        ushort type,
        ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> randomVector,
        ReadOnlySpan<byte> hidden,
        Span<byte> scratch,
        out ReadOnlySpan<byte> value)
    {
        value = default;
        if (hidden.Length < LengthSize)
            return false;

        var subformat = scratch[..hidden.Length];
        Transform(type, secret, randomVector, hidden, subformat, cipher: hidden);
        var length = BinaryPrimitives.ReadUInt16BigEndian(subformat);
        if (length > subformat.Length - LengthSize)
            return false;

        value = subformat.Slice(LengthSize, length);
        return true;
    }

    private static void Transform(
        ushort type,
        ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> randomVector,
        ReadOnlySpan<byte> input,
        Span<byte> output,
        ReadOnlySpan<byte> cipher)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData([(byte)(type >> 8), (byte)type]);
        md5.AppendData(secret);
        md5.AppendData(randomVector);

        Span<byte> mask = stackalloc byte[BlockSize];
        for (var at = 0; at < input.Length; at += BlockSize)
        {
            md5.GetHashAndReset(mask);
            var end = Math.Min(at + BlockSize, input.Length);
            for (var i = at; i < end; i++)
                output[i] = (byte)(input[i] ^ mask[i - at]);

            md5.AppendData(secret);
            md5.AppendData(cipher[at..end]);
        }
    }
}
