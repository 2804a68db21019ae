using System.Text.Json;
using System.Text.Json.Serialization;
using Concentrator.EndToEnd.Tests.Processes;
using Concentrator.Load.Measuring;

namespace Concentrator.Benchmarks.Lab;

/// <summary>A running `concentrator load`, and what the LNS has used since it began.</summary>
internal sealed class LoadProcess(ChildProcess process, Lns lns) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly TimeSpan _before = lns.Cpu;

    /// <summary>Processor seconds of the LNS since this run began.</summary>
    public double CpuSeconds => (lns.Cpu - _before).TotalSeconds;

    /// <summary>Waits until the run is in this phase: tunnels, sessions, traffic, hold (of a second at least) or teardown.</summary>
    public Task PhaseAsync(string phase, TimeSpan limit) => process.LineAsync($"{phase} ", limit);

    /// <summary>Waits for the run's end.</summary>
    /// <exception cref="InvalidOperationException">It printed no report.</exception>
    public async Task<LoadReport> ReportAsync(TimeSpan limit)
    {
        await process.ExitAsync(limit);
        var output = process.Output;
        var begin = output.IndexOf("\n{", StringComparison.Ordinal);
        return begin >= 0
            ? JsonSerializer.Deserialize<LoadReport>(output.AsSpan(begin), Json)!
            : throw new InvalidOperationException($"the load generator gave no report:\n{output}");
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
