using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Native;

/// <summary>A node that cannot be what its files say does not start.</summary>
public sealed class BadConfigurationTests : IDisposable
{
    private const int Usage = 2;

    private readonly string _directory = Directory.CreateTempSubdirectory("concentrator-bad-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Every_error_should_be_named_with_the_path_of_its_option()
    {
        var result = await RunAsync("""
            {
              "listen": "nowhere",
              "node": { "logLevel": "loud", "colour": "red" },
              "pools": { "pool": { "ranges": "10.0.0.0/33" } },
              "lns": [{ "name": "lns", "pool": "other", "tunnel": { "receiveWindow": 0 }, "ppp": { "authentication": "trust" } }],
              "dialers": [{ "name": "dialer", "lns": [] }]
            }
            """);

        foreach (var path in new[]
        {
            "listen", "node.logLevel", "node.colour", "pools.pool.ranges", "lns[0].pool", "lns[0].tunnel.receiveWindow", "lns[0].ppp.authentication", "dialers[0].lns",
        })
            Assert.Contains(result.Errors.Split('\n'), line => line.StartsWith($"error: {path}", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Text_that_is_not_json_should_be_named_with_its_line() =>
        Assert.Contains("concentrator.json:3", (await RunAsync("{\n  \"listen\": \"0.0.0.0\",\n  oops\n}")).Errors);

    [Fact]
    public async Task Bad_line_of_a_secrets_file_should_be_named_with_file_and_line()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "users"), "alice * wonderland\nbob *\n\"carol * forgotten quote\n");
        await File.WriteAllTextAsync(Path.Combine(_directory, "tunnels"), "lns lac secret\nlns\n");

        var result = await RunAsync("""{ "secrets": { "chap": "users", "pap": "missing", "l2tp": "tunnels" }, "lns": [{ "name": "lns" }] }""");

        foreach (var place in new[] { "users:2", "users:3", "tunnels:2", "secrets.pap" })
            Assert.Contains(place, result.Errors);
    }

    /// <summary>Runs the node, which has to refuse: with the exit code of wrong usage, and before it has made anything.</summary>
    private async Task<CommandResult> RunAsync(string configuration)
    {
        var (file, state) = (Path.Combine(_directory, "concentrator.json"), Path.Combine(_directory, "state"));
        await File.WriteAllTextAsync(file, configuration);
        var result = await Command.RunAsync("dotnet", [Checkout.ConcentratorAssembly, "run", "--config", file, "--state", state], Dialing.Limit);
        Assert.Equal(Usage, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(state));
        return result;
    }
}
