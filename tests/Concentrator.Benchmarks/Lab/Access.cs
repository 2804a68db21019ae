using System.Diagnostics;
using System.Net;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.Linux.Network;
using Concentrator.Load;
using Concentrator.Load.Measuring;
using Concentrator.Load.Running;
using Concentrator.Load.Traffic;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Benchmarks.Lab;

/// <summary>Three hosts in a row: the LAC with its subscribers, the LNS that is measured, and a host behind it. This program is the generator.</summary>
internal sealed class Access : IAsyncDisposable
{
    public const string LacAddress = "192.0.2.2", LnsAddress = "192.0.2.1", FarAddress = "198.51.100.2";

    /// <summary>Where the subscribers' addresses come from.</summary>
    public const string Subscribers = "10.64.0.0/16", FirstSubscriber = "10.64.0.2";

    private readonly NamespaceLab _lab = new();

    private Access()
    {
    }

    public NamespaceHost Lac { get; private set; } = null!;

    public NamespaceHost Lns { get; private set; } = null!;

    public NamespaceHost Far { get; private set; } = null!;

    /// <summary>What is alike for all loads.</summary>
    public LoadPlan Plan => new()
    {
        Target = new IPEndPoint(IPAddress.Parse(LnsAddress), 1701),
        Authentication = [AuthMethod.Pap],
        Behind = Far.Namespace,
        Traffic = new TrafficPlan { FarEnd = new IPEndPoint(IPAddress.Parse(FarAddress), 50_001) },
    };

    public static async Task<Access> MakeAsync()
    {
        var access = new Access();
        (access.Lac, access.Lns) = await access._lab.AddPairAsync("lac", $"{LacAddress}/24", "lns", $"{LnsAddress}/24");
        access.Far = await access._lab.AddHostAsync("far");
        await NamespaceLab.ConnectAsync(access.Lns, "198.51.100.1/24", access.Far, $"{FarAddress}/24");
        await access.Far.IpAsync("route", "add", "default", "via", "198.51.100.1");
        await access.Lac.IpAsync("route", "add", FarAddress, "via", LnsAddress);
        (await access.Lns.RunAsync("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0")).OrFail();
        return access;
    }

    /// <summary>Keeps this program, and what it starts from now on, off the server's processor.</summary>
    public static void LeaveServerAlone() => Pin(0, [.. Enumerable.Range(1, Math.Max(1, Environment.ProcessorCount - 1))]);

    /// <summary>Lets this program, and what it starts from now on, run everywhere.</summary>
    public static void ShareAllProcessors() => Pin(0, [.. Enumerable.Range(0, Environment.ProcessorCount)]);

    /// <summary>Gives a running server, with all its threads, the first processor.</summary>
    public static void PinServer(int pid) => Pin(pid, [0]);

    /// <summary>
    /// Whether the LNS's host receives what comes from behind it on the server's processor (RPS), as its network card's interrupts would have it, or on that of who
    /// sends it, as is usual for a veth.
    /// </summary>
    public async Task ReceiveOnServersProcessorAsync(bool yes) =>
        (await Lns.RunAsync("sh", "-c", $"echo {(yes ? 1 : 0)} > /sys/class/net/{Far.Name}/queues/rx-0/rps_cpus")).OrFail();

    /// <summary>
    /// A whole run of the load tool on the LAC's host, in this process: one that starts for each run would spend more on compiling itself than on 500 set-ups.
    /// </summary>
    /// <param name="atPhase">Called, and waited for, when a phase begins: tunnels, sessions, pause, traffic, hold, teardown.</param>
    public LoadReport Load(LoadPlan plan, Action<string> atPhase)
    {
        var phase = "";
        using var run = NetworkNamespaces.Run(Lac.Namespace, () => new LoadRun(plan, progress =>
        {
            if (progress.Phase != phase)
                atPhase(phase = progress.Phase);
        }));
        return run.Run(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private static void Pin(int pid, int[] processors)
    {
        using var taskset = Process.Start(new ProcessStartInfo("taskset", ["-a", "-c", "-p", string.Join(',', processors), (pid == 0 ? Environment.ProcessId : pid).ToString()])
        {
            RedirectStandardOutput = true,
        })!;
        taskset.WaitForExit();
        if (taskset.ExitCode != 0)
            throw new InvalidOperationException($"taskset of process {pid}: exit code {taskset.ExitCode}");
    }
}
