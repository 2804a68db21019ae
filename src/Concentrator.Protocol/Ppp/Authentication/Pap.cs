using System.Collections.Immutable;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.Ppp;

/// <summary>Codes of PAP (RFC 1334 section 2.2).</summary>
public enum PapCode : byte
{
    AuthenticateRequest = 1,
    AuthenticateAck = 2,
    AuthenticateNak = 3,
}

/// <summary>Data of an Authenticate-Request (RFC 1334 section 2.2.1). Never prints the password.</summary>
public sealed record PapRequest(string PeerId, ImmutableArray<byte> Password)
{
    public static bool TryParse(ReadOnlySpan<byte> data, out PapRequest request)
    {
        request = new PapRequest("", []);
        if (!Counted.TryRead(ref data, out var peerId) || !Counted.TryRead(ref data, out var password))
            return false;
        request = new PapRequest(OctetText.Decode(peerId), [.. password]);
        return true;
    }

    /// <summary>Name and password are cut to the 255 octets that fit.</summary>
    public static byte[] Write(byte identifier, string peerId, string password) =>
        PppPacket.Write((byte)PapCode.AuthenticateRequest, identifier, [.. Counted.Of(peerId), .. Counted.Of(password)]);

    public override string ToString() => $"{OctetText.Quote(PeerId)} password ***";
}

/// <summary>Data of an Authenticate-Ack or -Nak: a text for people (RFC 1334 section 2.2.2).</summary>
public static class PapReply
{
    public static byte[] Write(PapCode code, byte identifier, string message) =>
        PppPacket.Write((byte)code, identifier, Counted.Of(message));

    /// <summary>The text; nothing when the reply carries none or a malformed one, since it changes nothing.</summary>
    public static string ReadMessage(ReadOnlySpan<byte> data) =>
        Counted.TryRead(ref data, out var message) ? OctetText.Decode(message) : "";
}

/// <summary>Octets behind an octet that counts them.</summary>
internal static class Counted
{
    public static byte[] Of(string text)
    {
        var bytes = OctetText.Encode(text).AsSpan();
        bytes = bytes[..Math.Min(bytes.Length, byte.MaxValue)];
        return [(byte)bytes.Length, .. bytes];
    }

    public static bool TryRead(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (input.IsEmpty || input[0] >= input.Length)
            return false;
        value = input[1..(1 + input[0])];
        input = input[(1 + input[0])..];
        return true;
    }
}
