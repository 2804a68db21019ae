using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>Two nodes that are told by `concentrator xl2tpd-control` whom to serve and whom to call.</summary>
public sealed class RunTimeTests : IAsyncLifetime
{
    private const string ServerAddress = "10.88.0.1";

    private readonly NamespaceLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [Fact]
    public async Task Lac_and_lns_that_are_added_should_serve_until_they_are_removed()
    {
        var (lacHost, lnsHost) = await _lab.AddPairAsync("lac", "192.0.2.2/24", "lns", $"{Pair.LnsAddress}/24");
        await using var lns = await ConcentratorProcess.StartAsync(
            lnsHost, $$"""{ "listen": "{{Pair.LnsAddress}}", "tun": { "address": "{{ServerAddress}}" }, "secrets": { "chap": "users" }, "journal": "none" }""",
            files: new Dictionary<string, string> { ["users"] = "alice * wonderland\n" });
        await using var lac = await ConcentratorProcess.StartAsync(lacHost, """{ "listen": "192.0.2.2", "journal": "none" }""");

        await TellAsync(lns, "add-lns", "branch", "ip range=10.88.0.10-99", $"local ip={ServerAddress}", "lac=192.0.2.2", "hostname=lns.example");
        await TellAsync(lac, "add-lac", "vpn", $"lns={Pair.LnsAddress}", "refuse pap=yes", "redial=yes", "redial timeout=1");
        await TellAsync(lac, "connect-lac", "vpn", "alice", "wonderland");
        await lac.IsUpAsync("vpn");
        await lacHost.PingAsync("vpn", ServerAddress);

        Assert.Contains("STATUS lac.state=connected", await TellAsync(lac, "status-lac", "vpn"));
        Assert.Contains("STATUS tunnels.0.calls.count=1", await TellAsync(lns, "status-lns", "branch"));
        Assert.Contains("AVAILABLE lns.0.name=branch", await TellAsync(lns, "available"));
        Assert.Equal("alice", (await lns.SessionAsync("branch")).Text("user"));

        // The files know nothing of all that, and reading them again changes nothing.
        foreach (var node in new[] { lac, lns })
            Assert.Equal("nothing has changed", (await node.AskAsync("reload")).OrFail().Trim());
        await lacHost.PingAsync("vpn", ServerAddress);

        await TellAsync(lac, "disconnect-lac", "vpn");
        await lns.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Dialing.Limit);
        await TellAsync(lac, "connect-lac", "vpn");
        await lac.IsUpAsync("vpn");
        await TellAsync(lns, "remove-lns", "branch");
        await lac.ShowUntilAsync("dialers", dialers => dialers.Items().All(dialer => dialer.Number("sessionsUp") == 0), Dialing.Limit);
        await TellAsync(lac, "remove-lac", "vpn");
        await lac.ShowUntilAsync("dialers", dialers => !dialers.Items().Any(), Dialing.Limit);
    }

    private static async Task<string> TellAsync(ConcentratorProcess node, params string[] command) => (await node.AskAsync(["xl2tpd-control", .. command])).OrFail();
}
