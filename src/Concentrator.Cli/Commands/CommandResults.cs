using System.CommandLine;
using System.Text.Json;
using Concentrator.Cli.Tables;

namespace Concentrator.Cli.Commands;

internal static class CommandResults
{
    /// <summary>Says what the node has done.</summary>
    public static void Write(this ParseResult parsed, JsonElement result) => parsed.InvocationConfiguration.Output.WriteLine(result.Text("text"));

    public static Option<string?> Reason() => new("--reason") { Description = "For the peer, the log and the history", HelpName = "TEXT" };
}
