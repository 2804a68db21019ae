using System.Globalization;
using Concentrator.Benchmarks.Lab;
using Concentrator.Benchmarks.Reports;
using Concentrator.Benchmarks.Setups;

namespace Concentrator.Benchmarks.Sessions;

/// <summary>What many sessions cost our node: each number of them on a new node, held, none to be lost; memory and packet rate against the smallest.</summary>
internal static class SessionsBenchmark
{
    private static readonly SetupShape[] Shapes = [new(100, 1), new(1000, 1), new(1000, 10), new(1000, 30), new(1000, 60)];

    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        List<HeldRun> runs = [];
        foreach (var shape in Shapes.Where(shape => options.Only.Length == 0 || options.Only.Split(',').Contains(shape.ToString())))
            for (var run = 0; run < options.Runs; run++)
            {
                await using var stand = await Stand.StartAsync(ServerKind.Ours);
                runs.Add(await HeldRun.DoAsync(stand, shape, Hold));
            }

        var table = new MarkdownTable("", "up", "failed", "lost", "MB empty", "MB after 60 s", "kB per session", "MB at the end", "up, kpps", "down, kpps", "CPU while held");
        foreach (var shape in runs.GroupBy(run => run.Shape))
            table.Add(Row([.. shape], runs));
        options.Results.WriteRuns("sessions", new { Machine.This, runs });
        options.Results.WriteTable("sessions", $"{Machine.This}; {options.Runs} runs of each on a new node; median; kB per session against 1,000 of them", table);
        options.Results.WriteChart("sessions-memory", Chart("Resident memory of our node, 60 s after the last set-up", "MB", runs, run => run.ResidentAfter60 / 1e6));
        options.Results.WriteChart("sessions-cpu", Chart("Processor time for sessions that are held (HELLO each 20 s, echo each 30 s)", "% of one", runs, run => 100 * run.HeldCpu));
        options.Results.WriteChart("sessions-packets", new Chart(
            "Packets of 64 octets per second", "kpps",
            [
                new Series("upstream", Points(runs, run => run.Report.Upstream?.ReceivedPerSecond / 1000 ?? double.NaN)),
                new Series("downstream", Points(runs, run => run.Report.Downstream?.ReceivedPerSecond / 1000 ?? double.NaN)),
            ],
            lines: true));
    }

    private static string[] Row(HeldRun[] runs, List<HeldRun> all)
    {
        var sessions = runs[0].Report.Sessions.Planned;
        var thousand = all.Where(run => run.Report.Sessions.Planned == 1000).Select(run => (double)run.ResidentAfter60).ToArray();
        var resident = Median(runs, run => run.ResidentAfter60);
        return
        [
            runs[0].Shape,
            Text(runs.Min(run => run.Report.Sessions.Up)),
            Text(runs.Sum(run => run.Report.Sessions.Failed)),
            Text(runs.Sum(run => run.Report.Sessions.Lost)),
            Text(Median(runs, run => run.ResidentEmpty / 1e6)),
            Text(resident / 1e6),
            sessions > 1000 && thousand.Length > 0 ? ((resident - new Sample(thousand).Median) / (sessions - 1000) / 1000).ToString("0.0", CultureInfo.InvariantCulture) : "",
            Text(Median(runs, run => run.ResidentAtEnd / 1e6)),
            Text(Median(runs, run => run.Report.Upstream?.ReceivedPerSecond / 1000 ?? double.NaN)),
            Text(Median(runs, run => run.Report.Downstream?.ReceivedPerSecond / 1000 ?? double.NaN)),
            Median(runs, run => 100 * run.HeldCpu).ToString("0.0", CultureInfo.InvariantCulture) + " %",
        ];
    }

    private static Chart Chart(string title, string unit, List<HeldRun> runs, Func<HeldRun, double> figure) =>
        new(title, unit, [new Series("ours", Points(runs, figure))], lines: true);

    private static (string At, double Value)[] Points(List<HeldRun> runs, Func<HeldRun, double> figure) =>
        [.. runs.GroupBy(run => run.Report.Sessions.Planned).OrderBy(size => size.Key).Select(size => ($"{size.Key:N0} sessions", Median(size, figure)))];

    private static double Median(IEnumerable<HeldRun> runs, Func<HeldRun, double> figure) => new Sample([.. runs.Select(figure)]).Median;

    private static string Text(double figure) => figure.ToString("N0", CultureInfo.InvariantCulture);
}
