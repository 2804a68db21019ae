using System.Globalization;

namespace Concentrator.Benchmarks.Reports;

/// <summary>The same thing measured several times.</summary>
internal sealed record Sample(IReadOnlyList<double> Values)
{
    public double Median => Values.Count == 0 ? double.NaN : Values.Order().ElementAt(Values.Count / 2) is var upper && Values.Count % 2 == 1
        ? upper
        : (upper + Values.Order().ElementAt(Values.Count / 2 - 1)) / 2;

    public double Min => Values.Count == 0 ? double.NaN : Values.Min();

    public double Max => Values.Count == 0 ? double.NaN : Values.Max();

    /// <summary>The median, and the range in parentheses.</summary>
    public string Show(string format = "0.0") => Values.Count == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({Min.ToString(format, CultureInfo.InvariantCulture)}-{Max.ToString(format, CultureInfo.InvariantCulture)})");
}
