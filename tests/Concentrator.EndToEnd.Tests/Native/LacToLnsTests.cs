using System.Text.Json;
using Concentrator.EndToEnd.Tests.Captures;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>Our LAC dials our LNS, in two network namespaces.</summary>
public sealed class LacToLnsTests(Pair pair) : IClassFixture<Pair>, IAsyncLifetime
{
    private const int PcapFileHeader = 24;
    private static readonly TimeSpan Limit = Dialing.Limit;

    /// <summary>Whatever a test before this one left behind, if it failed.</summary>
    public async Task InitializeAsync()
    {
        foreach (var dialer in (await pair.Lac.ListAsync("dialers")).Where(dialer => dialer.Text("state") != "down"))
            await pair.Lac.HangUpAsync(dialer.Text("name")!);
        await pair.Lns.ShowUntilAsync("tunnels", tunnels => tunnels.Items().All(tunnel => tunnel.Text("state") != "established"), Limit);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("ipv6", "plain")]
    [InlineData("secured", "secured")]
    public async Task Call_should_carry_traffic_both_ways(string dialer, string profile)
    {
        await pair.Lac.DialAsync(dialer);
        await pair.LacHost.PingAsync(dialer, Pair.TunAddress);

        var (tunnel, peerTunnel) = (await pair.Lac.TunnelAsync(dialer), await pair.Lns.TunnelAsync(profile));
        Assert.Equal((tunnel.Number("tunnelId"), tunnel.Number("peerTunnelId")), (peerTunnel.Number("peerTunnelId"), peerTunnel.Number("tunnelId")));
        var (session, peerSession) = (await pair.Lac.SessionAsync(dialer), await pair.Lns.SessionAsync(profile));
        Assert.Equal((session.Number("sessionId"), session.Number("peerSessionId")), (peerSession.Number("peerSessionId"), peerSession.Number("sessionId")));
        Assert.Equal(("alice", "alice", session.Text("address")), (session.Text("user"), peerSession.Text("user"), peerSession.Text("address")));

        var address = session.Text("address")!;
        await using var server = pair.LnsHost.Start("iperf3", ["--server", "--forceflush"]);
        await server.LineAsync("Server listening", Limit);
        foreach (var direction in new[] { "--no-delay", "--reverse" })
        {
            var report = await pair.LacHost.RunAsync(Limit, "iperf3", "--client", Pair.TunAddress, "--bind", address, "--bytes", "32M", "--json", direction);
            Assert.True(JsonDocument.Parse(report.OrFail()).RootElement.GetProperty("end").GetProperty("sum_received").Number("bytes") >= 1 << 20);
        }

        await pair.Lac.HangUpAsync(dialer);
        await pair.Lns.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
        await Until.True(async () => !(await pair.LacHost.IpAsync("link", "show")).Contains($" {dialer}"), Limit, $"the interface {dialer} to go");
    }

    [Fact]
    public async Task Both_ends_should_count_the_same_traffic()
    {
        await pair.Lac.DialAsync("quiet");
        (await pair.LacHost.RunAsync("ping", "-c", "20", "-i", "0.01", "-I", "quiet", Pair.TunAddress)).OrFail();

        await Until.True(
            async () =>
            {
                var (lac, lns) = (await pair.Lac.SessionAsync("quiet"), await pair.Lns.SessionAsync("quiet"));
                return lac.Number("txPackets") >= 20 && lac.Number("rxPackets") >= 20
                    && (lac.Number("txPackets"), lac.Number("txBytes")) == (lns.Number("rxPackets"), lns.Number("rxBytes"))
                    && (lac.Number("rxPackets"), lac.Number("rxBytes")) == (lns.Number("txPackets"), lns.Number("txBytes"));
            },
            Limit, "the two ends to agree on packets and octets");
        await pair.Lac.HangUpAsync("quiet");
    }

    [Fact]
    public async Task Tunnel_secret_should_be_proved_by_both_ends_and_hide_avps()
    {
        await using var capture = await Capture.StartAsync(pair.LnsHost, pair.LacHost.Name, "udp");
        await pair.Lac.DialAsync("secured");
        await pair.Lac.HangUpAsync("secured");
        await capture.SeesAsync("l2tp.avp.message_type == 4", Limit);

        var dissection = await capture.StopAsync();

        // From the SCCCN with its response on, ICRQ, ICRP, ICCN: hidden, and so without a type that tshark would name.
        foreach (var message in new[] { 3, 10, 11, 12 })
            Assert.NotEmpty(await dissection.FieldsAsync($"l2tp.avp.message_type == {message} && l2tp.avp.hidden == 1 && l2tp.avp.type == 36", "frame.number"));
        Assert.Empty(await dissection.MalformedAsync());
    }

    [Fact]
    public async Task Every_counter_should_be_explained()
    {
        var page = await File.ReadAllTextAsync(Checkout.Path("docs", "counters.md"));
        Assert.All((await pair.Lns.CountersAsync()).Keys, counter => Assert.Contains($"`{counter}`", page));
    }

    [Fact]
    public async Task Command_line_should_show_what_is_there()
    {
        await pair.Lac.DialAsync("plain");
        var address = (await pair.Lac.SessionAsync("plain")).Text("address")!;

        var tables = await Task.WhenAll(pair.Lns.AskAsync("show", "sessions"), pair.Lns.AskAsync("show", "sessions", "--json"), pair.Lac.AskAsync("show", "dialers"));

        Assert.All(tables, table => table.OrFail());
        Assert.Contains(address, tables[0].Output);
        Assert.Equal(address, JsonDocument.Parse(tables[1].Output).RootElement.Items().Single().Text("address"));
        Assert.Contains("connected", tables[2].Output);
        await pair.Lac.HangUpAsync("plain");
    }

    [Fact]
    public async Task Closed_tunnel_should_be_dialed_again()
    {
        await pair.Lac.DialAsync("plain");
        var closed = (await pair.Lns.TunnelAsync("plain")).Number("tunnelId");

        (await pair.Lns.AskAsync("tunnel", "close", $"{closed}", "--reason", "maintenance")).OrFail();

        await pair.Lac.ShowUntilAsync("history?last=1", history => history.Items().Any(), Limit);
        await pair.Lns.ShowUntilAsync(
            "history?last=10", history => history.Items().Any(entry => IsEnd(entry, "tunnel", closed) && (entry.Text("endedBy"), entry.Text("reason")) == ("local", "maintenance")), Limit);
        await pair.Lac.ShowUntilAsync(
            "history?last=10", history => history.Items().Any(entry => entry.Text("kind") == "tunnel" && (entry.Text("endedBy"), entry.Text("reason")) == ("peer", "maintenance")), Limit);
        await pair.Lac.IsUpAsync("plain");
        Assert.NotEqual(closed, (await pair.Lns.TunnelAsync("plain")).Number("tunnelId"));
        await pair.Lac.HangUpAsync("plain");
    }

    [Fact]
    public async Task Closed_session_should_be_placed_again_over_the_same_tunnel()
    {
        await pair.Lac.DialAsync("plain");
        var tunnel = (await pair.Lns.TunnelAsync("plain")).Number("tunnelId");
        var closed = (await pair.Lns.SessionAsync("plain")).Number("sessionId");

        (await pair.Lns.AskAsync("session", "close", $"{tunnel}/{closed}", "--reason", "out")).OrFail();

        await pair.Lns.ShowUntilAsync(
            "history?last=10", history => history.Items().Any(entry => IsEnd(entry, "session", tunnel) && entry.Number("sessionId") == closed && entry.Text("user") == "alice"), Limit);
        await pair.Lns.ShowUntilAsync(   // before that, the dialer may not know yet that it has lost one
            "sessions", sessions => sessions.Items().Any(session => session.Number("sessionId") != closed && session.Text("address") is not null), Limit);
        await pair.Lac.IsUpAsync("plain");
        await pair.LacHost.PingAsync("plain", Pair.TunAddress);
        Assert.Equal(tunnel, (await pair.Lns.TunnelAsync("plain")).Number("tunnelId"));
        await pair.Lac.HangUpAsync("plain");
    }

    [Fact]
    public async Task Dialer_should_obey_the_command_line()
    {
        (await pair.Lac.AskAsync("dial", "plain")).OrFail();
        await pair.Lac.IsUpAsync("plain");
        Assert.NotEqual(0, (await pair.Lac.AskAsync("dial", "plain")).ExitCode);

        (await pair.Lac.AskAsync("dial", "plain", "--hang-up")).OrFail();

        await pair.Lac.ShowUntilAsync("dialers", dialers => dialers.Items().Any(dialer => (dialer.Text("name"), dialer.Text("state")) == ("plain", "down")), Limit);
        await pair.Lns.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
        Assert.NotEqual(0, (await pair.Lac.AskAsync("dial", "nobody")).ExitCode);
    }

    [Fact]
    public async Task Duplicate_login_should_be_allowed_refused_or_replace_the_older()
    {
        foreach (var dialer in new[] { "allowed-1", "allowed-2", "refusing-1", "replacing-1" })
            await pair.Lac.DialAsync(dialer);
        var replaced = (await pair.Lns.SessionAsync("replacing")).Number("tunnelId");

        await pair.Lac.PostAsync("dialers/refusing-2/dial", "{}");
        await pair.Lac.PostAsync("dialers/replacing-2/dial", "{}");

        await pair.Lac.ShowUntilAsync("dialers", dialers => dialers.Items().Any(dialer => dialer.Text("name") == "refusing-2" && dialer.Text("lastError") is not null), Limit);
        await pair.Lns.ShowUntilAsync(
            "history?last=20", history => history.Items().Any(entry => IsEnd(entry, "session", replaced) && entry.Text("reason")!.Contains("again", StringComparison.Ordinal)), Limit);
        Assert.Equal(2, (await pair.Lns.ListAsync("sessions")).Count(session => session.Text("profile") == "plain" && session.Text("user") == "bob"));
        Assert.Single(await pair.Lns.ListAsync("sessions"), session => session.Text("profile") == "refusing" && session.Text("address") is not null);
        foreach (var dialer in new[] { "refusing-2", "replacing-1", "replacing-2", "allowed-1", "allowed-2", "refusing-1" })
            await pair.Lac.HangUpAsync(dialer);
    }

    [Fact]
    public async Task Reload_should_change_secrets_and_limits_and_name_what_it_cannot_change()
    {
        var changed = Pair.LnsFiles.ToDictionary(file => file.Key, file => file.Key == "users" ? "alice * looking-glass\nbob * builder\n" : "another");
        await pair.Lns.ReconfigureAsync(Pair.LnsConfiguration(sessionsPerTunnel: 1, udpDscp: 46), changed);
        try
        {
            await pair.Lns.LogLineAsync("configuration changed: limits", Limit);
            await pair.Lns.LogLineAsync("configuration changed: secrets", Limit);
            await pair.Lns.LogLineAsync("configuration not changed: udp", Limit);

            // The user's secret, the tunnel's, and the limit: bob's call is served, and the second over one tunnel is not.
            foreach (var dialer in new[] { "plain", "proving" })
            {
                await pair.Lac.PostAsync($"dialers/{dialer}/dial", "{}");
                await pair.Lac.ShowUntilAsync("dialers", dialers => dialers.Items().Any(item => item.Text("name") == dialer && item.Text("lastError") is not null), Limit);
                await pair.Lac.HangUpAsync(dialer);
            }

            await pair.Lac.DialAsync("allowed-1");
            await pair.Lac.HangUpAsync("allowed-1");
        }
        finally
        {
            await pair.Lns.ReconfigureAsync(Pair.LnsConfiguration(), Pair.LnsFiles);
        }

        await pair.Lac.DialAsync("two-calls");
        await pair.Lac.HangUpAsync("two-calls");
        await pair.Lac.DialAsync("secured");
        await pair.Lac.HangUpAsync("secured");
    }

    [Fact]
    public async Task Default_route_through_the_tunnel_should_leave_the_lns_outside()
    {
        var before = await pair.LacHost.IpAsync("route", "show");
        await pair.Lac.DialAsync("everything");

        Assert.Contains("dev everything", await pair.LacHost.IpAsync("route", "get", "203.0.113.1"));
        Assert.Contains($"dev {pair.LnsHost.Name}", await pair.LacHost.IpAsync("route", "get", Pair.FarLnsAddress));
        await pair.LacHost.PingAsync("everything", Pair.TunAddress);

        await pair.Lac.HangUpAsync("everything");
        await Until.True(async () => await pair.LacHost.IpAsync("route", "show") == before, Limit, $"the routes to be as they were:\n{before}");
    }

    [Fact]
    public async Task Trace_should_be_a_capture_file_of_the_whole_conversation()
    {
        await pair.Lac.DialAsync("plain");
        var file = Path.Combine(pair.Lns.StateDirectory, "trace.pcap");
        await using var trace = pair.Lns.StartCommand(
            "trace", "--tunnel", $"{(await pair.Lns.TunnelAsync("plain")).Number("tunnelId")}", "--data", "--pcap", file);
        await Until.True(
            () => trace.HasExited
                ? throw new InvalidOperationException($"The trace ended:\n{trace.Output}")
                : Task.FromResult(File.Exists(file) && new FileInfo(file).Length >= PcapFileHeader),
            Limit, "the trace's file header");

        await pair.LacHost.PingAsync("plain", Pair.TunAddress);
        await pair.Lac.HangUpAsync("plain");
        await Until.True(async () => (await Dissection.FieldsAsync(file, "l2tp.avp.message_type == 4", "frame.number")).Count > 0, Limit, "the StopCCN in the trace");
        trace.Signal(PosixSignalNumber.Int);

        Assert.Equal(0, await trace.ExitAsync(Limit));
        var dissection = new Dissection(file);
        Assert.Empty(await dissection.MalformedAsync());
        foreach (var expected in new[] { "icmp.type == 8", "icmp.type == 0", "ppp.protocol == 0xc021", "l2tp.avp.message_type == 14" })
            Assert.NotEmpty(await dissection.FieldsAsync(expected, "frame.number"));
    }

    [Fact]
    public async Task Payload_should_not_allocate()
    {
        await pair.Lac.DialAsync("quiet");
        await using var flood = pair.LacHost.Start("ping", ["-q", "-f", "-I", "quiet", Pair.TunAddress]);

        foreach (var (node, profile) in new[] { (pair.Lns, "quiet"), (pair.Lac, "quiet") })
        {
            var packets = (await node.SessionAsync(profile)).Number("rxPackets");
            await PacketsAsync(packets + 200);
            var before = (await node.CountersAsync())["loops.allocatedBytes"];
            await PacketsAsync(packets + 2200);
            // A control message may come in between, of which the loop makes a copy; 2,000 packets that allocated would make 48,000 octets at least.
            Assert.InRange((await node.CountersAsync())["loops.allocatedBytes"] - before, 0, 20_000);

            Task PacketsAsync(long count) =>
                node.ShowUntilAsync("sessions", sessions => sessions.Items().Single(session => session.Text("profile") == profile).Number("rxPackets") >= count, Limit);
        }

        await flood.DisposeAsync();
        await pair.Lac.HangUpAsync("quiet");
    }

    private static bool IsEnd(JsonElement entry, string kind, long tunnel) => entry.Text("kind") == kind && entry.Number("tunnelId") == tunnel;
}
