using System.CommandLine;
using Concentrator.Cli.Http;

namespace Concentrator.Cli.Commands;

/// <summary>Which node a command speaks to.</summary>
internal static class ControlOption
{
    private const string Variable = "CONCENTRATOR_CONTROL";

    /// <summary>Where a node is looked for when nothing is said: under systemd, and in the default state directory.</summary>
    private static readonly string[] DefaultPaths = ["/run/concentrator/control.sock", "/var/lib/concentrator/control.sock"];

    public static Option<string> Create() => new("--control")
    {
        Description = $"Control socket of the node; without it ${Variable}, else the usual places",
        HelpName = "PATH",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path
            ? path
            : DefaultPaths.FirstOrDefault(File.Exists, DefaultPaths[0]),
    };

    /// <summary>A command with this option whose action is given a client of that node.</summary>
    public static Command WithNode(this Command command, Func<ParseResult, ControlClient, CancellationToken, Task> action)
    {
        var control = Create();
        command.Add(control);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var node = new ControlClient(parsed.GetRequiredValue(control));
            await action(parsed, node, cancellation);
            return ExitCodes.Ok;
        });
        return command;
    }
}
