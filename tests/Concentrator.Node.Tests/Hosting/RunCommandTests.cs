using Concentrator.Cli;
using Concentrator.Node.Hosting;
using Xunit;

namespace Concentrator.Node.Tests.Hosting;

/// <summary>`concentrator run` where there is no node to be had.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("run-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task State_directory_that_cannot_be_made_should_be_said_in_one_line()
    {
        var file = Path.Combine(_directory, "concentrator.json");
        await File.WriteAllTextAsync(file, """{ "listen": "127.0.0.1:0" }""");
        using var error = new StringWriter();

        var code = await ConcentratorCli.RunAsync(
            ConcentratorCli.BuildRoot(RunCommand.Build()), ["run", "--config", file, "--state", Path.Combine(file, "state")], TextWriter.Null, error);

        Assert.Equal(ExitCodes.Failed, code);
        var lines = error.ToString().TrimEnd().Split('\n').Where(line => !line.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.StartsWith("error: ", Assert.Single(lines));
    }
}
