using System.Text.RegularExpressions;
using Concentrator.EndToEnd.Tests.Processes;
using Xunit.Abstractions;

namespace Concentrator.EndToEnd.Tests.UserModeLinux;

/// <summary>
/// Stock xl2tpd and pppd against our node in a guest kernel that has PPP and L2TP: each test is one line of the table in tests/uml/peers.sh, which
/// says what it does. A case's last line (round trips, throughput) is the test's output.
/// </summary>
[Collection(Beside)]
public sealed partial class PeersTests(PeersTests.Guest guest, ITestOutputHelper output) : IClassFixture<PeersTests.Guest>
{
    /// <summary>The guest runs beside everything that needs none.</summary>
    public const string Beside = "Guest";

    public static TheoryData<string> Cases => [.. CaseOfTable().Matches(File.ReadAllText(Script)).Select(match => match.Groups["name"].Value)];

    private static string Script => Checkout.Path("tests", "uml", "peers.sh");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Real_peer_should_be_served(string @case)
    {
        guest.Report.ShouldPass(@case);
        output.WriteLine(guest.Report.DetailOf(@case));
    }

    [Fact]
    public void Guest_should_end_with_its_scripts_exit_code() => Assert.Equal(0, guest.Report.ExitCode);

    [GeneratedRegex(@"^(?:\w+=\S+ )*report (?<name>\S+)", RegexOptions.Multiline)]
    private static partial Regex CaseOfTable();

    /// <summary>The one boot.</summary>
    public sealed class Guest : IAsyncLifetime
    {
        /// <summary>Past it, the cases not reported yet fail.</summary>
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

        internal GuestReport Report { get; private set; } = new("", 0);

        public async Task InitializeAsync()
        {
            // uml-run ends the guest itself at the limit; ours is only for a runner that does not.
            var run = await Command.RunAsync(
                Checkout.Path("tests", "uml", "uml-run"), ["-t", $"{Limit.TotalSeconds:0}", "-d", Checkout.Root, "--", Script, Checkout.ConcentratorAssembly],
                Limit + TimeSpan.FromMinutes(1));
            Report = new GuestReport(run.Output + run.Errors, run.ExitCode);
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
