using Concentrator.Benchmarks.Lab;
using Concentrator.Benchmarks.Reports;

namespace Concentrator.Benchmarks.Packets;

/// <summary>
/// Packets per second and processor time per packet, through 10 tunnels of 100 sessions: our node beside l2tpns, and, with everything switched off that lets
/// packets travel together, beside a forwarder in C.
/// </summary>
internal sealed class PacketsBenchmark(PacketsPlan plan, TextWriter progress)
{
    private const double SoakRate = 20_000;

    private readonly Dictionary<(string Server, string Row), List<PacketMeasurement>> _measured = [];

    /// <param name="stop">Ends it after the row under way, and with it all that it has started.</param>
    public async Task<PacketsReport> RunAsync(CancellationToken stop)
    {
        await using var access = await Access.MakeAsync();
        Access.LeaveServerAlone();
        for (var run = 1; run <= plan.Runs; run++)
        {
            progress.WriteLine($"run {run} of {plan.Runs}");
            foreach (var (kind, rows) in Kinds())
                await MeasureAsync(access, kind, rows, stop);
        }

        var report = new PacketsReport(Machine.This, plan, _measured.ToDictionary(entry => $"{entry.Key.Server}: {entry.Key.Row}", entry => entry.Value.ToArray()));
        Access.ShareAllProcessors();
        if (plan.Wants("latency"))
            report = report with { Latencies = [.. await LatenciesAsync(access, "", stop), .. await LatenciesAsync(access, PacketsReport.Busy, stop)] };
        if (plan.Wants("allocation"))
            report = report with { Allocation = await AllocationAsync(access, stop) };
        return plan.Wants("tcp") ? await WithStreamsAsync(access, report) : report;
    }

    /// <param name="options">Of the node.</param>
    private async Task<Latency[]> LatenciesAsync(Access access, string options, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        await using var node = await OurNode.StartAsync(access, options);
        PacketMeasurement.Warm(access, node, Latency.Row);
        var rate = PacketMeasurement.Of(access, node, Latency.Row, plan.Duration).PerSecond / 2;
        progress.WriteLine($"latency at {rate:0} packets/s {options}");
        return [.. Enumerable.Range(0, plan.Runs).Select(_ => Latency.Of(access, node, options, rate, plan.Duration))];
    }

    private async Task<Allocation> AllocationAsync(Access access, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        await using var node = await OurNode.StartAsync(access);
        foreach (var row in PacketRow.Unmergeable.Where(row => row.Size == 1400))
            PacketMeasurement.Warm(access, node, row);
        progress.WriteLine($"allocation in {plan.Soak.TotalSeconds:0} s");
        return Allocation.Of(access, node, SoakRate, plan.Soak);
    }

    private async Task<PacketsReport> WithStreamsAsync(Access access, PacketsReport report)
    {
        progress.WriteLine("TCP streams");
        var (tunnel, bare) = await new Streams(access, TimeSpan.FromSeconds(3)).RunAsync(plan.Runs);
        return report with { TunnelGbps = tunnel, BareGbps = bare };
    }

    private IEnumerable<(ServerKind Kind, PacketRow[] Rows)> Kinds()
    {
        yield return (ServerKind.Ours, PacketRow.All);
        if (!plan.OursOnly)
            yield return (ServerKind.L2tpns, PacketRow.All);
        if (plan.Forwarder is null)
            yield break;
        yield return (new ServerKind(PacketsReport.OursPlain, async access => await OurNode.StartAsync(access, "\"offloads\": false")), PacketRow.Unmergeable);
        yield return (
            new ServerKind(PacketsReport.Forwarder, async access => await Forwarder.StartAsync(access, plan.Forwarder, PacketMeasurement.Tunnels, PacketMeasurement.Sessions)),
            PacketRow.Unmergeable);
    }

    private async Task MeasureAsync(Access access, ServerKind kind, PacketRow[] rows, CancellationToken stop)
    {
        if (!rows.Any(row => plan.Wants(row.Name)))
            return;
        await using var server = await kind.StartAsync(access);
        Access.PinServer(server.Pid);
        foreach (var row in rows.Where(row => (row.Size == 64 || row.Mergeable) && !stop.IsCancellationRequested))
            PacketMeasurement.Warm(access, server, row);
        foreach (var row in rows.Where(row => plan.Wants(row.Name)))
        {
            stop.ThrowIfCancellationRequested();
            await access.ReceiveOnServersProcessorAsync(row.ServerReceives);
            var measured = PacketMeasurement.Of(access, server, row, plan.Duration);
            progress.WriteLine($"  {kind.Name}, {row.Name}: {measured.PerSecond / 1000:0} kpps, {measured.CpuPerMillion:0.00} s per million");
            if (!_measured.TryGetValue((kind.Name, row.Name), out var list))
                _measured[(kind.Name, row.Name)] = list = [];
            list.Add(measured);
        }
    }
}

/// <param name="Forwarder">The compiled forwarder; null: without it.</param>
/// <param name="OursOnly">For looking at a change, as <paramref name="Only"/> is: the beginning of the names of what is measured.</param>
/// <param name="Soak">How long allocation is watched.</param>
internal sealed record PacketsPlan(int Runs, TimeSpan Duration, string? Forwarder, bool OursOnly, string Only, TimeSpan Soak)
{
    public bool Wants(string name) => name.StartsWith(Only, StringComparison.Ordinal);
}
