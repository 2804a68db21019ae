using System.Text.RegularExpressions;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Guests;

/// <summary>One boot of a guest, with a script of tests/guests that reports its cases.</summary>
/// <param name="runner">Whose guest: <see cref="UserModeLinux"/>, or <see cref="DebianKernel"/>.</param>
/// <param name="limit">Past it, the cases not reported yet fail.</param>
public abstract partial class GuestRun(string script, string runner, TimeSpan limit) : IAsyncLifetime
{
    /// <summary>Has the PPP that a machine may lack, on one processor, which it runs as fast as the machine does.</summary>
    protected const string UserModeLinux = "uml-run";

    /// <summary>Has kernel L2TP whole, on two processors, and is slower.</summary>
    protected const string DebianKernel = "vm-run";

    internal GuestReport Report { get; private set; } = new("", 0);

    public async Task InitializeAsync()
    {
        // The runner ends the guest itself at the limit; ours is only for a runner that does not.
        var run = await Command.RunAsync(
            Checkout.Path("tests", "guests", runner), ["-t", $"{limit.TotalSeconds:0}", "-d", Checkout.Root, "--", PathOf(script), Checkout.ConcentratorAssembly],
            limit + TimeSpan.FromMinutes(1));
        Report = new GuestReport(run.Output + run.Errors, run.ExitCode);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The names in the table of a script.</summary>
    public static TheoryData<string> CasesOf(string script) => [.. CaseOfTable().Matches(File.ReadAllText(PathOf(script))).Select(match => match.Groups["name"].Value)];

    private static string PathOf(string script) => Checkout.Path("tests", "guests", script);

    [GeneratedRegex(@"^(?:\w+=\S+ )*report (?<name>\S+)", RegexOptions.Multiline)]
    private static partial Regex CaseOfTable();
}
