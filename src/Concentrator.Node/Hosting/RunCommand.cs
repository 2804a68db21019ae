using System.CommandLine;
using Concentrator.Cli;
using Concentrator.Node.Configuration;
using Concentrator.Node.Control;

namespace Concentrator.Node.Hosting;

/// <summary>`concentrator run --config FILE --state DIR`: the node itself, in the foreground until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Build()
    {
        var config = new Option<string>("--config", "-c") { Description = "the configuration file", Required = true };
        var state = new Option<string?>("--state", "-s") { Description = "directory of the journal and the control socket (default: what the file says)" };
        var command = new Command("run", "Run a node in the foreground") { config, state };
        // A task from the first moment: for as long as an action has not given one, SIGTERM ends the process without waiting for it.
        command.SetAction((parsed, cancellation) =>
            Task.Run(() => RunAsync(parsed.GetRequiredValue(config), parsed.GetValue(state), parsed.InvocationConfiguration.Error, cancellation), CancellationToken.None));
        return command;
    }

    private static async Task<int> RunAsync(string file, string? state, TextWriter error, CancellationToken cancellation)
    {
        var loaded = ConfigurationFile.Load(file, state);
        CheckCommand.Report(loaded, error);
        if (loaded.Configuration is null)
            return ExitCodes.Usage;
        try
        {
            await using var node = NodeHost.Build(file, state, loaded);
            await node.RunAsync(cancellation);
            return ExitCodes.Ok;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ControlSocketException or NodeStartException)
        {
            await error.WriteLineAsync($"error: {failure.Message}");
            return ExitCodes.Failed;
        }
    }
}
