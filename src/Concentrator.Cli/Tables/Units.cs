using System.Globalization;

namespace Concentrator.Cli.Tables;

/// <summary>Figures as people read them; an absent one is a dash.</summary>
internal static class Units
{
    private const string Absent = "-";

    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Three digits at least: 999 B, 1.21 KiB, 34.5 MiB, 678 GiB.</summary>
    public static string Bytes(double? bytes)
    {
        if (bytes is not { } value)
            return Absent;
        var unit = 0;
        for (; value >= 999.5 && unit < ByteUnits.Length - 1; unit++)
            value /= 1024;
        var format = unit == 0 ? "0" : value switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "0" };
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {ByteUnits[unit]}";
    }

    /// <summary>02:03:04, or 1d 02:03:04.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not { } value)
            return Absent;
        var time = TimeSpan.FromSeconds(Math.Clamp(Math.Floor(value), 0, uint.MaxValue));
        return time.Days > 0 ? $"{time.Days}d {time:hh\\:mm\\:ss}" : $"{time:hh\\:mm\\:ss}";
    }

    public static string Milliseconds(double? milliseconds) => milliseconds switch
    {
        null => Absent,
        < 99.95 => $"{milliseconds.Value.ToString("0.0", CultureInfo.InvariantCulture)} ms",
        < 9999.5 => $"{milliseconds.Value.ToString("0", CultureInfo.InvariantCulture)} ms",
        _ => $"{(milliseconds.Value / 1000).ToString("0.0", CultureInfo.InvariantCulture)} s",
    };

    /// <summary>UTC, so that the lines of several nodes compare.</summary>
    public static string Time(string iso) =>
        DateTimeOffset.TryParse(iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : iso;

    public static string OrDash(string text) => text.Length == 0 ? Absent : text;
}
