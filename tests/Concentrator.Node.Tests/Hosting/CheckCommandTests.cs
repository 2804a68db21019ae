using Concentrator.Cli;
using Concentrator.Node.Hosting;
using Xunit;

namespace Concentrator.Node.Tests.Hosting;

/// <summary>`concentrator check` on filters of groups, which nft reads.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("check-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Filter_that_nft_would_refuse_should_be_an_error_with_its_line()
    {
        var (code, error) = await CheckAsync("# two lines\nchain c { nonsense; }");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"error: groups.blue.filter: {_directory}/blue.nft:2:", error);
    }

    [Fact]
    public async Task Filter_that_nft_would_take_should_be_good()
    {
        var (code, error) = await CheckAsync("chain c {\n type filter hook forward priority filter; policy accept;\n iifname $subscribers drop\n}");
        Assert.Equal("", error);
        Assert.Equal(ExitCodes.Ok, code);
    }

    private async Task<(int Code, string Error)> CheckAsync(string filter)
    {
        var file = Path.Combine(_directory, "concentrator.json");
        await File.WriteAllTextAsync(file, """
            {
              "tun": { "address": "10.0.0.1" }, "groups": { "blue": { "namespace": "no-such-namespace", "filter": "blue.nft", "tun": { "address": "10.1.0.1" } } },
              "lns": [{ "name": "main", "ppp": { "engine": "pppd", "pppd": { "authenticates": true, "path": "/bin/true" } } }]
            }
            """);
        await File.WriteAllTextAsync(Path.Combine(_directory, "blue.nft"), filter);
        using var error = new StringWriter();
        var code = await ConcentratorCli.RunAsync(ConcentratorCli.BuildRoot(CheckCommand.Build()), ["check", file], TextWriter.Null, error);
        return (code, error.ToString());
    }
}
