using Concentrator.Benchmarks.Lab;
using Concentrator.Benchmarks.Setups;
using Concentrator.Load;
using Concentrator.Load.Measuring;
using Concentrator.Load.Traffic;

namespace Concentrator.Benchmarks.Sessions;

/// <summary>Sessions set up, loaded with packets, and held with HELLO and echoes.</summary>
/// <param name="ResidentEmpty">Memory of the LNS before the first tunnel, octets.</param>
/// <param name="ResidentAfter60">The same 60 s after the last set-up.</param>
/// <param name="ResidentAtEnd">The same when all had been held.</param>
/// <param name="HeldCpu">Processor seconds of the LNS for each second of the hold, traffic not included.</param>
internal sealed record HeldRun(
    string Lns, string Shape, double SetupCpu, long ResidentEmpty, long ResidentAfter60, long ResidentAtEnd, double HeldCpu, LoadReport Report)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60), Limit = TimeSpan.FromMinutes(5), Hello = TimeSpan.FromSeconds(20), Echo = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Traffic = TimeSpan.FromSeconds(5);

    private static readonly PacketMix Packets = new("64", [64]);

    /// <param name="hold">From the end of the traffic on; more than a minute.</param>
    public static async Task<HeldRun> DoAsync(Stand stand, SetupShape shape, TimeSpan hold)
    {
        var (empty, beforeSetup, setupCpu) = (stand.Resident, stand.Cpu, 0.0);
        var (settled, beforeHold, begun, heldCpu, atEnd) = (Task.FromResult(0L), TimeSpan.Zero, DateTime.UtcNow, 0.0, 0L);
        var report = stand.Load(plan => Of(shape.Of(plan), hold), phase =>
        {
            switch (phase)
            {
                case "traffic":
                    setupCpu = (stand.Cpu - beforeSetup).TotalSeconds;
                    settled = Task.Delay(Settling).ContinueWith(_ => stand.Resident, TaskScheduler.Default);
                    break;
                case "hold":
                    (beforeHold, begun) = (stand.Cpu, DateTime.UtcNow);
                    break;
                case "teardown":
                    (heldCpu, atEnd) = ((stand.Cpu - beforeHold) / (DateTime.UtcNow - begun), stand.Resident);
                    break;
            }
        });
        var run = new HeldRun(stand.Name, shape.ToString(), setupCpu, empty, await settled, atEnd, heldCpu, report);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"{run.Lns} {shape}: {report.Sessions.Up} up, {report.Sessions.Failed} failed, {report.Sessions.Lost} lost, held {report.HeldSeconds:0} s; {empty / 1e6:0} MB empty, {run.ResidentAfter60 / 1e6:0} MB after 60 s, {atEnd / 1e6:0} MB at the end; up {report.Upstream?.ReceivedPerSecond:0}/s, down {report.Downstream?.ReceivedPerSecond:0}/s"));
        return run;
    }

    private static LoadPlan Of(LoadPlan plan, TimeSpan hold) => plan with
    {
        Hold = hold,
        Hello = Hello,
        Echo = Echo,
        SetupLimit = Limit,
        TeardownLimit = Limit,
        Traffic = plan.Traffic with { Up = Packets, Down = Packets, Duration = Traffic, Train = 1 },
    };
}
