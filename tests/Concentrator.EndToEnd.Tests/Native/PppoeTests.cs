using Concentrator.EndToEnd.Tests.Peers;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>Our PPPoE client, our LAC and our LNS, each in a network namespace.</summary>
public sealed class PppoeTests(AccessNetwork network) : IClassFixture<AccessNetwork>, IAsyncLifetime
{
    private static readonly TimeSpan Limit = Dialing.Limit;

    /// <summary>Whatever a test before this one left behind, if it failed.</summary>
    public async Task InitializeAsync()
    {
        foreach (var session in await network.Lns.ListAsync("sessions"))
            await network.Lns.PostAsync($"sessions/{session.Number("tunnelId")}/{session.Number("sessionId")}/close", "{}");
        await NothingIsLeftAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Session_should_become_a_call_of_the_LNS_and_carry_traffic()
    {
        await using var client = await network.ClientAsync(AccessNetwork.Passing);
        var pads = await client.DiscoverAsync("gold", Limit, new AccessLine("node 1/1", "alice's", 1_000_000, 16_000_000).ToTag());
        Assert.Equal("gold", pads.Find(PppoeTagType.ServiceName)?.Text);
        Assert.Contains(client.Received, packet => packet.Code is PppoeCode.Pado && packet.Find(PppoeTagType.AcName)?.Text == "access");
        client.Dial();
        var address = await client.Up.WaitAsync(Limit);
        await network.Hosts[AccessNetwork.Passing].PingAsync(client.Interface, AccessNetwork.TunAddress);

        var session = await network.Lns.SessionAsync("plain");
        Assert.Equal(
            ("alice", address.ToString(), client.Address.ToString(), "gold"),
            (session.Text("user"), session.Text("address"), session.Text("callingNumber"), session.Text("calledNumber")));
        var shown = Assert.Single(await network.Lac.ListAsync("pppoe"));
        Assert.Equal(
            (AccessNetwork.Passing, client.Session.Value, "established", "node 1/1", "alice's", "plain"),
            (shown.Text("interface"), shown.Number("pppoeSessionId"), shown.Text("state"), shown.Text("circuitId"), shown.Text("remoteId"), shown.Text("target")));
        Assert.Equal(session.Number("peerSessionId"), shown.Number("sessionId"));

        // RFC 3437: the LNS knows what PPPoE can carry, and asks for nothing else.
        Assert.Contains("mru 1492", session.GetProperty("call").GetProperty("details").GetProperty("LCP Allow Options").GetString());
        var asked = client.Heard.Where(packet => packet.StartsWith("LCP Configure-Request", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, packet => packet.Contains("acfc", StringComparison.Ordinal) || packet.Contains("pfc", StringComparison.Ordinal));

        await client.HangUpAndSeePadtAsync(Limit);
        await NothingIsLeftAsync();
        var end = await network.Lac.EndAsync("pppoe", end => end.Number("sessionId") == client.Session.Value);
        Assert.Equal((AccessNetwork.Passing, client.Address.ToString(), "plain"), (end.Text("profile"), end.Text("peer"), end.Text("target")));
    }

    [Fact]
    public async Task Padt_should_become_a_cdn()
    {
        await using var client = await ConnectedAsync();
        var session = (await network.Lns.SessionAsync("plain")).Number("sessionId");
        client.SendPadt();
        await NothingIsLeftAsync();
        var end = await network.Lns.EndAsync("session", end => end.Number("sessionId") == session);
        Assert.Equal("peer", end.Text("endedBy"));
        Assert.StartsWith($"{(int)CdnResult.LossOfCarrier}", end.Text("result"));
        Assert.False(client.Terminated.IsCompleted); // a PADT is not answered
    }

    [Fact]
    public async Task Cdn_should_become_a_padt()
    {
        await using var client = await ConnectedAsync();
        var session = await network.Lns.SessionAsync("plain");
        await network.Lns.PostAsync($"sessions/{session.Number("tunnelId")}/{session.Number("sessionId")}/close", "{}");
        Assert.Equal(client.Session, (await client.Terminated.WaitAsync(Limit)).Session);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Host_that_proved_itself_to_the_LAC_should_not_negotiate_lcp_with_the_LNS()
    {
        await using var client = await network.ClientAsync(AccessNetwork.Proving, "alice@example.net");
        await client.DiscoverAsync("", Limit);
        client.Dial();
        await client.Up.WaitAsync(Limit);
        await network.Hosts[AccessNetwork.Proving].PingAsync(client.Interface, AccessNetwork.TunAddress);

        var heard = client.Heard.ToArray();
        var challenge = Array.FindIndex(heard, packet => packet.StartsWith("CHAP Challenge", StringComparison.Ordinal));
        Assert.True(challenge >= 0, string.Join('\n', heard));
        Assert.DoesNotContain(heard[challenge..], packet => packet.Contains("LCP Configure-Request", StringComparison.Ordinal));
        Assert.Single(heard, packet => packet.StartsWith("CHAP Challenge", StringComparison.Ordinal));
        Assert.Single(heard, packet => packet.StartsWith("CHAP Success", StringComparison.Ordinal));
        Assert.Equal("alice@example.net", (await network.Lns.SessionAsync("plain")).Text("user"));
        Assert.Equal("alice@example.net", Assert.Single(await network.Lac.ListAsync("pppoe")).Text("user"));
        await client.HangUpAndSeePadtAsync(Limit);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("alice@other.net")] // no target for this realm
    [InlineData("alice")]
    public async Task Host_without_a_target_should_be_sent_away(string user)
    {
        await using var client = await network.ClientAsync(AccessNetwork.Proving, user);
        await client.DiscoverAsync("", Limit);
        client.Dial();
        Assert.NotNull((await client.Terminated.WaitAsync(Limit)).Find(PppoeTagType.GenericError));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Host_that_the_LNS_does_not_know_should_hear_so_from_the_LNS()
    {
        await using var client = await network.ClientAsync(AccessNetwork.Proving, "mallory@example.net");
        await client.DiscoverAsync("", Limit);
        client.Dial();
        await client.Terminated.WaitAsync(Limit);
        Assert.Contains(client.Heard, packet => packet.StartsWith("CHAP Failure", StringComparison.Ordinal));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Packets_of_1500_octets_should_pass_by_ppp_max_payload()
    {
        await using var client = await network.ClientAsync(AccessNetwork.Passing, mru: 1500);
        var pads = await client.DiscoverAsync("large", Limit, PppoeTag.Of(PppoeTagType.PppMaxPayload, 1500));
        Assert.Equal((ushort)1500, pads.Find(PppoeTagType.PppMaxPayload)?.Number);
        client.Dial();
        await client.Up.WaitAsync(Limit);
        Assert.Contains("mtu 1500", await network.Hosts[AccessNetwork.Passing].IpAsync("link", "show", client.Interface));
        // 1500 octets with IP and ICMP headers, and not to be fragmented.
        (await network.Hosts[AccessNetwork.Passing].RunAsync(
            "ping", "-c", "3", "-i", "0.2", "-M", "do", "-s", "1472", "-w", "60", "-I", client.Interface, AccessNetwork.TunAddress)).OrFail();
        Assert.Equal(1500, Assert.Single(await network.Lac.ListAsync("pppoe")).Number("maxPayload"));
        await client.HangUpAndSeePadtAsync(Limit);
    }

    [Fact]
    public async Task LNS_that_does_not_answer_should_be_told_by_padt()
    {
        await using var client = await network.ClientAsync(AccessNetwork.Passing);
        await client.DiscoverAsync("nobody", Limit);
        Assert.NotNull((await client.Terminated.WaitAsync(Limit)).Find(PppoeTagType.GenericError));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Floods_should_leave_nothing_behind()
    {
        const int packets = 3000;
        await using var client = await network.ClientAsync(AccessNetwork.Passing);
        await client.DiscoverAsync("gold", Limit);
        var concentrator = client.Concentrator;
        client.SendPadt();
        await NothingIsLeftAsync();

        var before = await network.Lac.CountersAsync();
        PppoeTag any = PppoeTag.Of(PppoeTagType.ServiceName, "");
        for (var n = 0; n < packets; n++)
        {
            client.Send(new DiscoveryPacket(PppoeCode.Padi, PppoeSessionId.None, [any]), MacAddress.Broadcast);
            client.Send(new DiscoveryPacket(PppoeCode.Padr, PppoeSessionId.None, [any, new PppoeTag(PppoeTagType.AcCookie, [.. new byte[17]])]), concentrator);
            client.Send(new DiscoveryPacket(PppoeCode.Padt, new PppoeSessionId((ushort)(n + 1)), []), concentrator);
        }

        await network.Lac.ShowUntilAsync(
            "node",
            node =>
            {
                var counters = node.GetProperty("counters");
                long Grown(string name) => counters.Number(name) - before[name];
                return Grown("pppoe.discovery") == 3 * packets && Grown("dropped.pppoeBadCookie") == packets && Grown("dropped.pppoeUnknownSession") == packets;
            },
            Limit);
        Assert.Empty(await network.Lac.ListAsync("pppoe"));
        Assert.Equal(before["dropped.pppoeQueueFull"], (await network.Lac.CountersAsync())["dropped.pppoeQueueFull"]);
        await using var other = await ConnectedAsync("ppp1");
    }

    private async Task<PppoeClient> ConnectedAsync(string tun = "ppp0")
    {
        var client = await network.ClientAsync(AccessNetwork.Passing, tun: tun);
        await client.DiscoverAsync("gold", Limit);
        client.Dial();
        await client.Up.WaitAsync(Limit);
        await network.Hosts[AccessNetwork.Passing].PingAsync(client.Interface, AccessNetwork.TunAddress);
        return client;
    }

    private async Task NothingIsLeftAsync()
    {
        await network.Lac.ShowUntilAsync("pppoe", sessions => !sessions.Items().Any(), Limit);
        await network.Lac.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
        await network.Lns.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);
    }
}
