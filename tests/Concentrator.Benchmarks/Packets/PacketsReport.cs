using System.Globalization;
using Concentrator.Benchmarks.Reports;

namespace Concentrator.Benchmarks.Packets;

/// <summary>What the benchmark has found.</summary>
/// <param name="Measured">By server and row.</param>
internal sealed record PacketsReport(Machine Machine, PacketsPlan Plan, IReadOnlyDictionary<string, PacketMeasurement[]> Measured)
{
    public const string Ours = "ours", L2tpns = "l2tpns", OursPlain = "ours without offloads", Forwarder = "C forwarder";

    public void Write(TextWriter output)
    {
        output.WriteLine($"{Machine}; {Plan.Runs} alternating runs of {Plan.Duration.TotalSeconds:0.#} s each; median (range)");
        output.WriteLine();
        output.Write(Table(Ours, L2tpns, PacketRow.All));
        if (Has(Forwarder))
        {
            output.WriteLine();
            output.Write(Table(OursPlain, Forwarder, PacketRow.Unmergeable));
        }
    }

    public Chart Rates() => Graph("Packets forwarded, 10 tunnels × 100 sessions, one processor", "kpps", measured => measured.PerSecond / 1000);

    public Chart Costs() => Graph("Processor time of the server", "s per million packets", measured => measured.CpuPerMillion);

    private MarkdownTable Table(string ours, string theirs, PacketRow[] rows)
    {
        var table = new MarkdownTable("packets", $"{ours}, kpps", $"{theirs}, kpps", "ratio", $"{ours}, CPU s/million", $"{theirs}, CPU s/million", "ratio");
        foreach (var row in rows)
        {
            var ((rate, cpu), (theirRate, theirCpu)) = (Of(ours, row), Of(theirs, row));
            table.Add(
                row.Name, rate.Show("0"), theirRate.Show("0"), Ratio(rate, theirRate), cpu.Show("0.00"), theirCpu.Show("0.00"), Ratio(cpu, theirCpu));
        }

        return table;
    }

    private Chart Graph(string title, string unit, Func<PacketMeasurement, double> value) => new(
        title, unit,
        [.. new[] { Ours, L2tpns, OursPlain, Forwarder }.Where(Has).Select(server => new Series(
            server, [.. PacketRow.All.Select(row => (row.Name, new Sample([.. Runs(server, row).Select(value)]).Median))]))]);

    private bool Has(string server) => PacketRow.All.Any(row => Runs(server, row).Length > 0);

    private (Sample Rate, Sample Cpu) Of(string server, PacketRow row) => (
        new Sample([.. Runs(server, row).Select(measured => measured.PerSecond / 1000)]),
        new Sample([.. Runs(server, row).Select(measured => measured.CpuPerMillion)]));

    private PacketMeasurement[] Runs(string server, PacketRow row) => Measured.GetValueOrDefault($"{server}: {row.Name}", []);

    private static string Ratio(Sample ours, Sample theirs) => (ours.Median / theirs.Median).ToString("0.00", CultureInfo.InvariantCulture);
}
