using System.Text.RegularExpressions;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.UserModeLinux;

/// <summary>One boot of a guest, with a script of tests/uml that reports its cases.</summary>
/// <param name="limit">Past it, the cases not reported yet fail.</param>
public abstract partial class GuestRun(string script, TimeSpan limit) : IAsyncLifetime
{
    internal GuestReport Report { get; private set; } = new("", 0);

    public async Task InitializeAsync()
    {
        // uml-run ends the guest itself at the limit; ours is only for a runner that does not.
        var run = await Command.RunAsync(
            Checkout.Path("tests", "uml", "uml-run"), ["-t", $"{limit.TotalSeconds:0}", "-d", Checkout.Root, "--", PathOf(script), Checkout.ConcentratorAssembly],
            limit + TimeSpan.FromMinutes(1));
        Report = new GuestReport(run.Output + run.Errors, run.ExitCode);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The names in the table of a script.</summary>
    public static TheoryData<string> CasesOf(string script) => [.. CaseOfTable().Matches(File.ReadAllText(PathOf(script))).Select(match => match.Groups["name"].Value)];

    private static string PathOf(string script) => Checkout.Path("tests", "uml", script);

    [GeneratedRegex(@"^(?:\w+=\S+ )*report (?<name>\S+)", RegexOptions.Multiline)]
    private static partial Regex CaseOfTable();
}
