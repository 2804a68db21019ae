using System.Text.Json;
using System.Text.Json.Serialization;
using Concentrator.EndToEnd.Tests;

namespace Concentrator.Benchmarks.Reports;

/// <summary>Where a benchmark leaves what it measured: every run as JSON, the table of the medians, graphs.</summary>
internal sealed class ResultFolder
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly string _folder;

    /// <param name="folder">Null: artifacts/benchmarks in the checkout.</param>
    public ResultFolder(string? folder)
    {
        _folder = folder ?? Checkout.Path("artifacts", "benchmarks");
        Directory.CreateDirectory(_folder);
    }

    public void WriteRuns<T>(string name, T runs) => Write($"{name}.json", JsonSerializer.Serialize(runs, Json));

    /// <summary>Also on the terminal.</summary>
    public void WriteTable(string name, string heading, MarkdownTable table)
    {
        Console.WriteLine($"\n{heading}\n\n{table}");
        Write($"{name}.md", $"{heading}\n\n{table}");
    }

    public void WriteChart(string name, Chart chart) => Write($"{name}.svg", chart.ToSvg());

    /// <param name="file">With its ending.</param>
    public void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path, text);
        Console.Error.WriteLine($"written: {path}");
    }
}
