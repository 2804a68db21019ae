using System.Globalization;
using Concentrator.Benchmarks.Lab;
using Concentrator.Benchmarks.Reports;
using Concentrator.EndToEnd.Tests;

namespace Concentrator.Benchmarks.Setups;

/// <summary>
/// Set-up rate of our node and of l2tpns, in turns. Our node runs all the time, and its first run is told apart, since it compiles its code as it runs; what counts
/// begins when that is over. l2tpns is started anew for each.
/// </summary>
internal static class SetupBenchmark
{
    /// <summary>The last are storms: the subscribers of a LAC that was away come back at once.</summary>
    private static readonly SetupShape[] Shapes = [new(10, 1000), new(100, 10), new(498, 1), new(10, 1000, 1000), new(100, 10, 1000), new(498, 1, 1000)];

    private static readonly TimeSpan StillCompiles = TimeSpan.FromMilliseconds(10);

    /// <summary>So many runs in a row without compiling say that it is over: code is compiled some time after it became hot.</summary>
    private const int QuietRuns = 3;

    private const int MostWarmUps = 20;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var machine = Machine.This;
        var table = new MarkdownTable("", "sessions/s", "p50", "p99", "max", "failed", "CPU per 10,000 set-ups", "first run");
        List<SetupRun> all = [];
        await WarmUpAsync(options);
        foreach (var shape in Shapes.Where(shape => shape.ToString().Contains(options.Only, StringComparison.Ordinal)))
        {
            var runs = await AlternateAsync(shape, options);
            all.AddRange(runs);
            foreach (var lns in runs.GroupBy(run => run.Lns))
                table.Add(Row(shape, lns.Key, [.. lns]));
        }

        options.Results.WriteRuns("setups", new { machine, runs = all });
        options.Results.WriteTable("setups", $"{machine}, l2tpns {Checkout.PeerVersion("l2tpns")}; {options.Runs} runs of each, alternating; median, with the range of the rate", table);
    }

    /// <summary>The generator's own first runs, which are its compiler's and no server's figures.</summary>
    public static Task WarmUpAsync(BenchmarkOptions options) => AlternateAsync(new SetupShape(10, 100), options with { Runs = 0 });

    /// <summary>One run of each more than was asked for: the first of each is for warming up.</summary>
    public static async Task<List<SetupRun>> AlternateAsync(SetupShape shape, BenchmarkOptions options)
    {
        List<SetupRun> runs = [];
        await using var ours = await Stand.StartAsync(ServerKind.Ours);
        await using var theirs = options.OursOnly ? null : await Stand.StartAsync(ServerKind.L2tpns);
        for (var round = 0; round <= options.Runs; round++)
            foreach (var stand in new[] { ours, theirs }.OfType<Stand>())
            {
                await stand.PrepareAsync();
                runs.Add(SetupRun.Do(stand, shape));
                if (round == 0 && stand == ours)
                    Warm(ours, shape);
            }

        return runs;
    }

    /// <summary>Sets up until nothing of our node is compiled any more: one that has run for a while has that behind it.</summary>
    private static void Warm(Stand ours, SetupShape shape)
    {
        for (int round = 0, quiet = 0; round < MostWarmUps && quiet < QuietRuns; round++)
        {
            var before = ours.Compiling;
            SetupRun.Do(ours, shape);
            quiet = ours.Compiling - before < StillCompiles ? quiet + 1 : 0;
        }
    }

    private static string[] Row(SetupShape shape, string lns, SetupRun[] runs)
    {
        var (first, rest) = (runs[0], runs[1..]);
        return
        [
            $"{lns}, {shape}",
            SampleOf(rest, run => run.Report.Sessions.PerSecond).Show("N0"),
            Milliseconds(rest, run => run.Report.Sessions.Times.P50),
            Milliseconds(rest, run => run.Report.Sessions.Times.P99),
            Milliseconds(rest, run => run.Report.Sessions.Times.Max),
            runs.Sum(run => run.Report.Sessions.Failed + run.Report.Tunnels.Failed).ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{SampleOf(rest, run => run.SetupCpuPer10000).Median:0.0} s"),
            first.Report.Sessions.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
        ];
    }

    private static Sample SampleOf(IEnumerable<SetupRun> runs, Func<SetupRun, double> figure) => new([.. runs.Select(figure)]);

    private static string Milliseconds(IEnumerable<SetupRun> runs, Func<SetupRun, double?> time) =>
        string.Create(CultureInfo.InvariantCulture, $"{SampleOf(runs, run => 1000 * time(run) ?? double.NaN).Median:0} ms");
}
