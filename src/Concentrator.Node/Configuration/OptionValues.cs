using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Node.Configuration;

/// <summary>How single values are written in the configuration file.</summary>
internal static partial class OptionValues
{
    /// <param name="Expected">What a value of the type is, in words.</param>
    /// <param name="Parse">Null: the text is none.</param>
    private sealed record Kind(string Expected, Func<string, object?> Parse);

    private static readonly Dictionary<Type, Kind> Kinds = new()
    {
        [typeof(string)] = new("text", text => text),
        [typeof(bool)] = new("true or false", text => bool.TryParse(text, out var value) ? value : null),
        [typeof(int)] = new("a whole number", text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(uint)] = new("a map of 32 bits (0x000a0000)", text => ParseMap(text)),
        [typeof(double)] = new("a number", text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(TimeSpan)] = new("a time (500ms, 30s, 5m, 2h)", text => ParseTime(text)),
        [typeof(IPAddress)] = new("an IP address", text => ParseAddress(text)),
        [typeof(IPEndPoint)] = new("an address with or without a port (0.0.0.0:1701, [::]:1701)", ParseEndPoint),
        [typeof(Prefix)] = new("an address or prefix (192.0.2.0/24)", text => Prefix.TryParse(text, out var value) ? value : null),
        [typeof(AccessRule)] = new("\"allow PREFIX\" or \"deny PREFIX\"", text => AccessRule.TryParse(text, out var value) ? value : null),
        [typeof(LnsAddress)] = new("a name or address, with or without a port", text => LnsAddress.TryParse(text, out var value) ? value : null),
        [typeof(AuthMethod)] = new("one of mschapv2, chap, pap", text => text.ToLowerInvariant() switch
        {
            "mschapv2" => AuthMethod.MsChapV2,
            "chap" => AuthMethod.ChapMd5,
            "pap" => AuthMethod.Pap,
            _ => null,
        }),
        [typeof(NamePattern)] = new("a pattern for names or numbers", text => text.Length > 0 ? new NamePattern(text) : null),
    };

    public static bool IsSingle(Type type) => type.IsEnum || Kinds.ContainsKey(type);

    /// <summary>Null: the text is no value of the type; then <paramref name="expected"/> says what one is.</summary>
    public static object? Parse(Type type, string text, out string expected)
    {
        if (type.IsEnum && !Kinds.ContainsKey(type))
        {
            var names = Enum.GetNames(type);
            expected = "one of " + string.Join(", ", names.Select(Show));
            return names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } match ? Enum.Parse(type, match) : null;
        }
        (expected, var parse) = Kinds[type];
        return parse(text);
    }

    /// <summary>A value as it would stand in the file.</summary>
    public static string Show(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        TimeSpan { TotalSeconds: var seconds } when seconds < 1 && seconds > 0 => $"{seconds * 1000:0.###}ms",
        TimeSpan { TotalSeconds: var seconds } => $"{seconds:0.###}s",
        string or Enum => value.ToString()!.ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static uint? ParseMap(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, null, out var map) ? map : null;

    private static TimeSpan? ParseTime(string text)
    {
        if (Time().Match(text) is not { Success: true } match || !double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var number))
            return null;
        var seconds = match.Groups[2].Value switch { "ms" => 0.001, "m" => 60, "h" => 3600, "d" => 86400, _ => 1 } * number;
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    [GeneratedRegex(@"^(\d{1,12}(?:\.\d{1,6})?) ?(ms|s|m|h|d)?$")]
    private static partial Regex Time();

    /// <summary>Without the short forms ("10.1") that IPAddress lets pass.</summary>
    private static IPAddress? ParseAddress(string text) =>
        Prefix.TryParse(text, out var prefix) && prefix != Prefix.Any && !text.Contains('/') ? IPAddress.Parse(text) : null;

    private static IPEndPoint? ParseEndPoint(string text)
    {
        if (!IPEndPoint.TryParse(text, out var endPoint) || ParseAddress(endPoint.Address.ToString()) is null)
            return null;
        var hasPort = text.Contains("]:") || text.Count(c => c == ':') == 1;
        return hasPort ? endPoint : new IPEndPoint(endPoint.Address, 1701);
    }
}
