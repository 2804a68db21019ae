using Concentrator.Benchmarks.Reports;

namespace Concentrator.Benchmarks.Setups;

/// <summary>
/// What set-ups cost as there are more of them: the same tunnels with more sessions, more tunnels with the same sessions each, and the same sessions with more
/// of them at a time.
/// </summary>
internal static class GrowthBenchmark
{
    private static readonly SetupShape[] MoreSessions = [new(10, 10), new(10, 100), new(10, 1000), new(10, 3000)];
    private static readonly SetupShape[] MoreTunnels = [new(1, 10), new(10, 10), new(100, 10), new(490, 10)];
    private static readonly SetupShape[] MoreAtATime = [new(100, 50, 25), new(100, 50, 50), new(100, 50), new(100, 50, 200), new(100, 50, 400), new(100, 50, 1000)];

    public static async Task RunAsync(BenchmarkOptions options)
    {
        List<SetupRun> runs = [];
        await SetupBenchmark.WarmUpAsync(options);
        foreach (var shape in MoreSessions.Union(MoreTunnels).Union(MoreAtATime).Where(shape => shape.ToString().Contains(options.Only, StringComparison.Ordinal)))
            runs.AddRange(await SetupBenchmark.AlternateAsync(shape, options));
        options.Results.WriteRuns("growth", new { Machine.This, runs });
        foreach (var (name, title, shapes, size) in new (string, string, SetupShape[], Func<SetupShape, string>)[]
        {
            ("sessions", "over 10 tunnels", MoreSessions, shape => $"{shape.Sessions:N0} sessions"),
            ("tunnels", "with 10 sessions each", MoreTunnels, shape => $"{shape.Tunnels:N0} tunnels"),
            ("inflight", "of 5,000 sessions over 100 tunnels", MoreAtATime, shape => $"{shape.InFlight:N0} in flight"),
        })
        {
            Write($"growth-{name}-rate", $"Set-ups {title}", "sessions/s", run => run.Report.Sessions.PerSecond);
            Write($"growth-{name}-cpu", $"Processor time of the server, set-ups {title}", "s per 10,000", run => run.SetupCpuPer10000);
            Write($"growth-{name}-memory", $"Resident memory, sessions {title}", "MB", run => run.Resident / 1e6);

            void Write(string file, string heading, string unit, Func<SetupRun, double> figure) => options.Results.WriteChart(file, new Chart(
                heading, unit,
                [.. runs.GroupBy(run => run.Lns).Select(lns => new Series(lns.Key, [.. shapes.Select(shape => (size(shape), Median(lns, shape, figure)))]))],
                lines: true));
        }
    }

    /// <summary>Without the first run, which is for warming up.</summary>
    private static double Median(IEnumerable<SetupRun> runs, SetupShape shape, Func<SetupRun, double> figure) =>
        new Sample([.. runs.Where(run => run.Shape == shape.ToString()).Skip(1).Select(figure)]).Median;
}
