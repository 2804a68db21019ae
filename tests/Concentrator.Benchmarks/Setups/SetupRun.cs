using Concentrator.Benchmarks.Lab;
using Concentrator.Load.Measuring;

namespace Concentrator.Benchmarks.Setups;

/// <summary>One run: all tunnels and sessions set up, and ended again.</summary>
/// <param name="SetupCpu">Processor seconds of the LNS from the first SCCRQ until all was up.</param>
/// <param name="Cpu">The same with the end of it all.</param>
/// <param name="Resident">Memory of the LNS while all was up, octets.</param>
internal sealed record SetupRun(string Lns, string Shape, double SetupCpu, double Cpu, long Resident, LoadReport Report)
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    public double SetupCpuPer10000 => SetupCpu * 10_000 / Report.Sessions.Planned;

    public static SetupRun Do(Stand stand, SetupShape shape)
    {
        var (before, setupCpu, resident) = (stand.Cpu, 0.0, 0L);
        var report = stand.Load(plan => shape.Of(plan) with { Hold = Hold }, phase =>
        {
            if (phase == "hold")
                (setupCpu, resident) = ((stand.Cpu - before).TotalSeconds, stand.Resident);
        });
        var run = new SetupRun(stand.Name, shape.ToString(), setupCpu, (stand.Cpu - before).TotalSeconds, resident, report);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"{stand.Name} {shape}: {report.Sessions.PerSecond:0}/s, p99 {report.Sessions.Times.P99:0.000} s, {report.Sessions.Failed} failed, {setupCpu:0.00} s of CPU, {resident / 1e6:0} MB"));
        return run;
    }
}
