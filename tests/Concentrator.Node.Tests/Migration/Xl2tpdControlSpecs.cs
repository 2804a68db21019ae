using Concentrator.Actors.Dialers;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.Node.Tests.Migration;

/// <summary>The verbs of xl2tpd-control on a running node.</summary>
public sealed class Xl2tpdControlSpecs : IAsyncLifetime
{
    private readonly LiveConfiguration _node = new();

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    private DialerProfile Dialer(string name) => Assert.Single(_node.Runtime.Configuration.Dialers, dialer => dialer.Name == name);

    [Fact]
    public async Task Lac_should_be_added_to_the_running_node()
    {
        var (code, output, error) = await _node.ControlAsync("add-lac", "vpn", "lns=vpn.example:1702", "tunnel", "rws=8", "redial timeout=7", "redial=yes", "autodial", "=", "yes");

        Assert.Equal((0, "", ""), (code, output, error));
        Assert.Equal(new LnsAddress("vpn.example", 1702), Assert.Single(Dialer("vpn").Lns));
        Assert.Equal((8, TimeSpan.FromSeconds(7), true), (Dialer("vpn").Tunnel.ReceiveWindow, Dialer("vpn").Redial.Initial, Dialer("vpn").Auto));
        Assert.Contains((await _node.ToldAsync()).OfType<DialerCommands.Configure>(), change => change.Changes.Added.Contains("vpn"));
    }

    [Fact]
    public async Task Options_should_go_to_those_that_are_there()
    {
        await _node.ControlAsync("add-lns", "branch", "ip range=10.8.0.2-10.8.0.9", "local ip=10.8.0.1", "lac=192.0.2.7");
        await _node.ControlAsync("add-lns", "branch", "ip range=10.8.0.20", "hostname=lns.example");

        var profile = _node.Runtime.Configuration.Lns[0];
        Assert.Equal(("branch", "lns.example", "branch"), (profile.Name, profile.Tunnel.HostName, profile.Pool));
        Assert.Equal(9, _node.Runtime.Configuration.Pool("branch")!.Ranges.Size);
        // The catch-all of the file comes after it.
        Assert.Equal("branch", _node.Runtime.Configuration.ProfileFor(new UdpPath(Endpoint.FromIpv4(1, 1701), Endpoint.FromIpv4(0xc0000207, 1701)), "any")!.Name);
        Assert.Equal("main", _node.Runtime.Configuration.ProfileFor(new UdpPath(Endpoint.FromIpv4(1, 1701), Endpoint.FromIpv4(0xc0000208, 1701)), "any")!.Name);
    }

    [Fact]
    public async Task What_was_added_should_outlast_a_reload_and_go_when_it_is_removed()
    {
        await _node.ControlAsync("add-lac", "vpn", "lns=vpn.example");
        Assert.Empty((await _node.ReloadAsync()).Errors);
        Assert.NotNull(Dialer("vpn"));

        Assert.Equal(0, (await _node.ControlAsync("remove-lac", "vpn")).Code);
        Assert.DoesNotContain(_node.Runtime.Configuration.Dialers, dialer => dialer.Name == "vpn");
        Assert.Equal((1, "01 No such tunnel 'vpn'\n"), await CodeAndError("remove-lac", "vpn"));
    }

    [Fact]
    public async Task File_that_changes_should_win_over_what_was_added()
    {
        await _node.ControlAsync("add-lac", "vpn", "lns=vpn.example");
        await _node.ControlAsync("add-lac", "other", "lns=other.example");
        _node.Write("""{ "tun": { "address": "10.0.0.1" }, "dialers": [{ "name": "vpn", "lns": "192.0.2.77" }] }""");

        Assert.Empty((await _node.ReloadAsync()).Errors);

        Assert.Equal("192.0.2.77", Dialer("vpn").Lns[0].Host);
        Assert.Equal("other.example", Dialer("other").Lns[0].Host);
    }

    [Theory]
    [InlineData(3, "no option", "add-lac", "vpn", "lns=192.0.2.1", "ip range=10.0.0.1")]
    [InlineData(3, "nobody to call", "add-lac", "vpn", "autodial=yes")]
    [InlineData(3, "no \"=\"", "add-lac", "vpn", "lns")]
    [InlineData(3, "lac.vpn: dialers[0].tunnel.challenge: needs a secret", "add-lac", "vpn", "lns=192.0.2.1", "challenge=yes")]
    [InlineData(3, "is there already", "add-lac", "fixed", "lns=192.0.2.1")]
    [InlineData(1, "stands in the configuration file", "remove-lac", "fixed")]
    [InlineData(1, "stands in the configuration file", "remove-lns", "main")]
    [InlineData(1, "No such tunnel 'nothing'", "connect-lac", "nothing")]
    [InlineData(1, "Session 'fixed' not up", "disconnect-lac", "fixed")]
    [InlineData(-1, "tunnel configuration expected", "add-lns", "x")]
    [InlineData(-1, "tunnel name not specified", "status-lns")]
    [InlineData(-1, "tunnel name shouldn't include spaces", "status-lns", "a b")]
    [InlineData(-1, "no such command dance", "dance", "vpn")]
    [InlineData(-1, "command not specified")]
    public async Task What_cannot_be_done_should_be_told_with_the_code_of_xl2tpd(int code, string text, params string[] arguments)
    {
        var (actual, error) = await CodeAndError(arguments);
        Assert.Equal(code, actual);
        Assert.Contains(text, error);
        Assert.Single(_node.Runtime.Configuration.Dialers);
    }

    [Fact]
    public async Task What_cannot_be_carried_over_should_be_told()
    {
        var (code, error) = await CodeAndError("add-lac", "vpn", "lns=192.0.2.1", "length bit=yes");
        Assert.Equal(0, code);
        Assert.StartsWith("vpn:2: length bit = yes: not carried over", error);
    }

    [Fact]
    public async Task Connect_should_dial_as_the_user_that_is_named()
    {
        Assert.Equal(0, (await _node.ControlAsync("connect-lac", "fixed", "ann", "hers")).Code);
        var dial = Assert.Single((await _node.ToldAsync()).OfType<OperationsCommands.Dial>());
        Assert.Equal(("fixed", false, "ann", "hers"), (dial.Dialer, dial.HangUp, dial.Login!.User, dial.Login.Password!.Value.Text));
        Assert.DoesNotContain("hers", dial.ToString());
    }

    [Fact]
    public async Task Disconnect_should_hang_up_or_close_the_tunnel_of_that_id()
    {
        _node.Up.Add("fixed");
        Assert.Equal(0, (await _node.ControlAsync("disconnect-lac", "fixed")).Code);
        Assert.Contains(new OperationsCommands.Dial("fixed", HangUp: true), await _node.ToldAsync());
        Assert.Equal(0, (await _node.ControlAsync("disconnect-lac", "4711")).Code);
        Assert.Contains((await _node.ToldAsync()).OfType<OperationsCommands.CloseTunnel>(), close => close.TunnelId == 4711);
    }

    [Fact]
    public async Task Status_of_an_lns_should_be_in_the_words_of_xl2tpd()
    {
        Serve("main");
        var (code, output, _) = await _node.ControlAsync("status-lns", "main");
        Assert.Equal(0, code);
        Assert.Equal("""
            00 OK
            00 STATUS tunnels.0.id=4711
            00 STATUS tunnels.0.peer=192.0.2.17:1701
            00 STATUS tunnels.0.calls.0.id=3
            00 STATUS tunnels.0.calls.0.tx_bytes=812
            00 STATUS tunnels.0.calls.0.rx_bytes=5000000000
            00 STATUS tunnels.0.calls.0.tx_pkts=999
            00 STATUS tunnels.0.calls.0.rx_pkts=1234
            00 STATUS tunnels.0.calls.count=1
            00 STATUS tunnels.count=1

            """, output);
        Assert.Equal((1, "01 Error: Could not find lns\n"), await CodeAndOutput("status-lns", "fixed"));
    }

    [Fact]
    public async Task Status_of_a_lac_should_be_an_answer()
    {
        _node.Up.Add("fixed");
        Assert.Equal((0, "00 OK\n00 STATUS lac.state=connected\n00 STATUS lac.lns=192.0.2.9:1701\n00 STATUS lac.attempts=0\n00 STATUS lac.error=\n00 STATUS tunnels.count=0\n"),
            await CodeAndOutput("status", "fixed"));
        Assert.Equal((1, "01 No such tunnel 'main'\n"), await CodeAndOutput("status-lac", "main"));
    }

    [Fact]
    public async Task Available_should_list_all_there_is()
    {
        Serve("main");
        await _node.ControlAsync("add-lac", "vpn", "lns=vpn.example");
        Assert.Equal((0, """
            00 OK
            00 AVAILABLE lns.0.name=main
            00 AVAILABLE lns.count=1
            00 AVAILABLE lac.0.name=vpn
            00 AVAILABLE lac.1.name=fixed
            00 AVAILABLE lac.count=2
            00 AVAILABLE tunnel id 9, ourtid 4711 has 1 calls
            00 AVAILABLE tunnels count=1
            00 AVAILABLE calls count=1

            """), await CodeAndOutput("available"));
    }

    [Fact]
    public async Task Tunnels_of_an_lns_should_go_with_it()
    {
        await _node.ControlAsync("add-lns", "branch", "local ip=10.8.0.1", "lac=192.0.2.7");
        Serve("branch");
        Assert.Equal((0, "00 OK\n"), await CodeAndOutput("-d", "remove-lns", "branch"));
        Assert.Contains((await _node.ToldAsync()).OfType<OperationsCommands.CloseTunnel>(), close => close.TunnelId == 4711);
        Assert.Equal("main", Assert.Single(_node.Runtime.Configuration.Lns).Name);
    }

    [Fact]
    public async Task Password_of_an_options_file_should_be_known_to_the_node_alone()
    {
        var options = Path.GetTempFileName();
        await File.WriteAllTextAsync(options, "name bob\npassword his\n");
        Assert.Equal((0, ""), await CodeAndError("add-lac", "vpn", "lns=192.0.2.1", $"pppoptfile={options}"));
        File.Delete(options);
        Assert.Equal(("bob", "his"), (Dialer("vpn").User, Dialer("vpn").Password!.Value.Text));
    }

    [Fact]
    public async Task Node_that_does_not_run_should_be_said()
    {
        var (code, _, error) = await LiveConfiguration.RunAsync("xl2tpd-control", "-c", "/nowhere/control.sock", "available");
        Assert.Equal((-1, "xl2tpd-control: no node is running on /nowhere/control.sock\n"), (code, error));
    }

    [Fact]
    public async Task Addition_that_is_wrong_should_be_told_with_its_own_places()
    {
        Assert.Equal(
            ["x: lns[0].sessionLimit: \"many\" is not a whole number"], (await _node.PutAsync("x", """{ "lns": [{ "name": "y", "sessionLimit": "many" }] }""")).Errors);
        Assert.Equal(
            ["x: lns[1].pool: no pool named \"gone\""], (await _node.PutAsync("x", """{ "lns": [{ "name": "y" }, { "name": "z", "pool": "gone" }] }""")).Errors);
        Assert.Equal(["lns[0].name: \"main\" is there already"], (await _node.PutAsync("x", """{ "lns": [{ "name": "main" }] }""")).Errors);
        Assert.Equal(["x: pools.main: is there already"], (await _node.PutAsync("x", """{ "pools": { "main": { "ranges": "10.9.0.0/24" } } }""")).Errors);
        Assert.StartsWith("x: is not JSON", Assert.Single((await _node.PutAsync("x", "{")).Errors));
        Assert.Single(_node.Runtime.Configuration.Lns);
    }

    private void Serve(string profile)
    {
        _node.Tunnels.Add(new TunnelStatus(
            4711, 9, "established", "LNS", profile, "192.0.2.17:1701", "192.0.2.1:1701", "lac-1", "xelerance.com", 1, 12, 9, 4, 3.5, 1, 0, 5, 23.42, 1000, 60));
        _node.Sessions.Add(new SessionStatus(
            4711, 3, 5, "established, network", "embedded", profile, "ann", "10.0.0.2", "192.0.2.17:1701", null, null, "l2tp0", 1400, "chap-md5", null, 1234, 5_000_000_000, 999, 812, 61));
    }

    private async Task<(int, string)> CodeAndError(params string[] arguments) => await _node.ControlAsync(arguments) is var (code, _, error) ? (code, error) : default;

    private async Task<(int, string)> CodeAndOutput(params string[] arguments) => await _node.ControlAsync(arguments) is var (code, output, _) ? (code, output) : default;
}
