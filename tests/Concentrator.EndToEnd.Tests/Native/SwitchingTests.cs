using System.Text.Json;
using Concentrator.EndToEnd.Tests.Captures;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>
/// Our LAC, our switch, and our LNSs: <c>lac — switch — lns-a, lns-b</c>. The LAC reaches the switch alone. Two more targets of the switch lead nowhere:
/// to itself, and to an LNS that sends calls back.
/// </summary>
public sealed class SwitchingTests : LabFixture
{
    private static readonly TimeSpan Limit = Dialing.Limit;
    private NamespaceHost _lacHost = null!, _switchHost = null!, _lnsHostA = null!, _lnsHostB = null!;
    private ConcentratorProcess _lac = null!, _switch = null!, _lnsA = null!, _lnsB = null!;

    protected override async Task StartAsync()
    {
        (_lacHost, _switchHost) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "switch", "192.0.2.1/24");
        (_lnsHostA, _lnsHostB) = (await Lab.AddHostAsync("lns-a"), await Lab.AddHostAsync("lns-b"));
        await NamespaceLab.ConnectAsync(_switchHost, "198.51.100.1/24", _lnsHostA, "198.51.100.2/24");
        await NamespaceLab.ConnectAsync(_switchHost, "203.0.113.1/24", _lnsHostB, "203.0.113.2/24");
        var nodes = await Task.WhenAll(
            ConcentratorProcess.StartAsync(_lacHost, Lac, files: new Dictionary<string, string> { ["alice"] = "wonderland" }),
            ConcentratorProcess.StartAsync(_switchHost, Switch, files: new Dictionary<string, string> { ["secret-a"] = "between switch and a\n" }),
            ConcentratorProcess.StartAsync(
                _lnsHostA, Lns("lns-a", "10.98.0", """, "tunnel": { "secretFile": "secret-a", "challenge": true }""", ""), files: Files),
            ConcentratorProcess.StartAsync(_lnsHostB, Lns("lns-b", "10.97.0", "", BackToTheSwitch), files: Files));
        (_lac, _switch, _lnsA, _lnsB) = (nodes[0], nodes[1], nodes[2], nodes[3]);
    }

    [Fact]
    public async Task Calls_should_be_switched_fail_over_and_never_go_round()
    {
        await SwitchedCallShouldCarryTraffic();
        await NextLnsShouldTakeOverWhenOneDies();
        await CallsThatGoRoundShouldBeRefused();
    }

    private async Task SwitchedCallShouldCarryTraffic()
    {
        await using var capture = await Capture.StartAsync(_switchHost, "lns-a", "udp");
        await _lac.DialAsync("office");
        await _lacHost.PingAsync("office", "10.98.0.254");
        var address = (await _lac.SessionAsync("office")).Text("address")!;
        Assert.StartsWith("10.98.0.", address);

        // Both halves at the switch, each with the other; the subscriber is known to the LNS alone.
        var halves = await _switch.ListAsync("sessions");
        Assert.Equal(2, halves.Length);
        Assert.All(halves, half => Assert.Equal(("switch", "established, switched"), (half.Text("engine"), half.Text("state"))));
        Assert.Equal(Names(halves).Order(), halves.Select(half => half.Text("switchedWith")!).Order());
        Assert.Equal(("5550001", "0800-office"), (halves[0].Text("callingNumber"), halves[0].Text("calledNumber")));
        var subscriber = await _lnsA.SessionAsync("all");
        Assert.Equal(("alice", "5550001", "0800-office"), (subscriber.Text("user"), subscriber.Text("callingNumber"), subscriber.Text("calledNumber")));
        Assert.Contains("<->", (await _switch.AskAsync("show", "sessions")).OrFail());
        Assert.Contains("198.51.100.2:1701 connected", (await _switch.AskAsync("show", "targets")).OrFail());

        await using var server = _lnsHostA.Start("iperf3", ["--server", "--forceflush"]);
        await server.LineAsync("Server listening", Limit);
        foreach (var direction in new[] { "--no-delay", "--reverse" })
        {
            var report = await _lacHost.RunAsync(Limit, "iperf3", "--client", "10.98.0.254", "--bind", address, "--bytes", "8M", "--json", direction);
            Assert.True(JsonDocument.Parse(report.OrFail()).RootElement.GetProperty("end").GetProperty("sum_received").Number("bytes") >= 4 << 20);
        }

        Assert.Empty(await (await capture.StopAsync()).MalformedAsync());
        await _lac.HangUpAsync("office");
        await _switch.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
        await _lnsA.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);

        // The tunnel to the LNS stays for the idle time-out, then goes.
        await _switch.ShowUntilAsync("tunnels", tunnels => tunnels.Items().All(tunnel => tunnel.Text("profile") != "isp" || tunnel.Text("state") != "established"), Limit);
    }

    private async Task NextLnsShouldTakeOverWhenOneDies()
    {
        _lnsA.Signal(PosixSignalNumber.Kill);
        await _lac.DialAsync("office");
        await _lacHost.PingAsync("office", "10.97.0.254");
        Assert.StartsWith("10.97.0.", (await _lac.SessionAsync("office")).Text("address")!);
        await _switch.ShowUntilAsync("targets", targets => Lns(targets, "isp")[0].Text("state") == "set aside" && Lns(targets, "isp")[1].Text("state") == "connected", Limit);
        await _lac.HangUpAsync("office");
    }

    private async Task CallsThatGoRoundShouldBeRefused()
    {
        foreach (var (dialer, reason) in new[] { ("mirror", "this node itself"), ("circle", "went round") })
        {
            await _lac.PostAsync($"dialers/{dialer}/dial", """{ "hangUp": false }""");
            await _switch.ShowUntilAsync("history", history => history.Items().Any(entry => entry.Text("reason")!.Contains(reason)), Limit);
            await _lac.HangUpAsync(dialer);
            await _switch.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
        }
    }

    private static IEnumerable<string> Names(IEnumerable<JsonElement> sessions) => sessions.Select(half => $"{half.Number("tunnelId")}/{half.Number("sessionId")}");

    private static JsonElement[] Lns(JsonElement targets, string name) =>
        [.. targets.Items().Single(target => target.Text("name") == name).GetProperty("lns").EnumerateArray()];

    private static readonly IReadOnlyDictionary<string, string> Files =
        new Dictionary<string, string> { ["users"] = "alice * wonderland\n", ["secret-a"] = "between switch and a\n" };

    private static readonly string Lac = $$"""
        {
          "listen": "0.0.0.0:1701", "node": { "name": "lac" }, "journal": "none",
          "dialers": [ {{Dialer("office", "always")}}, {{Dialer("mirror", "once")}}, {{Dialer("circle", "once")}} ]
        }
        """;

    private static string Dialer(string name, string when) => $$"""
        {
          "name": "{{name}}", "lns": "192.0.2.1", "auto": false, "user": "alice", "passwordFile": "alice",
          "callingNumber": "5550001", "calledNumber": "0800-{{name}}",
          "redial": { "initial": "500ms", "maximum": "2s", "maxAttempts": {{(when == "once" ? 1 : 0)}} },
          "tunnel": { "hostName": "lac-{{name}}" }
        }
        """;

    private const string Switch = """
        {
          "listen": "0.0.0.0:1701", "node": { "name": "switch" }, "journal": "none", "tun": { "address": "10.96.0.254" },
          "lns": [ { "name": "all" } ],
          "targets": [
            {
              "name": "isp", "idleTimeout": "1s", "tunnel": { "retransmission": { "initial": "100ms", "minimum": "100ms", "retries": 3, "giveUpAfter": "1s" } },
              "lns": [
                { "address": "198.51.100.2", "preference": 1, "secretFile": "secret-a", "serverAuthId": "lns-a" },
                { "address": "203.0.113.2", "preference": 2 }
              ]
            },
            { "name": "self", "lns": [ { "address": "198.51.100.1" } ] },
            { "name": "circle", "lns": [ { "address": "203.0.113.2" } ] }
          ],
          "switching": [
            { "name": "mirror", "match": { "calledNumbers": "*-mirror" }, "target": "self" },
            { "name": "circle", "match": { "calledNumbers": "*-circle" }, "target": "circle" },
            { "name": "office", "match": { "calledNumbers": "0800-*", "hostNames": "lac-*", "peers": "192.0.2.0/24" }, "target": "isp" }
          ]
        }
        """;

    private const string BackToTheSwitch = """
        , "targets": [ { "name": "back", "lns": [ { "address": "203.0.113.1" } ] } ],
        "switching": [ { "name": "circle", "match": { "calledNumbers": "*-circle" }, "target": "back" } ]
        """;

    private static string Lns(string name, string network, string profile, string more) => $$"""
        {
          "listen": "0.0.0.0:1701", "node": { "name": "{{name}}" }, "journal": "none", "tun": { "address": "{{network}}.254" },
          "pools": { "pool": { "ranges": "{{network}}.1-{{network}}.9" } }, "secrets": { "chap": "users", "pap": "users" },
          "lns": [ { "name": "all", "pool": "pool"{{profile}} } ]{{more}}
        }
        """;
}
