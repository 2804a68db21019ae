using System.CommandLine;
using Concentrator.Cli.Http;

namespace Concentrator.Cli.Commands;

/// <summary>Which node a command speaks to.</summary>
internal static class ControlOption
{
    private const string Variable = "CONCENTRATOR_CONTROL";

    /// <summary>
    /// In the default state directory. Not looked for before it is connected to: who may not look into that directory is to hear so, and not that there
    /// is no node.
    /// </summary>
    internal const string DefaultPath = "/var/lib/concentrator/control.sock";

    public static Option<string> Create() => new("--control")
    {
        Description = $"Control socket of the node; without it ${Variable}, else {DefaultPath}",
        HelpName = "PATH",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : DefaultPath,
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
