using System.CommandLine;
using System.Text.Json;
using Concentrator.Cli.Http;
using Concentrator.Cli.Tables;

namespace Concentrator.Cli.Commands;

internal static class ReloadCommand
{
    public static Command Build() => new Command("reload", "Read the configuration again and take over what can change at run time")
        .WithNode(async (parsed, node, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var report = await node.PostAsync("reload", body: null, cancellation);
            var applied = Lines(report, "applied");
            var needRestart = Lines(report, "needRestart");
            foreach (var line in applied)
                await output.WriteLineAsync($"applied: {line}");
            foreach (var line in needRestart)
                await output.WriteLineAsync($"needs a restart: {line}");
            if (Lines(report, "failed") is { Length: > 0 } failed)
                throw new ControlException(string.Join('\n', failed));
            if (applied.Length + needRestart.Length == 0)
                await output.WriteLineAsync("nothing has changed");
        });

    private static string[] Lines(JsonElement report, string field) =>
        report.Field(field) is { ValueKind: JsonValueKind.Array } lines ? [.. lines.EnumerateArray().Select(line => line.ToString())] : [];
}
