using System.Text.Json;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Peers;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>`concentrator load` against LNSes whose own word can be had beside its report.</summary>
public sealed class LoadTests
{
    private const int Tunnels = 4, SessionsPerTunnel = 25;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Load_should_bring_up_carry_and_end_what_it_asks_our_own_node_for()
    {
        await using var lab = new NamespaceLab();
        var (lac, lnsHost) = await lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        await using var lns = await ConcentratorProcess.StartAsync(lnsHost, await File.ReadAllTextAsync(Checkout.Path("config", "lab.json")));

        var report = await LoadAsync(lac, lnsHost, "--far-end", "10.64.0.1", "--password", "lab", "--auth", "chap", "--echo", "1");
        AssertComplete(report);

        // The node's own count: each upstream packet, and the PPP of the sessions.
        var counters = await lns.CountersAsync();
        Assert.InRange(report.GetProperty("upstream").Number("received"), 1, counters["data.delivered"]);
        await lns.ShowUntilAsync("pools", pools => pools.Items().Single().Number("leased") == 0, Limit);
        await lns.ShowUntilAsync(
            "history?last=1000",
            history => history.Items().Where(ended => ended.Text("kind") == "session").Select(ended => ended.Text("address")).Distinct().Count() == Tunnels * SessionsPerTunnel,
            Limit);
    }

    [Fact]
    public async Task Load_should_bring_up_carry_and_end_what_it_asks_l2tpns_for_and_be_its_radius_server()
    {
        await using var lab = new NamespaceLab();
        var (lac, lnsHost) = await lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        await using var l2tpns = await L2tpns.StartAsync(lnsHost);

        var report = await LoadAsync(
            lac, lnsHost, "--far-end", "10.8.0.1", "--secret", L2tpns.TunnelSecret, "--auth", "pap", "--user", "subscriber{n}", "--password", "word{n}",
            "--radius", "127.0.0.1", "--radius-secret", L2tpns.RadiusSecret, "--radius-addresses", "10.9.0.100");
        AssertComplete(report);
        Assert.Equal(Tunnels * SessionsPerTunnel, report.GetProperty("radius").Number("accepted"));
        Assert.Equal(0, report.GetProperty("radius").Number("rejected"));
    }

    /// <summary>Runs the program with traffic both ways, slow enough to be lost nowhere for want of room, and gives its JSON.</summary>
    private static async Task<JsonElement> LoadAsync(NamespaceHost lac, NamespaceHost behind, params string[] arguments)
    {
        var result = await lac.RunAsync(
            Limit, "dotnet",
            [
                Checkout.ConcentratorAssembly, "load", "192.0.2.1", "--tunnels", $"{Tunnels}", "--sessions", $"{SessionsPerTunnel}", "--in-flight", "20", "--ports", $"{Tunnels}",
                "--up", "imix", "--up-rate", "1000", "--down", "576", "--down-rate", "300", "--flows", "2", "--duration", "3", "--behind", behind.Namespace,
                "--json", .. arguments,
            ]);
        return JsonDocument.Parse(result.OrFail()).RootElement;
    }

    private static void AssertComplete(JsonElement report)
    {
        Assert.True(report.GetProperty("succeeded").GetBoolean());
        AssertUp(report.GetProperty("tunnels"), Tunnels);
        AssertUp(report.GetProperty("sessions"), Tunnels * SessionsPerTunnel);
        AssertCarried(report.GetProperty("upstream"));
        AssertCarried(report.GetProperty("downstream"));
        Assert.Equal(Tunnels * SessionsPerTunnel, report.GetProperty("teardown").Number("sessions"));
        Assert.True(report.GetProperty("teardown").GetProperty("isComplete").GetBoolean());
        Assert.Equal(0, report.GetProperty("control").Number("strays"));
        Assert.Contains(report.GetProperty("verdicts").EnumerateArray(), verdict => verdict.Text("phase") == "setup");
    }

    private static void AssertUp(JsonElement figures, int count)
    {
        Assert.Equal((count, count, 0, 0), (figures.Number("planned"), figures.Number("up"), figures.Number("failed"), figures.Number("lost")));
        Assert.NotEqual(JsonValueKind.Null, figures.GetProperty("times").GetProperty("p99").ValueKind);
    }

    private static void AssertCarried(JsonElement figures)
    {
        var (sent, received) = (figures.Number("sent"), figures.Number("received"));
        Assert.InRange(received, 0.99 * sent, sent);
        Assert.NotEqual(0, sent);
        Assert.Equal(0, figures.Number("strangers"));
    }
}
