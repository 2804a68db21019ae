using System.CommandLine;
using System.Text.Json.Nodes;

namespace Concentrator.Cli.Commands;

internal static class DialCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("NAME") { Description = "A dialer, as `show dialers` has it" };
        var hangUp = new Option<bool>("--hang-up") { Description = "Hang up and stay down instead" };
        return new Command("dial", "Dial now a configured outgoing connection") { name, hangUp }.WithNode(async (parsed, node, cancellation) =>
            parsed.Write(await node.PostAsync(
                $"dialers/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}/dial", new JsonObject { ["hangUp"] = parsed.GetValue(hangUp) }, cancellation)));
    }
}
