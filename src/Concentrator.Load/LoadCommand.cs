using System.CommandLine;
using Concentrator.Cli;
using Concentrator.Linux;
using Concentrator.Load.Running;

namespace Concentrator.Load;

/// <summary>`concentrator load LNS`: many tunnels and subscribers at once, and what becomes of them.</summary>
public static class LoadCommand
{
    public static Command Build()
    {
        var options = new LoadOptions();
        var json = new Option<bool>("--json") { Description = "The report as JSON" };
        var command = new Command("load", "Put an LNS under load, as LAC and subscribers, and measure it");
        options.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, interrupted) => Task.FromResult(
            Refuse(options.ProblemsOf(parsed), parsed.InvocationConfiguration.Error)
                ? ExitCodes.Usage
                : Run(options.PlanOf(parsed), parsed.GetValue(json), parsed.InvocationConfiguration, interrupted)));
        return command;
    }

    private static bool Refuse(IEnumerable<string> problems, TextWriter error)
    {
        var any = false;
        foreach (var problem in problems)
        {
            error.WriteLine(problem);
            any = true;
        }

        return any;
    }

    private static int Run(LoadPlan plan, bool json, InvocationConfiguration console, CancellationToken interrupted)
    {
        try
        {
            var progress = new ProgressLine(console.Error, isTerminal: ReferenceEquals(console.Error, Console.Error) && !Console.IsErrorRedirected);
            using var run = new LoadRun(plan, progress.Show);
            var report = run.Run(interrupted);
            progress.Clear();
            if (json)
                ReportWriter.WriteJson(console.Output, report);
            else
                ReportWriter.WriteTable(console.Output, report);
            return report.Succeeded ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (LinuxException failure)
        {
            console.Error.WriteLine($"error: {failure.Message}");
            return ExitCodes.Failed;
        }
    }
}
