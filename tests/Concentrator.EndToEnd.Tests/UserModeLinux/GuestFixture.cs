using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.UserModeLinux;

/// <summary>
/// One boot of User-Mode Linux that runs one script, for a class of tests that each look at one case of its report:
/// derive, name the script, and use as <see cref="IClassFixture{TFixture}"/> of a class in the collection <see cref="Beside"/>.
/// </summary>
/// <param name="script">Under tests/uml.</param>
/// <param name="limit">For the whole boot; past it, the cases not reported yet fail.</param>
/// <param name="arguments">Of the script.</param>
public abstract class GuestFixture(string script, TimeSpan limit, params string[] arguments) : IAsyncLifetime
{
    /// <summary>Guests run one after another, beside everything that needs none.</summary>
    public const string Beside = "Guests";

    internal GuestReport Report { get; private set; } = new("", 0);

    public async Task InitializeAsync()
    {
        // uml-run ends the guest itself at the limit; ours is only for a runner that does not.
        var run = await Command.RunAsync(
            Checkout.Path("tests", "uml", "uml-run"),
            ["-t", $"{limit.TotalSeconds:0}", "-d", Checkout.Root, "--", Checkout.Path("tests", "uml", script), .. arguments],
            limit + TimeSpan.FromMinutes(1));
        Report = new GuestReport(run.Output + run.Errors, run.ExitCode);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
