using System.CommandLine;
using System.Text.Json.Nodes;

namespace Concentrator.Cli.Commands;

internal static class SessionCommand
{
    public static Command Build()
    {
        var id = new Argument<string>("TID/SID") { Description = "Local ids of tunnel and session, as `show sessions` has them" };
        id.Validators.Add(result =>
        {
            if (!IsSession(result.Tokens[0].Value))
                result.AddError($"'{result.Tokens[0].Value}' is no session: TUNNEL/SESSION is wanted, such as 17/3");
        });
        var reason = CommandResults.Reason();
        var onOrOff = new Argument<string>("on|off") { Description = "With or without sequence numbers" }.AcceptOnlyFromAmong("on", "off");
        return new Command("session", "Act on a session")
        {
            new Command("close", "Close a session with a CDN") { id, reason }.WithNode(async (parsed, node, cancellation) =>
                parsed.Write(await node.PostAsync($"sessions/{parsed.GetValue(id)}/close", new JsonObject { ["reason"] = parsed.GetValue(reason) }, cancellation))),
            new Command("sequencing", "As LNS, number a session's data messages from now on, or no more: the LAC follows") { id, onOrOff }.WithNode(
                async (parsed, node, cancellation) => parsed.Write(await node.PostAsync(
                    $"sessions/{parsed.GetValue(id)}/sequencing", new JsonObject { ["on"] = parsed.GetValue(onOrOff) == "on" }, cancellation))),
        };
    }

    internal static bool IsSession(string text) =>
        text.Split('/') is [var tunnel, var session] && ushort.TryParse(tunnel, out _) && ushort.TryParse(session, out _);
}
