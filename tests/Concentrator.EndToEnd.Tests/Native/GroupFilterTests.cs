using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>
/// Filters of groups in the kernel. Two customers, "blue" and "red", have the same addresses and the same two servers; "amber" has no network namespace of
/// its own.
/// </summary>
public sealed class GroupFilterTests : LabFixture
{
    private const string Free = "10.66.0.1", Forbidden = "10.66.0.2", Subscriber = "10.1.0.2";

    private const string NoEchoToForbidden = $$"""
        # What subscribers may send.
        chain from_subscribers {
          type filter hook prerouting priority filter; policy accept;
          iifname $subscribers ip daddr {{Forbidden}} icmp type echo-request counter drop
        }
        """;

    private NamespaceHost _lacHost = null!, _lnsHost = null!, _blue = null!, _red = null!;

    private ConcentratorProcess _lac = null!, _lns = null!;

    protected override async Task StartAsync()
    {
        (_lacHost, _lnsHost) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        (_blue, _red) = (await Lab.AddHostAsync("blue"), await Lab.AddHostAsync("red"));
        foreach (var customer in new[] { _blue, _red })
            foreach (var server in new[] { Free, Forbidden })
                await customer.IpAsync("address", "add", $"{server}/32", "dev", "lo");
        var nodes = await Task.WhenAll(
            ConcentratorProcess.StartAsync(_lnsHost, LnsConfiguration, files: Files(NoEchoToForbidden, amber: "chain broken {")),
            ConcentratorProcess.StartAsync(_lacHost, LacConfiguration, files: new Dictionary<string, string> { ["users"] = Users }));
        (_lns, _lac) = (nodes[0], nodes[1]);
    }

    [Fact]
    public async Task Filter_should_hold_for_its_own_group_and_change_with_a_reload()
    {
        foreach (var group in new[] { "blue", "red" })
        {
            await _lac.DialAsync(group);
            Assert.Equal(Subscriber, (await _lac.SessionAsync(group)).Text("address"));
        }

        // The two have the same servers: what blue's filter drops reaches red's.
        await _lacHost.PingAsync("blue", Free);
        await _lacHost.PingAsync("red", Free);
        await _lacHost.PingAsync("red", Forbidden);
        Assert.False(await BlueReachesForbiddenAsync());
        Assert.Contains("counter packets 2 ", await RulesetAsync(_blue));
        Assert.Equal("", await RulesetAsync(_red));

        // A file that nft refuses leaves the rules of before.
        await _lns.ReconfigureAsync(LnsConfiguration, Files(NoEchoToForbidden + "\nchain more {\n nonsense\n}", amber: ""));
        Assert.Contains("blue.nft:7:", (await FilterAsync("blue", "outdated")).Text("filterError"));
        Assert.False(await BlueReachesForbiddenAsync());

        await _lns.ReconfigureAsync(LnsConfiguration, Files(NoEchoToForbidden.Replace(Forbidden, Free, StringComparison.Ordinal), amber: ""));
        await FilterAsync("blue", "inForce");
        await _lacHost.PingAsync("blue", Forbidden);
        Assert.NotEqual(0, (await PingTwiceAsync("blue", Free)).ExitCode);
        await _lacHost.PingAsync("red", Free);
    }

    [Fact]
    public async Task Group_whose_filter_is_refused_should_be_closed_until_it_is_mended()
    {
        await FilterAsync("amber", "closed");
        Assert.Contains("groups.amber.filter: ", _lns.Log);
        await _lac.PostAsync("dialers/amber/dial", """{ "hangUp": false }""");
        await _lac.ShowUntilAsync(
            "dialers", dialers => dialers.Items().Any(item => item.Text("name") == "amber" && item.Text("lastError")?.Contains("private group \"amber\" is closed") == true),
            Dialing.Limit);
        Assert.DoesNotContain(await _lns.ListAsync("sessions"), session => session.Text("group") == "amber");

        await _lns.ReconfigureAsync(LnsConfiguration, Files(NoEchoToForbidden, amber: NoEchoToForbidden));
        await FilterAsync("amber", "inForce");
        await _lac.IsUpAsync("amber");
        Assert.Contains("iifname \"l2tp-amber\"", await RulesetAsync(_lnsHost));
    }

    [Fact]
    public async Task Rules_should_go_with_the_node_and_be_replaced_by_the_next_after_a_crash()
    {
        Assert.Single(await ChainsAsync());
        _lns.Signal(PosixSignalNumber.Kill);
        await using var next = await ConcentratorProcess.StartAsync(_lnsHost, LnsConfiguration, files: Files(NoEchoToForbidden, amber: ""));
        Assert.Single(await ChainsAsync());

        await next.StopAsync();
        Assert.Equal("", await RulesetAsync(_blue));

        async Task<string[]> ChainsAsync() => [.. (await RulesetAsync(_blue)).Split('\n').Where(line => line.Contains("chain "))];
    }

    private async Task<bool> BlueReachesForbiddenAsync() => (await PingTwiceAsync("blue", Forbidden)).ExitCode == 0;

    private Task<CommandResult> PingTwiceAsync(string dialer, string server) => _lacHost.RunAsync("ping", "-c", "2", "-W", "1", "-I", dialer, server);

    private static async Task<string> RulesetAsync(NamespaceHost host) => (await host.RunAsync("nft", "list", "ruleset")).OrFail();

    /// <summary>Waits for it.</summary>
    private async Task<System.Text.Json.JsonElement> FilterAsync(string group, string state) =>
        (await _lns.ShowUntilAsync("groups", groups => groups.Items().Any(item => item.Text("name") == group && item.Text("filter") == state), Dialing.Limit))
        .Items().Single(item => item.Text("name") == group);

    private const string Users = "alice * wonderland\n";

    private static Dictionary<string, string> Files(string blue, string amber) => new() { ["users"] = Users, ["blue.nft"] = blue, ["amber.nft"] = amber };

    private string LnsConfiguration => $$"""
        {
          "listen": ["192.0.2.1:1701"],
          "node": { "name": "lns" },
          "journal": "none",
          "tun": { "address": "10.99.0.1" },
          "pools": {
            "blues": { "ranges": "10.1.0.2-10.1.0.9" }, "reds": { "ranges": "10.1.0.2-10.1.0.9" }, "ambers": { "ranges": "10.2.0.2-10.2.0.9" }
          },
          "groups": {
            "blue": { "namespace": "{{_blue.Namespace}}", "pool": "blues", "filter": "blue.nft", "tun": { "address": "10.1.0.1" } },
            "red": { "namespace": "{{_red.Namespace}}", "pool": "reds", "tun": { "address": "10.1.0.1" } },
            "amber": { "pool": "ambers", "filter": "amber.nft", "tun": { "address": "10.2.0.1" } }
          },
          "secrets": { "chap": "users" },
          "lns": [{ "name": "lns", "ppp": { "ipv6": false } }]
        }
        """;

    private static readonly string LacConfiguration = $$"""
        {
          "listen": ["192.0.2.2:1701"],
          "node": { "name": "lac" },
          "journal": "none",
          "secrets": { "chap": "users" },
          "dialers": [{{Dialer("blue")}}, {{Dialer("red")}}, {{Dialer("amber")}}]
        }
        """;

    private static string Dialer(string name) => $$"""
        {
          "name": "{{name}}", "lns": "192.0.2.1", "auto": false, "user": "alice", "ppp": { "ipv6": false }, "privateGroup": "{{name}}", "routes": "10.66.0.0/16",
          "redial": { "initial": "200ms", "maximum": "1s" }
        }
        """;
}
