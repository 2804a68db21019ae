using Concentrator.Benchmarks.Lab;
using Concentrator.Benchmarks.Setups;
using Concentrator.Load.Measuring;

namespace Concentrator.Benchmarks.Sessions;

/// <summary>Sessions set up, loaded with packets, and held with HELLO and echoes.</summary>
/// <param name="ResidentEmpty">Memory of the LNS before the first tunnel, octets.</param>
/// <param name="ResidentAfter60">The same 60 s after the last set-up.</param>
/// <param name="ResidentAtEnd">The same when all had been held.</param>
/// <param name="HeldCpu">Processor seconds of the LNS for each second of the hold, traffic not included.</param>
internal sealed record HeldRun(
    string Lns, string Shape, double SetupCpu, long ResidentEmpty, long ResidentAfter60, long ResidentAtEnd, double HeldCpu, LoadReport Report)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60), Limit = TimeSpan.FromMinutes(10);

    /// <param name="hold">From the end of the traffic on; more than a minute.</param>
    public static async Task<HeldRun> DoAsync(LoadLab lab, SetupShape shape, TimeSpan hold)
    {
        var empty = lab.Lns.Resident;
        await using var load = lab.Load(
        [
            .. shape.Options, .. lab.TrafficOptions, "--up", "64", "--down", "64", "--duration", "5", "--hold", $"{hold.TotalSeconds:0}", "--hello", "20", "--echo", "30",
            "--setup-limit", "300", "--teardown-limit", "300",
        ]);
        await load.PhaseAsync("traffic", Limit);
        var setupCpu = load.CpuSeconds;
        var up = DateTime.UtcNow;
        await load.PhaseAsync("hold", Limit);
        var (before, begun) = (load.CpuSeconds, DateTime.UtcNow);
        await Task.Delay(up + Settling - DateTime.UtcNow);
        var settled = lab.Lns.Resident;
        await load.PhaseAsync("teardown", hold + Limit);
        var held = (load.CpuSeconds - before) / (DateTime.UtcNow - begun).TotalSeconds;
        var atEnd = lab.Lns.Resident;
        var report = await load.ReportAsync(Limit);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"{lab.Name} {shape}: {report.Sessions.Up} up, {report.Sessions.Failed} failed, {report.Sessions.Lost} lost, held {report.HeldSeconds:0} s; {empty / 1e6:0} MB empty, {settled / 1e6:0} MB after 60 s, {atEnd / 1e6:0} MB at the end; up {report.Upstream?.ReceivedPerSecond:0}/s, down {report.Downstream?.ReceivedPerSecond:0}/s"));
        return new HeldRun(lab.Name, shape.ToString(), setupCpu, empty, settled, atEnd, held, report);
    }
}
