using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Peers;

/// <summary>
/// l2tpns as LNS on a host that has 192.0.2.1: tunnel secret <see cref="TunnelSecret"/>, users by PAP as RADIUS on 127.0.0.1 has them, addresses from
/// 10.9.0.0/24, itself 10.8.0.1 (tests/l2tpns/startup-config).
/// </summary>
internal sealed class L2tpns : IAsyncDisposable
{
    public const string TunnelSecret = "tunnel-secret";
    public const string RadiusSecret = "radius-secret";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;
    private readonly string _directory;

    private L2tpns(ChildProcess process, string directory)
    {
        _process = process;
        _directory = directory;
    }

    public int Pid => _process.Pid;

    /// <summary>What it logged so far.</summary>
    public string Log
    {
        get
        {
            var file = Path.Combine(_directory, "log");
            return File.Exists(file) ? File.ReadAllText(file) : _process.Output;
        }
    }

    /// <summary>Starts it and waits until it serves, which it does only after it has elected itself.</summary>
    /// <param name="configuration">Its startup-config and ip_pool where they differ from those in tests/l2tpns, by name.</param>
    public static async Task<L2tpns> StartAsync(NamespaceHost host, IReadOnlyDictionary<string, string>? configuration = null)
    {
        Checkout.Peer("l2tpns");
        var directory = Directory.CreateTempSubdirectory($"{host.Namespace}-l2tpns-").FullName;
        foreach (var (name, text) in configuration ?? new Dictionary<string, string>())
            await File.WriteAllTextAsync(Path.Combine(directory, name), text);
        var l2tpns = new L2tpns(host.Start(Checkout.Path("tests", "l2tpns", "run"), [directory]), directory);
        await Until.True(
            () => Task.FromResult(l2tpns.Log.Contains("declaring myself the master", StringComparison.Ordinal)),
            StartLimit,
            $"l2tpns on {host.Name} to serve");
        return l2tpns;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
