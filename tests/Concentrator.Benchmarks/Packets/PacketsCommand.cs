using System.CommandLine;
using System.Text.Json;

namespace Concentrator.Benchmarks.Packets;

/// <summary>`packets`: the options, and the files that are left behind.</summary>
internal static class PacketsCommand
{
    public static Command Build()
    {
        var runs = new Option<int>("--runs") { Description = "Alternating runs of each server", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Of traffic in each row", DefaultValueFactory = _ => 1.5 };
        var quick = new Option<bool>("--quick") { Description = "Three runs of a second" };
        var forwarder = new Option<string?>("--forwarder") { Description = "A compiled forwarder to compare with", HelpName = "PROGRAM" };
        var oursOnly = new Option<bool>("--ours-only") { Description = "Without l2tpns" };
        var only = new Option<string>("--only") { Description = "Rows whose name begins so", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var output = new Option<string?>("--output") { Description = "Where table, JSON and graphs are written", HelpName = "DIRECTORY" };
        var command = new Command("packets", "Packets per second beside l2tpns and a forwarder in C; needs root") { runs, seconds, quick, forwarder, oursOnly, only, output };
        command.SetAction(async (parsed, _) =>
        {
            var isQuick = parsed.GetValue(quick);
            var plan = new PacketsPlan(
                isQuick ? 3 : parsed.GetValue(runs), TimeSpan.FromSeconds(isQuick ? 1 : parsed.GetValue(seconds)), parsed.GetValue(forwarder), parsed.GetValue(oursOnly),
                parsed.GetRequiredValue(only), TimeSpan.FromSeconds(isQuick ? 15 : 60));
            var report = await new PacketsBenchmark(plan, Console.Error).RunAsync();
            report.Write(Console.Out);
            if (parsed.GetValue(output) is { } directory)
                Save(report, directory);
            return 0;
        });
        return command;
    }

    private static void Save(PacketsReport report, string directory)
    {
        Directory.CreateDirectory(directory);
        using (var table = new StreamWriter(Path.Combine(directory, "packets.md")))
            report.Write(table);
        File.WriteAllText(Path.Combine(directory, "packets.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
        File.WriteAllText(Path.Combine(directory, "packets-rate.svg"), report.Rates().ToSvg());
        File.WriteAllText(Path.Combine(directory, "packets-cpu.svg"), report.Costs().ToSvg());
    }
}
