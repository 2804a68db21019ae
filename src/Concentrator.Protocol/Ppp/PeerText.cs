using System.Text;

namespace Concentrator.Protocol.Ppp;

/// <summary>A peer's words in quotation marks, with what is not printable ASCII as a dot: no peer can forge a line of our log.</summary>
internal static class PeerText
{
    public static string Quote(ReadOnlySpan<byte> text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var octet in text)
            quoted.Append(octet is >= 0x20 and < 0x7f ? (char)octet : '.');
        return quoted.Append('"').ToString();
    }

    public static string Quote(string text) => Quote(Encoding.UTF8.GetBytes(text));
}
