using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.NetworkNamespaces;

/// <summary>
/// Hosts of a test, each a network namespace of its own, and the cables between them. Nothing of it touches the
/// machine's own network, and disposal takes everything away: the programs and nodes started on its hosts, then the hosts.
/// </summary>
internal sealed class NamespaceLab : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static int s_labs;

    private readonly string _prefix = $"ct{Environment.ProcessId}-{Interlocked.Increment(ref s_labs)}";
    private readonly List<NamespaceHost> _hosts = [];

    /// <summary>Makes a host; the namespace's name is the host's with a prefix that no other lab has.</summary>
    public async Task<NamespaceHost> AddHostAsync(string name)
    {
        var host = new NamespaceHost(name, $"{_prefix}-{name}");
        await Ip("netns", "add", host.Namespace);
        _hosts.Add(host);
        await host.IpAsync("link", "set", "lo", "up");
        return host;
    }

    /// <summary>
    /// Lays a cable between two hosts: an interface at either end, named after the host at the other end, up and with the
    /// address given (with prefix length, IPv4 or IPv6). When this returns, packets pass.
    /// </summary>
    public static async Task ConnectAsync(NamespaceHost left, string leftAddress, NamespaceHost right, string rightAddress)
    {
        await Ip(
            "link", "add", right.Name, "netns", left.Namespace, "type", "veth",
            "peer", "name", left.Name, "netns", right.Namespace);
        await PlugInAsync(left, right.Name, leftAddress);
        await PlugInAsync(right, left.Name, rightAddress);
        await IsReadyAsync(left, right.Name, leftAddress);
        await IsReadyAsync(right, left.Name, rightAddress);
    }

    /// <summary>Two hosts and the cable between them.</summary>
    public async Task<(NamespaceHost Left, NamespaceHost Right)> AddPairAsync(
        string left, string leftAddress, string right, string rightAddress)
    {
        var (leftHost, rightHost) = (await AddHostAsync(left), await AddHostAsync(right));
        await ConnectAsync(leftHost, leftAddress, rightHost, rightAddress);
        return (leftHost, rightHost);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.ClearAsync();
        foreach (var host in _hosts)
            await Ip("netns", "delete", host.Namespace);
        _hosts.Clear();
    }

    // Without duplicate address detection an IPv6 address can be used as soon as it is set.
    private static async Task PlugInAsync(NamespaceHost host, string device, string address)
    {
        string[] nodad = address.Contains(':') ? ["nodad"] : [];
        await host.IpAsync(["address", "add", address, "dev", device, .. nodad]);
        await host.IpAsync("link", "set", device, "up");
    }

    /// <summary>
    /// The kernel drops what is sent before it has noticed that both ends are up, and makes the local route of an IPv6 address by a worker of its own.
    /// </summary>
    private static async Task IsReadyAsync(NamespaceHost host, string device, string address)
    {
        await Until.True(
            async () => (await host.IpAsync("-brief", "link", "show", "dev", device)).Contains(" UP ", StringComparison.Ordinal), Limit, $"{device} on {host.Name} to be up");
        if (address.Contains(':'))
            await Until.True(
                async () => (await host.IpAsync("-6", "route", "show", "table", "local", "type", "local", "dev", device)).Contains(address.Split('/')[0], StringComparison.Ordinal),
                Limit, $"packets to {address} to be taken on {host.Name}");
    }

    private static async Task Ip(params string[] arguments) => (await Command.RunAsync("ip", arguments)).OrFail();
}
