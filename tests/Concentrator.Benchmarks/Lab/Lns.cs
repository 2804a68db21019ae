using Concentrator.EndToEnd.Tests;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Peers;

namespace Concentrator.Benchmarks.Lab;

/// <summary>An LNS at 192.0.2.1 that is measured: accepts any tunnel and any subscriber of `concentrator load`, addresses from 10.64.0.0/12.</summary>
internal abstract class Lns : IAsyncDisposable
{
    public const string Address = "192.0.2.1";

    public abstract int Pid { get; }

    /// <summary>Its own address behind itself, where traffic of subscribers can go to.</summary>
    public abstract string FarEnd { get; }

    /// <summary>What `concentrator load` needs to be told to be served by it.</summary>
    public abstract IReadOnlyList<string> LoadOptions { get; }

    /// <summary>Whether a run finds it as the one before did; l2tpns keeps ended tunnels for a while, and has room for 500.</summary>
    public virtual bool CanRunAgain => true;

    /// <summary>Processor time so far.</summary>
    public TimeSpan Cpu => ProcessUsage.Of(Pid).Cpu;

    /// <summary>Resident memory, octets.</summary>
    public long Resident => ProcessUsage.ResidentOf(Pid);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Our node with config/lab.json: the embedded engine, the journal in SQLite.</summary>
internal sealed class OurLns : Lns
{
    private readonly ConcentratorProcess _node;

    private OurLns(ConcentratorProcess node) => _node = node;

    public override int Pid => _node.Pid;

    public override string FarEnd => "10.64.0.1";

    public override IReadOnlyList<string> LoadOptions => ["--auth", "pap"];

    public static async Task<Lns> StartAsync(NamespaceHost host) =>
        new OurLns(await ConcentratorProcess.StartAsync(host, await File.ReadAllTextAsync(Checkout.Path("config", "lab.json"))));

    public override ValueTask DisposeAsync() => _node.DisposeAsync();
}

/// <summary>l2tpns as Debian packages it, without its log; its RADIUS server is the load generator, whose process pays for that.</summary>
internal sealed class L2tpnsLns : Lns
{
    private readonly L2tpns _l2tpns;
    private readonly string _namespace;

    private L2tpnsLns(L2tpns l2tpns, string @namespace) => (_l2tpns, _namespace) = (l2tpns, @namespace);

    public override int Pid => _l2tpns.Pid;

    public override string FarEnd => "10.8.0.1";

    public override bool CanRunAgain => false;

    public override IReadOnlyList<string> LoadOptions =>
        ["--auth", "pap", "--secret", L2tpns.TunnelSecret, "--behind", _namespace, "--radius", "127.0.0.1", "--radius-secret", L2tpns.RadiusSecret];

    public static async Task<Lns> StartAsync(NamespaceHost host)
    {
        var settings = await File.ReadAllTextAsync(Checkout.Path("tests", "l2tpns", "startup-config"));
        var files = new Dictionary<string, string>
        {
            ["startup-config"] = settings.Replace("set debug 3", "set debug 0", StringComparison.Ordinal),
            ["ip_pool"] = "10.64.0.0/16\n",
        };
        return new L2tpnsLns(await L2tpns.StartAsync(host, files), host.Namespace);
    }

    public override ValueTask DisposeAsync() => _l2tpns.DisposeAsync();
}
