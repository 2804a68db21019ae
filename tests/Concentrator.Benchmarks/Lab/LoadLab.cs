using Concentrator.EndToEnd.Tests;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.Linux.Network;
using Concentrator.Load;
using Concentrator.Load.Measuring;
using Concentrator.Load.Running;

namespace Concentrator.Benchmarks.Lab;

/// <summary>
/// Two hosts in namespaces of their own and a cable between them: an LNS that is measured, and `concentrator load` that puts it under load. Several
/// labs stand side by side without noticing each other, so that runs of different LNSs can take turns.
/// </summary>
internal sealed class LoadLab : IAsyncDisposable
{
    private readonly NamespaceLab _network;
    private readonly NamespaceHost _lac, _host;
    private readonly Func<NamespaceHost, Task<Lns>> _start;

    private LoadLab(string name, NamespaceLab network, NamespaceHost lac, NamespaceHost host, Func<NamespaceHost, Task<Lns>> start, Lns lns) =>
        (Name, _network, _lac, _host, _start, Lns) = (name, network, lac, host, start, lns);

    /// <summary>Of what is measured, as tables and graphs show it.</summary>
    public string Name { get; }

    public Lns Lns { get; private set; }

    /// <param name="start">Starts the LNS on the host that has 192.0.2.1.</param>
    public static async Task<LoadLab> StartAsync(string name, Func<NamespaceHost, Task<Lns>> start)
    {
        var network = new NamespaceLab();
        try
        {
            var (lac, host) = await network.AddPairAsync("lac", "192.0.2.2/24", "lns", $"{Lns.Address}/24");
            return new LoadLab(name, network, lac, host, start, await start(host));
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Our node beside l2tpns, ready to take turns.</summary>
    public static async Task<LoadLab[]> StartBothAsync() => [await StartOursAsync(), await StartAsync("l2tpns", L2tpnsLns.StartAsync)];

    public static Task<LoadLab> StartOursAsync() => StartAsync("ours", OurLns.StartAsync);

    /// <summary>A new LNS in the place of this one.</summary>
    public async Task RestartAsync()
    {
        await Lns.DisposeAsync();
        Lns = await _start(_host);
    }

    /// <summary>
    /// A whole run of the load tool in this process, with these options: one that starts for each run would spend more on compiling itself than on 500 set-ups.
    /// </summary>
    /// <param name="atPhase">Called, and waited for, when a phase begins.</param>
    public LoadReport Run(IEnumerable<string> options, Action<string> atPhase)
    {
        var plan = LoadOptions.PlanOf([Lns.Address, .. Lns.LoadOptions, .. options]);
        var phase = "";
        using var run = NetworkNamespaces.Run(_lac.Namespace, () => new LoadRun(plan, progress =>
        {
            if (progress.Phase != phase)
                atPhase(phase = progress.Phase);
        }));
        return run.Run(CancellationToken.None);
    }

    /// <summary>Begins a run of `concentrator load` with these options, in a process of its own.</summary>
    public LoadProcess Load(params IEnumerable<string> options) =>
        new(_lac.Start("dotnet", [Checkout.ConcentratorAssembly, "load", Lns.Address, .. Lns.LoadOptions, .. options, "--json"]), Lns);

    /// <summary>Options for traffic between the subscribers and the LNS's own host.</summary>
    public IEnumerable<string> TrafficOptions => ["--far-end", Lns.FarEnd, .. Lns.LoadOptions.Contains("--behind") ? [] : (string[])["--behind", _host.Namespace]];

    public async ValueTask DisposeAsync()
    {
        await Lns.DisposeAsync();
        await _network.DisposeAsync();
    }
}
