using System.Text.RegularExpressions;

namespace Concentrator.Protocol.Tests;

/// <summary>Octets as people write them: hex digits in groups, a comment from # to the end of the line.</summary>
internal static partial class Hex
{
    public static byte[] Parse(string text) => Convert.FromHexString(Noise().Replace(text, ""));

    [GeneratedRegex(@"#.*|\s+")]
    private static partial Regex Noise();
}
