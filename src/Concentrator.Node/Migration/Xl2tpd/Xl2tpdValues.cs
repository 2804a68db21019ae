using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Migration.Xl2tpd;

/// <summary>How xl2tpd writes values. Names of hosts, which it looks up when it starts, are not values here: they would be addresses of that moment.</summary>
internal static class Xl2tpdValues
{
    public static bool IsYes(string text) => Flag(text) is true;

    public static bool? Flag(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "y" or "true" => true,
        "no" or "n" or "false" => false,
        _ => null,
    };

    public static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IPAddress? Address(string text) =>
        Prefix.TryParse(text, out var prefix) && prefix.IsIpv4 && !text.Contains('/') ? prefix.Address : null;

    /// <summary>"10.0.0.2 - 10.0.0.9", "10.0.0.2-9" (the rest is that of the first) or one address.</summary>
    public static (IPAddress First, IPAddress Last)? Range(string text)
    {
        var ends = text.Split('-', 2, StringSplitOptions.TrimEntries);
        if (Address(ends[0]) is not { } first)
            return null;
        if (ends is [_])
            return (first, first);
        var given = ends[1].Split('.');
        var last = Address(string.Join('.', ends[0].Split('.')[..Math.Max(0, 4 - given.Length)].Concat(given)));
        return last is not null && last.AddressFamily == AddressFamily.InterNetwork && Compare(first, last) <= 0 ? (first, last) : null;
    }

    private static int Compare(IPAddress left, IPAddress right) => left.GetAddressBytes().AsSpan().SequenceCompareTo(right.GetAddressBytes());

    // -- what a value must be, for the table of options: null when it is, else what is wrong

    public static string? MustBeFlag(string text) => Flag(text) is null ? "must be \"yes\" or \"no\"" : null;

    public static string? MustBeCount(string text) => Number(text) is null ? "must be a number" : null;

    public static string? MustBePositive(string text) => Number(text) is null or 0 ? "must be a number, at least 1" : null;

    public static string? MustBePort(string text) => Number(text) is null or 0 or > ushort.MaxValue ? "must be a port, 1 to 65535" : null;

    public static string? MustBeGiven(string text) => text.Length == 0 ? "must not be empty" : null;

    public static string? MustBeAddress(string text) => Address(text) is null ? "must be an IPv4 address (xl2tpd would look up a name; write its address)" : null;

    public static string? MustBeRange(string text) =>
        Range(text) is null ? "must be an IPv4 address, or two with a dash between them, the lower first (xl2tpd would look up names; write their addresses)" : null;

    public static string? MustBeLns(string text) =>
        LnsAddress.TryParse(text, out _) ? null : "must be the name or address of a host, with or without a port";

    public static string? MustBeRandomSource(string text) => text is "dev" or "sys" || text.StartsWith("egd", StringComparison.Ordinal) ? null : "must be dev, sys or egd";
}
