using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Concentrator.Protocol.Buffers;

/// <summary>
/// Text of a peer as a string, losing nothing. It is UTF-8 by the RFCs, but names and numbers are compared and passed on,
/// so an octet that is no UTF-8 must not become the same replacement character as another: it is kept as the lone
/// surrogate U+DC80 to U+DCFF (as Python's "surrogateescape" does) and turned back when written.
/// </summary>
public static class OctetText
{
    private const char Escape = '\udc00';

    public static string Decode(ReadOnlySpan<byte> octets)
    {
        if (Utf8.IsValid(octets))
            return Encoding.UTF8.GetString(octets);
        var text = new StringBuilder(octets.Length);
        while (!octets.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(octets, out var rune, out var taken) == OperationStatus.Done)
                text.Append(rune);
            else
                foreach (var octet in octets[..taken])
                    text.Append((char)(Escape | octet));
            octets = octets[taken..];
        }

        return text.ToString();
    }

    public static byte[] Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            return Encoding.UTF8.GetBytes(text);
        var octets = new ArrayBufferWriter<byte>(Math.Max(text.Length, 1));
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (rest[0] is >= '\udc80' and <= '\udcff')
            {
                octets.Write([(byte)rest[0]]);
                rest = rest[1..];
                continue;
            }

            Rune.DecodeFromUtf16(rest, out var rune, out var taken); // any other lone surrogate becomes U+FFFD
            octets.Advance(rune.EncodeToUtf8(octets.GetSpan(4)));
            rest = rest[taken..];
        }

        return octets.WrittenSpan.ToArray();
    }

    /// <summary>For a log: in quotes, with everything escaped that could forge a line or garble a terminal.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                >= '\udc80' and <= '\udcff' => quoted.Append($"\\x{character & 0xff:x2}"),
                _ when char.IsControl(character) => quoted.Append($"\\x{(int)character:x2}"),
                _ when char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator =>
                    quoted.Append($"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        return quoted.Append('"').ToString();
    }

    /// <inheritdoc cref="Quote(string)"/>
    public static string Quote(ReadOnlySpan<byte> octets) => Quote(Decode(octets));
}
