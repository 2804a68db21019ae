using Concentrator.EndToEnd.Tests;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;

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

    /// <summary>Begins a run of `concentrator load` with these options.</summary>
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
