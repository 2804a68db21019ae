using Concentrator.Cli;
using Concentrator.Node.Configuration;
using Concentrator.Cli.Commands;
using Concentrator.Node.Control;
using Concentrator.Node.Tests.Control;
using Xunit;

namespace Concentrator.Node.Tests.Cli;

public class CliSpecs(ControlServer server) : IClassFixture<ControlServer>
{
    [Theory]
    [InlineData("tunnels", """
          ID  PEER ID  STATE        PEER             NAME   SESS  NS/NR  WINDOW  UNACK  RETR      RTT           UP
        4711        9  established  192.0.2.17:1701  lac-1     2   12/9     3/4      1     5  23.4 ms  1d 02:03:04
        """)]
    [InlineData("sessions", """
        ID      STATE                 USER      ADDRESS    PEER                   RX  RX PKTS     TX  TX PKTS        UP
        4711/3  established, network  ann?[31m  10.64.0.2  192.0.2.17:1701  1.24 MiB     1234  812 B      999  00:01:01
        incomplete: 2 did not answer in time
        """)]
    [InlineData("pools", """
        NAME     GROUP  RANGES           SIZE  LEASED     FREE  REMEMBERED
        default  -      10.64.0.0/12  1048574       1  1048573           7
        """)]
    [InlineData("groups", """
        NAME  NAMESPACE   INTERFACE  ADDRESS   POOL   FILTER
        blue  customer-1  l2tp-blue  10.1.0.1  blues  in force
        red   -           l2tp-red   10.1.0.1  -      GROUP IS CLOSED: red.nft:3:5-8: Error: syntax error
        """)]
    [InlineData("profiles", """
        NAME    KIND    FROM
        office  lns     file
        home    dialer  lac.home
        """)]
    [InlineData("targets", """
        NAME   CALLS  LNS
        isp     0+12  192.0.2.8:1701 set aside for 00:01:15; 192.0.2.9:1701 connected
        empty      -  -
        """)]
    [InlineData("history", """
        ENDED                 WHAT            PEER             USER    LASTED        RX        TX  BY    WHY
        2026-03-01 12:00:00Z  session 4711/3  192.0.2.17:1701  ann   01:00:00  4.66 GiB  1.00 KiB  peer  CDN 3: user request
        """)]
    [InlineData("node", """
        name              lns-1
        version           0.1.0
        started           2026-03-01 12:00:00Z
        up                02:00:00
        listening         0.0.0.0:1701, [::]:1701
        tunnels           1, half open 0
        sessions          1, in set-up 0
        data plane        user space
        journal           sqlite
        memory            70.0 MiB resident, 1.00 GiB allocated since the start
        control.received  99
        drops.malformed   3
        """)]
    public async Task Show_should_be_a_table(string what, string table)
    {
        var (code, output, error) = await Run("show", what);
        Assert.Equal("", error);
        Assert.Equal(table, output);
        Assert.Equal(ExitCodes.Ok, code);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public async Task Show_json_should_be_the_nodes_own()
    {
        var (_, output, _) = await Run("show", "tunnels", "--json");
        Assert.Equal(await server.Http.GetStringAsync("tunnels"), output);
    }

    [Theory]
    [InlineData(ExitCodes.Ok, "closing tunnel 4711", "tunnel", "close", "4711", "--reason", "maintenance")]
    [InlineData(ExitCodes.Failed, "no tunnel 5", "tunnel", "close", "5")]
    [InlineData(ExitCodes.Ok, "closing session", "session", "close", "4711/3")]
    [InlineData(ExitCodes.Ok, "without sequence numbers", "session", "sequencing", "4711/3", "off")]
    [InlineData(ExitCodes.Usage, "", "session", "sequencing", "4711/3", "maybe")]
    [InlineData(ExitCodes.Ok, "dialling", "dial", "head office", "--hang-up")]
    [InlineData(ExitCodes.Failed, "not understood", "dial", "other")]
    [InlineData(ExitCodes.Failed, "under way", "show", "dialers")]
    [InlineData(ExitCodes.Failed, "no session of user", "trace", "--user", "ann", "--pcap", "/dev/null")]
    [InlineData(ExitCodes.Failed, "last is a number", "show", "history", "--last", "0")]
    [InlineData(ExitCodes.Usage, "", "tunnel", "close", "many")]
    [InlineData(ExitCodes.Usage, "", "tunnel", "close")]
    [InlineData(ExitCodes.Usage, "TUNNEL/SESSION", "session", "close", "17")]
    [InlineData(ExitCodes.Usage, "one of --tunnel", "trace", "--pcap", "-")]
    [InlineData(ExitCodes.Usage, "one of --tunnel", "trace", "--tunnel", "1", "--user", "ann", "--pcap", "-")]
    [InlineData(ExitCodes.Usage, "", "show", "everything")]
    [InlineData(ExitCodes.Usage, "", "show")]
    public async Task Exit_code_should_say_how_it_went(int code, string text, params string[] arguments)
    {
        var (actual, output, error) = await Run(arguments);
        Assert.Equal(code, actual);
        Assert.Contains(text, code == ExitCodes.Ok ? output : error);
    }

    [Fact]
    public async Task Help_should_name_every_command()
    {
        var (code, output, _) = await Run("--help");
        Assert.Equal(ExitCodes.Ok, code);
        foreach (var command in new[] { "show", "tunnel", "session", "dial", "reload", "trace" })
            Assert.Contains(command, output);
    }

    [Fact]
    public async Task Node_that_does_not_run_should_be_said_in_one_line()
    {
        var (code, output, error) = await RunRaw("show", "tunnels", "--control", "/nonexistent/control.sock");
        Assert.Equal((ExitCodes.Failed, "", "no node is running on /nonexistent/control.sock"), (code, output, error));
    }

    [Fact]
    public void Node_should_be_looked_for_in_the_default_state_directory() =>
        Assert.Equal(ControlOption.DefaultPath, Path.Combine(new NodeOptions().StateDirectory, "control.sock"));

    [Fact]
    public async Task Reload_should_say_what_needs_a_restart()
    {
        server.Reload = new ReloadReport(["limits"], ["listen"], []);
        Assert.Equal("applied: limits\nneeds a restart: listen", (await Run("reload")).Output);
        server.Reload = new ReloadReport([], [], []);
        Assert.Equal("nothing has changed", (await Run("reload")).Output);
        server.Reload = new ReloadReport([], [], ["limits.tunnels: must be positive"]);
        var (code, _, error) = await Run("reload");
        Assert.Equal((ExitCodes.Failed, "limits.tunnels: must be positive"), (code, error));
        server.Reload = new ReloadReport(["pool \"main\" changed"], [], []) { Failed = ["tun: no route"] };
        Assert.Equal((ExitCodes.Failed, "applied: pool \"main\" changed", "tun: no route"), await Run("reload"));
    }

    [Fact]
    public async Task Trace_that_is_interrupted_should_still_fetch_what_is_queued()
    {
        var directory = Directory.CreateTempSubdirectory("trace-");
        var file = Path.Combine(directory.FullName, "trace.pcap");
        try
        {
            using var interrupt = new CancellationTokenSource();
            var error = new StringWriter();
            var trace = ConcentratorCli.RunAsync(
                ConcentratorCli.BuildRoot(), ["trace", "--tunnel", "4711", "--pcap", file, "--control", server.Socket], TextWriter.Null, error, interrupt.Token);
            while ((!File.Exists(file) || new FileInfo(file).Length < PcapLength(packets: 2)) && !trace.IsCompleted)
                await Task.Yield();
            await interrupt.CancelAsync();

            Assert.Equal(ExitCodes.Ok, await trace);
            Assert.StartsWith("3 packets, 0 dropped", error.ToString());
            Assert.Equal(PcapLength(packets: 3), new FileInfo(file).Length);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Trace_into_a_file_that_cannot_be_written_should_fail()
    {
        var (code, _, error) = await Run("trace", "--tunnel", "4711", "--pcap", "/nonexistent/trace.pcap");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("cannot write /nonexistent/trace.pcap", error);
    }

    /// <summary>File header, and for each packet a record header, IPv4, UDP and a ZLB.</summary>
    private static int PcapLength(int packets) => 24 + packets * (16 + 20 + 8 + 12);

    private Task<(int Code, string Output, string Error)> Run(params string[] arguments) => RunRaw([.. arguments, "--control", server.Socket]);

    private static async Task<(int Code, string Output, string Error)> RunRaw(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await ConcentratorCli.RunAsync(ConcentratorCli.BuildRoot(), arguments, output, error);
        return (code, Lines(output), Lines(error));
    }

    /// <summary>Without the blanks that fill the last column.</summary>
    private static string Lines(StringWriter text) =>
        string.Join('\n', text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd()));
}
