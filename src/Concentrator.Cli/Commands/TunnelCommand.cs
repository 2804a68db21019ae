using System.CommandLine;
using System.Text.Json.Nodes;

namespace Concentrator.Cli.Commands;

internal static class TunnelCommand
{
    public static Command Build()
    {
        var id = new Argument<ushort>("ID") { Description = "The tunnel's local id, as `show tunnels` has it" };
        var reason = CommandResults.Reason();
        return new Command("tunnel", "Act on a tunnel")
        {
            new Command("close", "Close a tunnel and its sessions with a StopCCN") { id, reason }.WithNode(async (parsed, node, cancellation) =>
                parsed.Write(await node.PostAsync($"tunnels/{parsed.GetValue(id)}/close", new JsonObject { ["reason"] = parsed.GetValue(reason) }, cancellation))),
        };
    }
}
