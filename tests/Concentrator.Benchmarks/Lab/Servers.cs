using System.Net;
using Concentrator.Control.Policy.Secrets;
using Concentrator.EndToEnd.Tests;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Peers;
using Concentrator.EndToEnd.Tests.Processes;
using Concentrator.Load;

namespace Concentrator.Benchmarks.Lab;

/// <summary>A server on the LNS's host, running.</summary>
internal interface IServer : IAsyncDisposable
{
    int Pid { get; }

    /// <summary>What the generator must know to have sessions here; null: there is no control channel, sessions are there by formula.</summary>
    Func<LoadPlan, LoadPlan>? Signalling { get; }
}

/// <summary>What is compared.</summary>
/// <param name="Name">In tables and graphs.</param>
internal sealed record ServerKind(string Name, Func<Access, Task<IServer>> StartAsync);

/// <summary>Our node: the configuration of config/lab.json, which takes any peer and any user.</summary>
internal sealed class OurNode(ConcentratorProcess node) : IServer
{
    public int Pid => node.Pid;

    public ConcentratorProcess Process => node;

    public Func<LoadPlan, LoadPlan> Signalling => plan => plan;

    /// <param name="more">Options of "node" beside those of the file, as JSON: <c>"offloads": false</c>.</param>
    public static async Task<OurNode> StartAsync(Access access, string more = "")
    {
        var configuration = await File.ReadAllTextAsync(Checkout.Path("config", "lab.json"));
        configuration = configuration.Replace("0.0.0.0:1701", $"{Access.LnsAddress}:1701", StringComparison.Ordinal);   // the others have one address too
        if (more.Length > 0)
            configuration = configuration.Replace("\"logLevel\": \"warning\"", $"\"logLevel\": \"warning\", {more}", StringComparison.Ordinal);
        return new OurNode(await ConcentratorProcess.StartAsync(access.Lns, configuration));
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();
}

/// <summary>l2tpns as Debian has it, with the generator for its RADIUS server.</summary>
internal sealed class L2tpnsServer(L2tpns l2tpns) : IServer
{
    public int Pid => l2tpns.Pid;

    public Func<LoadPlan, LoadPlan> Signalling => plan => plan with
    {
        Secret = Secret.Of(L2tpns.TunnelSecret),
        Radius = new RadiusPlan(new IPEndPoint(IPAddress.Parse(Access.FarAddress), 1812), Secret.Of(L2tpns.RadiusSecret), FirstAddress: null),
    };

    public static async Task<L2tpnsServer> StartAsync(Access access)
    {
        var configuration = (await File.ReadAllTextAsync(Checkout.Path("tests", "l2tpns", "startup-config")))
            .Replace("set debug 3", "set debug 1", StringComparison.Ordinal)
            .Replace("set primary_radius 127.0.0.1", $"set primary_radius {Access.FarAddress}", StringComparison.Ordinal);
        return new L2tpnsServer(await L2tpns.StartAsync(
            access.Lns, new Dictionary<string, string> { ["startup-config"] = configuration, ["ip_pool"] = $"{Access.Subscribers}\n" }));
    }

    public ValueTask DisposeAsync() => l2tpns.DisposeAsync();
}

/// <summary>
/// A forwarder without control plane, started as <c>PROGRAM BINDIP PORT LACIP LACPORT TUNNELS SESSIONS BASEIP</c>: session number i has the address BASEIP + i,
/// tunnel i mod TUNNELS + 1, session id i div TUNNELS + 1 and the LAC's port LACPORT + i mod TUNNELS; its TUN device is tun0.
/// </summary>
internal sealed class Forwarder(ChildProcess process) : IServer
{
    public const int FirstLacPort = 20_000;

    public int Pid => process.Pid;

    public Func<LoadPlan, LoadPlan>? Signalling => null;

    public static async Task<Forwarder> StartAsync(Access access, string program, int tunnels, int sessions)
    {
        var process = access.Lns.Start(program,
            [Access.LnsAddress, "1701", Access.LacAddress, $"{FirstLacPort}", $"{tunnels}", $"{tunnels * sessions}", Access.FirstSubscriber]);
        await Until.True(async () => (await access.Lns.RunAsync("ip", "link", "set", "tun0", "up")).Succeeded, Command.DefaultLimit, "the forwarder's TUN device");
        await access.Lns.IpAsync("route", "add", Access.Subscribers, "dev", "tun0");
        return new Forwarder(process);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
