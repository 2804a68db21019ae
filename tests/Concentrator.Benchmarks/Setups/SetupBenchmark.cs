using System.Globalization;
using Concentrator.Benchmarks.Lab;
using Concentrator.Benchmarks.Reports;
using Concentrator.EndToEnd.Tests;

namespace Concentrator.Benchmarks.Setups;

/// <summary>
/// Set-up rate of our node and of l2tpns, in turns, for so many set-ups in flight as either may like best. Our node runs all the time, and its first run is told
/// apart, since it compiles its code as it runs; what counts begins when that is over. l2tpns is started anew for each.
/// </summary>
internal static class SetupBenchmark
{
    private static readonly SetupShape[] Shapes = [new(10, 1000), new(100, 10), new(498, 1)];

    /// <summary>The last is a storm: the subscribers of a LAC that was away come back at once.</summary>
    private static readonly int[] InFlight = [50, 100, 200, 1000];

    private static readonly TimeSpan StillCompiles = TimeSpan.FromMilliseconds(10);

    /// <summary>So many runs in a row without compiling say that it is over: code is compiled some time after it became hot.</summary>
    private const int QuietRuns = 3;

    private const int MostWarmUps = 20;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var machine = Machine.This;
        var table = new MarkdownTable("", "sessions/s", "p50", "p99", "max", "failed", "CPU per 10,000 set-ups", "first run");
        List<SetupRun> runs = [];
        await WarmUpAsync(options);
        var all = Shapes.SelectMany(shape => InFlight.Select(number => shape with { InFlight = number }));
        foreach (var shape in all.Where(shape => shape.ToString().Contains(options.Only, StringComparison.Ordinal)))
        {
            var series = await AlternateAsync(shape, options);
            runs.AddRange(series);
            foreach (var lns in series.GroupBy(run => run.Lns))
                table.Add(Row(shape, lns.Key, [.. lns]));
        }

        options.Results.WriteRuns("setups", new { machine, runs });
        options.Results.WriteTable("setups", $"{machine}, l2tpns {Checkout.PeerVersion("l2tpns")}; {options.Runs} runs of each, alternating; median, with the range of the rate", table);
        if (!options.OursOnly && options.Only.Length == 0)
            options.Results.WriteTable("setups-ratio", "Our rate as a multiple of l2tpns's, by set-ups in flight; and our best rate as a multiple of its best", Ratios(runs));
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
            SampleOf(rest, PerSecond).Show("N0"),
            Milliseconds(rest, run => run.Report.Sessions.Times.P50),
            Milliseconds(rest, run => run.Report.Sessions.Times.P99),
            Milliseconds(rest, run => run.Report.Sessions.Times.Max),
            runs.Sum(run => run.Report.Sessions.Failed + run.Report.Tunnels.Failed).ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{SampleOf(rest, run => run.SetupCpuPer10000).Median:0.0} s"),
            first.Report.Sessions.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
        ];
    }

    private static MarkdownTable Ratios(List<SetupRun> runs)
    {
        var rates = runs.GroupBy(run => (run.Lns, run.Shape)).ToDictionary(group => group.Key, group => SampleOf(group.Skip(1), PerSecond).Median);
        var table = new MarkdownTable(["", .. InFlight.Select(number => string.Create(CultureInfo.InvariantCulture, $"{number:N0} in flight")), "best of each"]);
        foreach (var shape in Shapes)
        {
            double[] Of(ServerKind lns) => [.. InFlight.Select(number => rates[(lns.Name, (shape with { InFlight = number }).ToString())])];
            var (ours, theirs) = (Of(ServerKind.Ours), Of(ServerKind.L2tpns));
            table.Add([shape.ToString(), .. ours.Zip(theirs, Ratio), Ratio(ours.Max(), theirs.Max())]);
        }

        return table;
    }

    private static string Ratio(double ours, double theirs) => (ours / theirs).ToString("0.00", CultureInfo.InvariantCulture);

    private static double PerSecond(SetupRun run) => run.Report.Sessions.PerSecond;

    private static Sample SampleOf(IEnumerable<SetupRun> runs, Func<SetupRun, double> figure) => new([.. runs.Select(figure)]);

    private static string Milliseconds(IEnumerable<SetupRun> runs, Func<SetupRun, double?> time) =>
        string.Create(CultureInfo.InvariantCulture, $"{SampleOf(runs, run => 1000 * time(run) ?? double.NaN).Median:0} ms");
}
