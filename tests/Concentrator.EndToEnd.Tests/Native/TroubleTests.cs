using System.Net;
using System.Text.Json;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Peers;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>Peers that die, links that break, networks that lose, reorder and rewrite.</summary>
public sealed class TroubleTests : LabFixture
{
    private const string Inner = "198.51.100.1";

    private static readonly TimeSpan Limit = Dialing.Limit;

    private NamespaceHost _lacHost = null!;
    private NamespaceHost _lnsHost = null!;
    private NamespaceHost _nat = null!;

    protected override async Task StartAsync()
    {
        (_lacHost, _lnsHost) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        _nat = await Lab.AddHostAsync("nat");
        await NamespaceLab.ConnectAsync(_lacHost, "198.51.100.2/24", _nat, $"{Inner}/24");
        await NamespaceLab.ConnectAsync(_lnsHost, "203.0.113.1/24", _nat, "203.0.113.2/24");
    }

    [Fact]
    public async Task Peer_that_was_killed_should_be_noticed_and_dialed_again_when_it_is_back()
    {
        await using var lns = await StartLnsAsync();
        var lac = await StartLacAsync();
        try
        {
            await lac.DialAsync("hasty");
            lac.Signal(PosixSignalNumber.Kill);
            await lns.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
            Assert.Equal("lost", (await lns.EndAsync("tunnel", _ => true)).Text("endedBy"));
        }
        finally
        {
            await lac.DisposeAsync();
        }

        await using var again = await StartLacAsync();
        await again.DialAsync("hasty");
        lns.Signal(PosixSignalNumber.Kill);
        await again.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
        await using var successor = await StartLnsAsync();
        await again.IsUpAsync("hasty");
        await _lacHost.PingAsync("hasty", "10.99.0.1");
    }

    [Fact]
    public async Task Link_that_is_healed_in_time_should_cost_no_session()
    {
        await using var lns = await StartLnsAsync();
        await using var lac = await StartLacAsync();
        await lac.DialAsync("patient");
        var tunnel = (await lns.TunnelAsync("patient")).Number("tunnelId");

        await _lacHost.IpAsync("link", "set", _lnsHost.Name, "down");
        await lns.ShowUntilAsync("tunnels", tunnels => tunnels.Items().Single().Number("unacknowledged") > 0 && tunnels.Items().Single().Number("retransmissions") > 0, Limit);
        await _lacHost.IpAsync("link", "set", _lnsHost.Name, "up");

        await lns.ShowUntilAsync("tunnels", tunnels => tunnels.Items().Single().Number("unacknowledged") == 0, Limit);
        await _lacHost.PingAsync("patient", "10.99.0.1");
        Assert.Equal(tunnel, (await lns.TunnelAsync("patient")).Number("tunnelId"));
    }

    [Fact]
    public async Task Call_should_come_up_and_carry_traffic_through_loss_and_reordering()
    {
        await using var lns = await StartLnsAsync();
        await using var lac = await StartLacAsync();
        using var relay = await StartRelayAsync();
        (relay.Loss, relay.Reordering) = (0.2, 0.2);

        await lac.DialAsync("relayed");

        await _lacHost.PingAsync("relayed", "10.99.0.1");
        await lac.HangUpAsync("relayed");
        await lns.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
    }

    [Fact]
    public async Task Order_of_data_messages_should_be_restored_on_a_path_that_loses_and_reorders()
    {
        await using var lns = await StartLnsAsync();
        await using var lac = await StartLacAsync();
        using var relay = await StartRelayAsync();
        await lac.DialAsync("ordered");
        (relay.Loss, relay.Reordering) = (0.02, 0.1);

        // Of a server that writes JSON nothing is heard before its end.
        await using var server = _lnsHost.Start("iperf3", ["--server", "--one-off", "--json"]);
        await Until.True(async () => (await _lnsHost.RunAsync("ss", "-Hltn", "sport = :5201")).OrFail().Length > 0, Limit, "iperf3 to listen");
        var address = (await lac.SessionAsync("ordered")).Text("address")!;
        // Slow enough for the relay, whose socket holds little while this process is busy with something else.
        var client = await _lacHost.RunAsync(
            Limit, "iperf3", "--client", "10.99.0.1", "--bind", address, "--udp", "--bitrate", "500K", "--length", "500", "--time", "5", "--json", "--get-server-output");
        (relay.Loss, relay.Reordering) = (0, 0);

        var stream = JsonDocument.Parse(client.OrFail()).RootElement.GetProperty("server_output_json").GetProperty("end").GetProperty("streams")[0].GetProperty("udp");
        var sequencing = (await lns.SessionAsync("ordered")).GetProperty("sequencing");
        var drops = string.Join(", ", (await lns.CountersAsync()).Where(counter => counter.Key.StartsWith("dropped.", StringComparison.Ordinal) && counter.Value > 0));
        Assert.Equal(0, stream.Number("out_of_order"));
        Assert.True(
            stream.Number("packets") > 100 && stream.Number("lost_packets") < stream.Number("packets") / 10, $"{stream} {sequencing} {drops}");
        Assert.True(sequencing.GetProperty("sent").GetBoolean());
        Assert.True(sequencing.Number("restored") > 0 && sequencing.Number("lost") > 0, sequencing.ToString());

        (await lns.AskAsync("session", "sequencing", $"{(await lns.SessionAsync("ordered")).Number("tunnelId")}/{(await lns.SessionAsync("ordered")).Number("sessionId")}", "off")).OrFail();
        await _lacHost.PingAsync("ordered", "10.99.0.1");
        await lac.ShowUntilAsync("sessions", sessions => !sessions.Items().Single().GetProperty("sequencing").GetProperty("sent").GetBoolean(), Limit);
    }

    [Fact]
    public async Task Peer_that_moves_should_be_followed_only_if_its_profile_says_so()
    {
        await using var lns = await StartLnsAsync();
        await using var lac = await StartLacAsync();
        using var relay = await StartRelayAsync();
        await lac.DialAsync("mobile");
        await relay.RebindAsync();
        await lns.ShowUntilAsync("tunnels", tunnels => tunnels.Items().Any(tunnel => tunnel.Text("peer") == $"203.0.113.2:{relay.OuterPort}"), Limit);
        await _lacHost.PingAsync("mobile", "10.99.0.1");
        await lac.HangUpAsync("mobile");

        await lac.DialAsync("relayed");
        var (pinned, wrong) = ((await lns.TunnelAsync("hasty")).Text("peer"), (await lns.CountersAsync())["dropped.wrongPeer"]);
        await relay.RebindAsync();
        await lns.ShowUntilAsync("node", node => node.GetProperty("counters").Number("dropped.wrongPeer") > wrong, Limit);
        Assert.DoesNotContain(await lns.ListAsync("tunnels"), tunnel => tunnel.Text("profile") == "hasty" && tunnel.Text("peer") != pinned);
    }

    [Fact]
    public async Task Our_lac_should_get_through_to_l2tpns()
    {
        await using var lab = new NamespaceLab();
        var (lacHost, lnsHost) = await lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");
        using var radius = await AcceptAllRadius.StartAsync(lnsHost, L2tpns.RadiusSecret);
        await using var l2tpns = await L2tpns.StartAsync(lnsHost);
        await using var lac = await ConcentratorProcess.StartAsync(lacHost, LacConfiguration, files: LacFiles);

        await lac.DialAsync("l2tpns");

        await lacHost.PingAsync("l2tpns", "10.8.0.1");
        Assert.StartsWith("10.9.0.", (await lac.SessionAsync("l2tpns")).Text("address"));
        await lac.HangUpAsync("l2tpns");
    }

    private Task<ConcentratorProcess> StartLnsAsync() => ConcentratorProcess.StartAsync(_lnsHost, LnsConfiguration);

    private Task<ConcentratorProcess> StartLacAsync() => ConcentratorProcess.StartAsync(_lacHost, LacConfiguration, files: LacFiles);

    private Task<LossyRelay> StartRelayAsync() =>
        LossyRelay.StartAsync(_nat, IPAddress.Parse(Inner), IPAddress.Parse("203.0.113.2"), IPAddress.Parse("203.0.113.1"));

    private static readonly Dictionary<string, string> LacFiles = new() { ["password"] = "lab", ["l2tpns-secret"] = L2tpns.TunnelSecret };

    /// <summary>Retries end soon after giveUpAfter; the first comes after 200 ms.</summary>
    private const string Hasty = """ "hello": 1, "retransmission": { "initial": "300ms", "retries": 3, "giveUpAfter": 4 } """;

    private const string Mobile = """ "hello": 1, "followNatRebinding": true """;

    /// <summary>A frame that is lost is not missed for long.</summary>
    private const string Ppp = """ "ppp": { "restartTimer": "300ms", "maxConfigure": 50 } """;

    private static readonly string LnsConfiguration = $$"""
        {
          "journal": "none",
          "tun": { "address": "10.99.0.1" },
          "pools": { "pool": { "ranges": "10.99.0.0/24" } },
          "users": [{ "name": "*", "password": "lab", "lab": true }],
          "lns": [
            { "name": "patient", "match": { "hostNames": "patient" }, "pool": "pool", "tunnel": { "hello": 1 } },
            { "name": "mobile", "match": { "hostNames": "mobile" }, "pool": "pool", "tunnel": { {{Mobile}} } },
            { "name": "ordered", "match": { "hostNames": "ordered" }, "pool": "pool", "tunnel": { "data": { "sequencing": "always", "reorderTimeout": "500ms" } } },
            { "name": "hasty", "pool": "pool", "tunnel": { {{Hasty}} }, {{Ppp}} }
          ]
        }
        """;

    private static readonly string LacConfiguration = $$"""
        {
          "journal": "none",
          "dialers": [
            {{Dialer("hasty", "192.0.2.1", $$""" "hostName": "hasty", {{Hasty}} """)}},
            {{Dialer("patient", "192.0.2.1", """ "hostName": "patient", "hello": 1 """)}},
            {{Dialer("mobile", Inner, $$""" "hostName": "mobile", {{Mobile}} """)}},
            {{Dialer("ordered", Inner, """ "hostName": "ordered", "data": { "reorderTimeout": "500ms" } """)}},
            {{Dialer("relayed", Inner, """ "hostName": "relayed", "hello": 1 """)}},
            {{Dialer("l2tpns", "192.0.2.1", """ "secretFile": "l2tpns-secret", "challenge": true """)}}
          ]
        }
        """;

    private static string Dialer(string name, string lns, string tunnel) => $$"""
        {
          "name": "{{name}}", "lns": "{{lns}}", "auto": false, "user": "{{name}}", "passwordFile": "password",
          "redial": { "initial": "200ms", "maximum": "2s" }, "tunnel": { {{tunnel}} }, {{Ppp}}
        }
        """;
}
