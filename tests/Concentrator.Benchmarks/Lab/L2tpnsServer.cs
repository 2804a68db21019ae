using System.Net;
using Concentrator.Control.Policy.Secrets;
using Concentrator.EndToEnd.Tests;
using Concentrator.EndToEnd.Tests.Peers;
using Concentrator.Load;

namespace Concentrator.Benchmarks.Lab;

/// <summary>l2tpns as Debian has it, without its log. The generator is its RADIUS server, on the host behind it, and pays for that.</summary>
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
            .Replace("set debug 3", "set debug 0", StringComparison.Ordinal)
            .Replace("set primary_radius 127.0.0.1", $"set primary_radius {Access.FarAddress}", StringComparison.Ordinal);
        return new L2tpnsServer(await L2tpns.StartAsync(
            access.Lns, new Dictionary<string, string> { ["startup-config"] = configuration, ["ip_pool"] = $"{Access.Subscribers}\n" }));
    }

    public ValueTask DisposeAsync() => l2tpns.DisposeAsync();
}
