using Concentrator.EndToEnd.Tests.Captures;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Node;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>
/// Two LNSs of ours have a LAC of ours dial, over tunnels that they open to it: the head office serves PPP, the branch is its client. The LAC's two lines
/// are the terminals of programs that pass everything on to each other, as a telephone network would, so PPP runs from LNS to LNS through two tunnels, two
/// lines and their framing. The host's kernel needs no PPP for that.
/// </summary>
public sealed class OutgoingCallTests : LabFixture
{
    private const string TunAddress = "10.99.0.1";
    private static readonly TimeSpan Limit = Dialing.Limit;

    private readonly string _exchange = Directory.CreateTempSubdirectory("exchange").FullName;
    private NamespaceHost _lacHost = null!, _officeHost = null!, _branchHost = null!;
    private ConcentratorProcess _lac = null!, _office = null!, _branch = null!;

    protected override async Task StartAsync()
    {
        (_lacHost, _officeHost) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "office", "192.0.2.1/24");
        _branchHost = await Lab.AddHostAsync("branch");
        await NamespaceLab.ConnectAsync(_lacHost, "198.51.100.2/24", _branchHost, "198.51.100.1/24");
        foreach (var direction in new[] { "there", "back" })
            (await Command.RunAsync("mkfifo", Path.Combine(_exchange, direction))).OrFail();
        _lac = await ConcentratorProcess.StartAsync(_lacHost, LacConfiguration);
        _office = await ConcentratorProcess.StartAsync(_officeHost, OfficeConfiguration);
        _branch = await ConcentratorProcess.StartAsync(_branchHost, BranchConfiguration, files: new Dictionary<string, string> { ["password"] = "wonderland" });
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_exchange, recursive: true);
    }

    [Fact]
    public async Task Lac_should_dial_for_two_lnss_and_carry_their_ppp_from_line_to_line()
    {
        await using var capture = await Capture.StartAsync(_officeHost, _lacHost.Name, "udp");
        await _office.PostAsync("dialers/branches/dial", """{ "hangUp": false }""");
        await _branch.DialAsync("uplink");

        (await _branchHost.RunAsync("ping", "-c", "50", "-i", "0.01", "-s", "1300", "-I", "uplink", TunAddress)).OrFail();

        var (served, own) = (await _office.SessionAsync("subscribers"), await _branch.SessionAsync("uplink"));
        Assert.Equal(("alice", own.Text("address"), "100"), (served.Text("user"), served.Text("address"), served.Text("calledNumber")));
        var (left, right) = (await _lac.SessionAsync("left"), await _lac.SessionAsync("right"));
        Assert.Equal(("line", "established, up", "100"), (left.Text("engine"), left.Text("state"), left.Text("calledNumber")));
        Assert.Equal((33_600, 115_200), (left.GetProperty("call").Number("txSpeed"), right.GetProperty("call").Number("txSpeed")));
        Assert.Equal(33_600, served.GetProperty("call").Number("txSpeed"));
        // What the branch's PPP asked for was told to the LAC by SLI, and every frame came through whole.
        Assert.Equal(0, (await _lac.CountersAsync())["dropped.ptyBadFcs"]);

        await _branch.HangUpAsync("uplink");
        await _lac.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(session => session.Text("profile") == "right"), Limit);
        await _office.PostAsync("dialers/branches/dial", """{ "hangUp": true }""");
        await _lac.ShowUntilAsync("sessions", sessions => !sessions.Items().Any(), Limit);

        await capture.SeesAsync("l2tp.avp.message_type == 9", Limit);
        var dissection = await capture.StopAsync();
        Assert.Empty(await dissection.MalformedAsync());
        foreach (var message in new[] { "7", "8", "9" })
            Assert.NotEmpty(await dissection.FieldsAsync($"l2tp.avp.message_type == {message}", "frame.number"));
    }

    [Fact]
    public async Task Tunnel_that_the_lac_has_opened_should_be_used()
    {
        await _lac.PostAsync("dialers/to-office/dial", """{ "hangUp": false }""");
        await _office.ShowUntilAsync("tunnels", tunnels => tunnels.Items().Any(tunnel => tunnel.Text("peerHostName") == "lac" && tunnel.Text("state") == "established"), Limit);
        await _office.PostAsync("dialers/engaged/dial", """{ "hangUp": false }""");
        await _office.ShowUntilAsync(
            "history", history => history.Items().Any(end => end.Text("kind") == "session" && end.Text("profile") == "engaged" && end.Text("result")!.StartsWith("8/0", StringComparison.Ordinal)), Limit);
        Assert.Single(await _office.ListAsync("tunnels"), tunnel => tunnel.Text("state") == "established");
    }

    [Fact]
    public async Task Lac_that_is_told_to_stop_should_leave_no_program_behind()
    {
        await _office.PostAsync("dialers/branches/dial", """{ "hangUp": false }""");
        await _lac.ShowUntilAsync("sessions", sessions => sessions.Items().Any(session => session.Text("state") == "established, up"), Limit);
        var programs = (await Command.RunAsync("pgrep", "-f", _exchange)).Output;
        Assert.NotEmpty(programs);
        await _lac.StopAsync(Limit);
        await Until.True(async () => (await Command.RunAsync("pgrep", "-f", _exchange)).Output.Length == 0, Limit, "the line's programs to end");
    }

    private string LacConfiguration => $$"""
        {
          "journal": "none", "node": { "name": "lac" },
          "tun": { "address": "10.0.0.1" },
          "lns": [{ "name": "peers" }],
          "dialers": [{ "name": "to-office", "lns": "192.0.2.1", "auto": false, "interface": "none0" }],
          "lines": [
            {
              "name": "left", "numbers": "1*", "program": "/bin/sh", "arguments": ["-c", "cat < '{{_exchange}}/back' & exec cat > '{{_exchange}}/there'"],
              "connect": "/bin/sh", "connectArguments": ["-c", "echo CONNECT 33600 >&2"]
            },
            { "name": "right", "numbers": "2*", "program": "/bin/sh", "arguments": ["-c", "cat < '{{_exchange}}/there' & exec cat > '{{_exchange}}/back'"] },
            { "name": "engaged", "numbers": "3*", "program": "/bin/cat", "connect": "/bin/sh", "connectArguments": ["-c", "echo BUSY >&2; exit 4"] }
          ]
        }
        """;

    private const string OfficeConfiguration = """
        {
          "journal": "none", "node": { "name": "office" },
          "tun": { "address": "10.99.0.1" },
          "pools": { "pool": { "ranges": "10.99.0.0/24" } },
          "users": [{ "name": "alice", "password": "wonderland" }],
          "lns": [{ "name": "subscribers", "pool": "pool" }],
          "dialers": [
            {
              "name": "branches", "lns": "192.0.2.2", "auto": false, "calledNumber": "100", "redial": { "initial": "200ms", "maximum": "1s" },
              "outgoing": { "enabled": true, "profile": "subscribers", "minimumBps": 9600, "framing": "asynchronous" },
              "tunnel": { "data": { "sequencing": "always", "reorderTimeout": "100ms" } }
            },
            {
              "name": "engaged", "auto": false, "calledNumber": "300", "redial": { "initial": "1h", "maximum": "1h" },
              "outgoing": { "enabled": true, "lac": "la?" }
            }
          ]
        }
        """;

    private const string BranchConfiguration = """
        {
          "journal": "none", "node": { "name": "branch" },
          "dialers": [
            {
              "name": "uplink", "lns": "198.51.100.2", "auto": false, "calledNumber": "200", "user": "alice", "passwordFile": "password",
              "outgoing": { "enabled": true }, "redial": { "initial": "200ms", "maximum": "1s" }, "ppp": { "accm": "0x000a0000" }
            }
          ]
        }
        """;
}
