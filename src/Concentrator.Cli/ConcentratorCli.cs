using System.CommandLine;
using Concentrator.Cli.Commands;
using Concentrator.Cli.Http;

namespace Concentrator.Cli;

/// <summary>The command line of an operator.</summary>
public static class ConcentratorCli
{
    /// <summary>All sub-commands that speak to a running node, and those that the node itself adds.</summary>
    public static RootCommand BuildRoot(params Command[] extra)
    {
        var root = new RootCommand("L2TP concentrator: LNS and LAC for Linux");
        foreach (var command in extra)
            root.Add(command);
        root.Add(ShowCommand.Build());
        root.Add(TunnelCommand.Build());
        root.Add(SessionCommand.Build());
        root.Add(DialCommand.Build());
        root.Add(ReloadCommand.Build());
        root.Add(TraceCommand.Build());
        return root;
    }

    /// <summary>Parses and runs; returns the exit code, one of <see cref="ExitCodes"/> for the commands of this project.</summary>
    public static async Task<int> RunAsync(
        RootCommand root, IReadOnlyList<string> arguments, TextWriter? output = null, TextWriter? error = null, CancellationToken cancellation = default)
    {
        var configuration = new InvocationConfiguration
        {
            Output = output ?? Console.Out,
            Error = error ?? Console.Error,
            // Whoever is told to end has still something to do, and a limit of its own for it: a trace fetches what the node has queued, a node
            // closes its calls. Any limit here would end a large node with exit code 143 in the midst of that.
            ProcessTerminationTimeout = Timeout.InfiniteTimeSpan,
            EnableDefaultExceptionHandler = false,
        };
        var parsed = root.Parse(arguments);
        try
        {
            var exitCode = await parsed.InvokeAsync(configuration, cancellation);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
        }
        catch (ControlException e)
        {
            await configuration.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Failed;
        }
    }
}

/// <summary>What the program's exit code says.</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The node does not run, knows no such thing, or could not do it.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong; nothing was done.</summary>
    public const int Usage = 2;
}
