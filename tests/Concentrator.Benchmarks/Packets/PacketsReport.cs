using System.Globalization;
using Concentrator.Benchmarks.Lab;
using Concentrator.Benchmarks.Reports;
using Concentrator.Load.Measuring;

namespace Concentrator.Benchmarks.Packets;

/// <summary>What the benchmark has found.</summary>
/// <param name="Measured">By server and row.</param>
internal sealed record PacketsReport(Machine Machine, PacketsPlan Plan, IReadOnlyDictionary<string, PacketMeasurement[]> Measured)
{
    /// <summary>Of each run; a node's all at one rate.</summary>
    public Latency[] Latencies { get; init; } = [];

    public Allocation? Allocation { get; init; }

    /// <summary>One TCP stream through a LAC and an LNS of ours, each run.</summary>
    public double[] TunnelGbps { get; init; } = [];

    /// <summary>The same over the bare cable.</summary>
    public double[] BareGbps { get; init; } = [];

    public const string OursPlain = "ours without offloads", Forwarder = "C forwarder";

    /// <summary>Options of a node that is to answer quickly: one thread for what comes from the LACs, which never waits while something comes.</summary>
    public const string Busy = "\"planeThreads\": 1, \"busyPoll\": \"500ms\"";

    public void Write(TextWriter output)
    {
        output.WriteLine($"{Machine}; {Plan.Runs} alternating runs of {Plan.Duration.TotalSeconds:0.#} s each; median (range)");
        output.WriteLine();
        output.Write(Table(ServerKind.Ours.Name, ServerKind.L2tpns.Name, PacketRow.All));
        if (Has(Forwarder))
        {
            output.WriteLine();
            output.Write(Table(OursPlain, Forwarder, PacketRow.Unmergeable));
        }

        output.WriteLine();
        WriteRest(output);
    }

    private void WriteRest(TextWriter output)
    {
        if (TunnelGbps.Length > 0)
            output.WriteLine(Text($"- One TCP stream through two of our nodes: {new Sample(TunnelGbps).Show("0.00")} Gbit/s; over the bare cable {new Sample(BareGbps).Show("0.00")}; ratio {Ratio(new Sample(TunnelGbps), new Sample(BareGbps))}."));
        foreach (var node in Latencies.GroupBy(one => (one.Node, one.Rate)))
            output.WriteLine(Text($"- Latency at half load, {node.Key.Rate / 1000:0} kpps of 1400 octets up, µs: {Show(node, one => one.Tunnel)} through the tunnel, {Show(node, one => one.Bare)} without one. {node.Key.Node}"));
        if (Allocation is { } allocation)
            output.WriteLine(Text($"- In {allocation.Seconds:0} s and {allocation.Packets / 1e6:0.0} million packets the threads that move them allocated {allocation.LoopBytes} octets; the process {allocation.BytesPerSecond:0} octets/s, without traffic {allocation.IdleBytesPerSecond:0}; full garbage collections: {allocation.FullCollections}."));
    }

    private static string Show(IEnumerable<Latency> runs, Func<Latency, Percentiles> path)
    {
        Sample Of(Func<Percentiles, double?> part) => new([.. runs.Select(one => 1e6 * (part(path(one)) ?? double.NaN))]);
        return $"p50 {Of(times => times.P50).Show("0")}, p99 {Of(times => times.P99).Show("0")}";
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

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
        [.. new[] { ServerKind.Ours.Name, ServerKind.L2tpns.Name, OursPlain, Forwarder }.Where(Has).Select(server => new Series(
            server, [.. PacketRow.All.Select(row => (row.Name, new Sample([.. Runs(server, row).Select(value)]).Median))]))]);

    private bool Has(string server) => PacketRow.All.Any(row => Runs(server, row).Length > 0);

    private (Sample Rate, Sample Cpu) Of(string server, PacketRow row) => (
        new Sample([.. Runs(server, row).Select(measured => measured.PerSecond / 1000)]),
        new Sample([.. Runs(server, row).Select(measured => measured.CpuPerMillion)]));

    private PacketMeasurement[] Runs(string server, PacketRow row) => Measured.GetValueOrDefault($"{server}: {row.Name}", []);

    private static string Ratio(Sample ours, Sample theirs) => (ours.Median / theirs.Median).ToString("0.00", CultureInfo.InvariantCulture);
}
