using Concentrator.Benchmarks.Lab;

namespace Concentrator.Benchmarks.Packets;

/// <summary>What the running node has allocated while it forwarded, by its own counters: beside what it allocates in the same sessions without traffic.</summary>
/// <param name="LoopBytes">By the threads that move packets.</param>
/// <param name="BytesPerSecond">By the process.</param>
/// <param name="IdleBytesPerSecond">The same with the sessions up and no traffic.</param>
internal sealed record Allocation(double Seconds, long Packets, long LoopBytes, double BytesPerSecond, double IdleBytesPerSecond, long FullCollections)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public static Allocation Of(Access access, OurNode node, double rate, TimeSpan duration)
    {
        var (quiet, begun, ended) = (default(Reading), default(Reading), default(Reading));
        var measured = PacketMeasurement.Of(
            access, node, new PacketRow(Up: false, 1400, Mergeable: false), duration, rate,
            phase =>
            {
                switch (phase)
                {
                    case "pause":
                        quiet = Read(node);
                        Thread.Sleep(Idle);
                        begun = Read(node);
                        break;
                    case "hold":
                        ended = Read(node);
                        break;
                }
            });
        var seconds = (ended.At - begun.At).TotalSeconds;
        return new Allocation(
            duration.TotalSeconds, (long)(measured.PerSecond * duration.TotalSeconds), ended.Loops - begun.Loops, (ended.Process - begun.Process) / seconds,
            (begun.Process - quiet.Process) / (begun.At - quiet.At).TotalSeconds, ended.Full - begun.Full);
    }

    private static Reading Read(OurNode node)
    {
        var status = node.Process.ShowAsync("node").GetAwaiter().GetResult();
        var counters = status.GetProperty("counters");
        return new Reading(
            DateTime.UtcNow, status.GetProperty("allocatedBytes").GetInt64(), counters.GetProperty("loops.allocatedBytes").GetInt64(),
            counters.GetProperty("runtime.gen2Collections").GetInt64());
    }

    private readonly record struct Reading(DateTime At, long Process, long Loops, long Full);
}
