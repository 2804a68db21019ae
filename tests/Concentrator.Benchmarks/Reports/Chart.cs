using System.Globalization;
using System.Net;
using System.Text;

namespace Concentrator.Benchmarks.Reports;

/// <summary>One line of a graph, or one colour of its bars.</summary>
/// <param name="Points">What is on the axis, and the value there.</param>
internal sealed record Series(string Name, IReadOnlyList<(string At, double Value)> Points);

/// <summary>A graph as SVG, readable on white and on black: groups of bars, or lines over evenly spaced places.</summary>
/// <param name="unit">Of the values.</param>
internal sealed class Chart(string title, string unit, IReadOnlyList<Series> series, bool lines = false)
{
    private const int Width = 860, Height = 380, Left = 70, Right = 20, Top = 70, Bottom = 50, Steps = 5;

    private static readonly string[] Colours = ["#2f7ed8", "#e08020", "#3a9a4b", "#9a5cc0", "#c03a50"];

    private readonly string[] _places = [.. series.SelectMany(one => one.Points.Select(point => point.At)).Distinct()];

    private double Full => NiceAbove(series.SelectMany(one => one.Points).Select(point => point.Value).Where(double.IsFinite).DefaultIfEmpty(1).Max());

    private double Slot => (double)(Width - Left - Right) / Math.Max(1, _places.Length);

    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12" fill="#808080">""");
        Text(svg, Left, 22, "start", title, "font-size=\"15\" font-weight=\"bold\"");
        Scale(svg);
        for (var i = 0; i < _places.Length; i++)
            Text(svg, Left + (i + 0.5) * Slot, Height - Bottom + 20, "middle", _places[i]);
        for (var i = 0; i < series.Count; i++)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{Left + i * 160}" y="36" width="12" height="12" fill="{Colours[i % Colours.Length]}"/>""");
            Text(svg, Left + i * 160 + 18, 47, "start", series[i].Name);
            if (lines)
                Line(svg, i);
            else
                Bars(svg, i);
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private void Scale(StringBuilder svg)
    {
        Text(svg, Left - 8, Top - 12, "end", unit);
        for (var i = 0; i <= Steps; i++)
        {
            var value = Full * i / Steps;
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{Left} {Y(value):0.#}H{Width - Right}" stroke="#808080" stroke-opacity="0.3"/>""");
            Text(svg, Left - 8, Y(value) + 4, "end", value.ToString("0.##", CultureInfo.InvariantCulture));
        }
    }

    private void Bars(StringBuilder svg, int index)
    {
        var width = Slot * 0.8 / series.Count;
        foreach (var (at, value) in series[index].Points.Where(point => double.IsFinite(point.Value)))
        {
            var x = Left + Array.IndexOf(_places, at) * Slot + Slot * 0.1 + index * width;
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{x:0.#}" y="{Y(value):0.#}" width="{width * 0.92:0.#}" height="{Y(0) - Y(value):0.#}" fill="{Colours[index % Colours.Length]}"/>""");
        }
    }

    private void Line(StringBuilder svg, int index)
    {
        var points = series[index].Points.Where(point => double.IsFinite(point.Value)).Select(point =>
            string.Create(CultureInfo.InvariantCulture, $"{Left + (Array.IndexOf(_places, point.At) + 0.5) * Slot:0.#},{Y(point.Value):0.#}")).ToArray();
        svg.AppendLine($"""<polyline points="{string.Join(' ', points)}" fill="none" stroke="{Colours[index % Colours.Length]}" stroke-width="2"/>""");
        foreach (var point in points)
            svg.AppendLine($"""<circle cx="{point.Split(',')[0]}" cy="{point.Split(',')[1]}" r="3.5" fill="{Colours[index % Colours.Length]}"/>""");
    }

    private double Y(double value) => Height - Bottom - value / Full * (Height - Top - Bottom);

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text, string more = "") =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}" {more}>{WebUtility.HtmlEncode(text)}</text>""");

    /// <summary>1, 2, 2.5 or 5 times a power of ten.</summary>
    private static double NiceAbove(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-9))));
        return new[] { 1, 2, 2.5, 5, 10 }.First(step => step * power >= value) * power;
    }
}
