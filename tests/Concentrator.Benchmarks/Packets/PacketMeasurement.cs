using Concentrator.Benchmarks.Lab;
using Concentrator.Load;
using Concentrator.Load.Measuring;

namespace Concentrator.Benchmarks.Packets;

/// <summary>What one kind of traffic came to, once.</summary>
/// <param name="PerSecond">Packets that the server forwarded while they were sent, those included that the generator did not look at when they arrived, for want of room or because it samples.</param>
/// <param name="CpuPerMillion">The server's user and system time, seconds per million packets forwarded.</param>
internal sealed record PacketMeasurement(double PerSecond, double CpuPerMillion, Percentiles Latency)
{
    public const int Tunnels = 10, Sessions = 100;

    /// <summary>Of a sender with a rate: a burst with which it made up for being late would wait for itself at the server.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500), SettleLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2), StillCompiles = TimeSpan.FromMilliseconds(50);

    private const int MostWarmUps = 8;

    /// <param name="rate">Packets per second; 0: as many as go.</param>
    /// <param name="atPhase">Called, and waited for, when a phase of the load tool begins.</param>
    public static PacketMeasurement Of(Access access, IServer server, PacketRow row, TimeSpan duration, double rate = 0, Action<string>? atPhase = null)
    {
        var plan = row.Of(Plan(access, rate), duration);
        var (begun, ended) = (default(ProcessUsage), default(ProcessUsage));
        TrafficFigures figures;
        if (server.Signalling is { } signalling)
        {
            var report = access.Load(signalling(plan), phase =>
            {
                if (phase == "pause")
                    Settle(server.Pid);
                atPhase?.Invoke(phase);
                if (phase == "traffic")
                    begun = ProcessUsage.Of(server.Pid);
                if (phase == "hold")
                    ended = ProcessUsage.Of(server.Pid);
            });
            figures = report.Upstream ?? report.Downstream
                ?? throw new InvalidOperationException($"{row.Name}: {string.Join("; ", [.. report.Problems, .. report.Failures.Keys])}");
        }
        else
        {
            using var lac = new UnsignalledLac(plan, access.Lac.Namespace, Access.FirstSubscriber);
            begun = ProcessUsage.Of(server.Pid);
            figures = lac.Run();
            ended = ProcessUsage.Of(server.Pid);
        }

        var forwarded = figures.Received + figures.ReceiveDrops;
        return new PacketMeasurement(figures.ArrivedPerSecond, (ended.Cpu - begun.Cpu).TotalSeconds / forwarded * 1e6, figures.Latency);
    }

    /// <summary>Has a server forward until nothing of it is compiled any more: a runtime compiles what runs often, and that is on the processor which is measured.</summary>
    public static void Warm(Access access, IServer server, PacketRow row)
    {
        for (var round = 0; round < MostWarmUps; round++)
        {
            var before = ProcessUsage.CompilingOf(server.Pid);
            Of(access, server, row, WarmUp);
            if (ProcessUsage.CompilingOf(server.Pid) - before < StillCompiles)
                return;
        }
    }

    /// <summary>What a server does behind a set-up, such as writing its journal or compiling what was found to run often, is no part of the traffic.</summary>
    private static void Settle(int pid)
    {
        var (before, limit, isQuiet) = (ProcessUsage.Of(pid).Cpu, DateTime.UtcNow + SettleLimit, false);
        while (DateTime.UtcNow < limit)
        {
            Thread.Sleep(Settled);
            var now = ProcessUsage.Of(pid).Cpu;
            var wasQuiet = isQuiet;
            isQuiet = now - before < Settled / 20;
            if (isQuiet && wasQuiet)
                return;
            before = now;
        }
    }

    private static LoadPlan Plan(Access access, double rate) => access.Plan with
    {
        Tunnels = Tunnels,
        SessionsPerTunnel = Sessions,
        Ports = Tunnels,   // l2tpns wants a port for each
        Traffic = access.Plan.Traffic with { UpRate = rate, DownRate = rate, Patience = Patience },
    };
}
