using System.CommandLine;
using System.Text.Json;
using Concentrator.Cli.Tables;

namespace Concentrator.Cli.Commands;

/// <summary>`concentrator show …`: what there is, as a table or as the node's own JSON.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var last = new Option<int>("--last") { Description = "So many, the newest", HelpName = "N", DefaultValueFactory = _ => 25 };
        var history = List("history", "Tunnels and sessions that ended, and why", StatusTables.History, parsed => $"history?last={parsed.GetValue(last)}");
        history.Add(last);
        return new Command("show", "Show what the node has and does")
        {
            List("tunnels", "Tunnels and their control channels", StatusTables.Tunnels),
            List("sessions", "Sessions: user, address, state, traffic", StatusTables.Sessions),
            List("pools", "Address pools", StatusTables.Pools),
            List("groups", "Private groups: where they are, and whether their filters are in force", StatusTables.Groups),
            List("dialers", "Configured outgoing connections", StatusTables.Dialers),
            List("profiles", "LNS profiles and dialers, those added at run time among them", StatusTables.Profiles),
            List("targets", "Where calls of others are taken to: LNSs and how they are", StatusTables.Targets),
            List("pppoe", "PPPoE sessions: host, line, target, traffic", StatusTables.Pppoe),
            history,
            Show("node", "The node itself and its counters", _ => "node", (output, json) => TableWriter.WriteNode(output, StatusTables.Node, json)),
        };
    }

    private static Command List(string name, string description, Column[] columns, Func<ParseResult, string>? path = null) =>
        Show(name, description, path ?? (_ => name), (output, json) => TableWriter.WriteList(output, name, columns, json));

    private static Command Show(string name, string description, Func<ParseResult, string> path, Action<TextWriter, JsonElement> write)
    {
        var asJson = new Option<bool>("--json") { Description = "The node's JSON, untouched" };
        return new Command(name, description) { asJson }.WithNode(async (parsed, node, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var text = await node.GetAsync(path(parsed), cancellation);
            if (parsed.GetValue(asJson))
                await output.WriteLineAsync(text);
            else
                write(output, JsonDocument.Parse(text).RootElement);
        });
    }
}
