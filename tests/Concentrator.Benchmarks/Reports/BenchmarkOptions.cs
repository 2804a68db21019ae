using System.CommandLine;

namespace Concentrator.Benchmarks.Reports;

/// <summary>What a benchmark of whole runs of `concentrator load` can be told.</summary>
/// <param name="Runs">Of each LNS, alternating.</param>
/// <param name="OursOnly">Without l2tpns.</param>
/// <param name="Only">Only rows whose name contains this.</param>
internal sealed record BenchmarkOptions(int Runs, bool OursOnly, string Only, ResultFolder Results)
{
    public static Command Command(string verb, string description, Func<BenchmarkOptions, Task> measure)
    {
        var runs = new Option<int>("--runs") { Description = "Alternating runs of each server", DefaultValueFactory = _ => 5 };
        var oursOnly = new Option<bool>("--ours-only") { Description = "Without l2tpns" };
        var only = new Option<string>("--only") { Description = "Only rows with this in their name", DefaultValueFactory = _ => "" };
        var output = new Option<string?>("--output") { Description = "Where table, JSON and graphs are written; artifacts/benchmarks without", HelpName = "DIRECTORY" };
        var command = new Command(verb, description) { runs, oursOnly, only, output };
        command.SetAction((parsed, _) => measure(new BenchmarkOptions(
            parsed.GetValue(runs), parsed.GetValue(oursOnly), parsed.GetRequiredValue(only), new ResultFolder(parsed.GetValue(output)))));
        return command;
    }
}
