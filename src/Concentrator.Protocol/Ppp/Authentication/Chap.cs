using System.Collections.Immutable;
using System.Security.Cryptography;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.Ppp;

/// <summary>Codes of CHAP, whatever its algorithm (RFC 1994 section 4).</summary>
public enum ChapCode : byte
{
    Challenge = 1,
    Response = 2,
    Success = 3,
    Failure = 4,
}

/// <summary>Data of a Challenge or Response: Value-Size, Value, Name (RFC 1994 section 4.1). Never prints the value.</summary>
public sealed record ChapValue(ImmutableArray<byte> Value, string Name)
{
    /// <summary>False when the value is empty or leads beyond the end.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out ChapValue value)
    {
        value = new ChapValue([], "");
        if (!Counted.TryRead(ref data, out var octets) || octets.IsEmpty)
            return false;
        value = new ChapValue([.. octets], OctetText.Decode(data));
        return true;
    }

    public static byte[] Write(ChapCode code, byte identifier, ReadOnlySpan<byte> value, string name) =>
        PppPacket.Write((byte)code, identifier, [(byte)value.Length, .. value, .. OctetText.Encode(name)]);

    public override string ToString() => $"value of {Value.Length} octets, name {OctetText.Quote(Name)}";
}

/// <summary>Success and Failure: a text that goes to the end of the packet (RFC 1994 section 4.2).</summary>
public static class ChapReply
{
    public static byte[] Write(ChapCode code, byte identifier, string message) =>
        PppPacket.Write((byte)code, identifier, OctetText.Encode(message));

    public static string ReadMessage(ReadOnlySpan<byte> data) => OctetText.Decode(data);
}

/// <summary>CHAP with MD5, algorithm 5.</summary>
public static class ChapMd5
{
    public const int ResponseLength = MD5.HashSizeInBytes;

    /// <summary>MD5 over identifier, secret and challenge (RFC 1994 section 4.1).</summary>
    public static byte[] Response(byte identifier, string secret, ReadOnlySpan<byte> challenge) =>
        MD5.HashData([identifier, .. OctetText.Encode(secret), .. challenge]);
}
