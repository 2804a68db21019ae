using System.CommandLine;
using Concentrator.Benchmarks.Reports;

namespace Concentrator.Benchmarks.Packets;

/// <summary>`packets`: the options, and the files that are left behind.</summary>
internal static class PacketsCommand
{
    public static Command Build()
    {
        var runs = new Option<int?>("--runs") { Description = "Alternating runs of each server; 5 without" };
        var seconds = new Option<double?>("--seconds") { Description = "Of traffic in each row; 1.5 without" };
        var quick = new Option<bool>("--quick") { Description = "Three runs of a second, unless other options say more" };
        var forwarder = new Option<string?>("--forwarder") { Description = "A compiled forwarder to compare with", HelpName = "PROGRAM" };
        var oursOnly = new Option<bool>("--ours-only") { Description = "Without l2tpns" };
        var only = new Option<string>("--only") { Description = "What begins so: the name of a row, latency, allocation or tcp", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var output = new Option<string?>("--output") { Description = "Where table, JSON and graphs are written; artifacts/benchmarks without", HelpName = "DIRECTORY" };
        var command = new Command("packets", "Packets per second beside l2tpns and a forwarder in C; needs root") { runs, seconds, quick, forwarder, oursOnly, only, output };
        command.SetAction(async (parsed, stop) =>
        {
            var isQuick = parsed.GetValue(quick);
            var plan = new PacketsPlan(
                parsed.GetValue(runs) ?? (isQuick ? 3 : 5), TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? (isQuick ? 1 : 1.5)), parsed.GetValue(forwarder), parsed.GetValue(oursOnly),
                parsed.GetRequiredValue(only), TimeSpan.FromSeconds(isQuick ? 15 : 60));
            var report = await new PacketsBenchmark(plan, Console.Error).RunAsync(stop);
            report.Write(Console.Out);
            var results = new ResultFolder(parsed.GetValue(output));
            var table = new StringWriter();
            report.Write(table);
            results.Write("packets.md", table.ToString());
            results.WriteRuns("packets", report);
            results.WriteChart("packets-rate", report.Rates());
            results.WriteChart("packets-cpu", report.Costs());
            return 0;
        });
        return command;
    }
}
