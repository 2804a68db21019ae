using Xunit.Abstractions;

namespace Concentrator.EndToEnd.Tests.Guests;

/// <summary>
/// Stock xl2tpd and pppd against our node in a guest kernel that has PPP and L2TP: each test is one line of the table in tests/guests/peers.sh, which
/// says what it does. A case's last line (round trips, throughput) is the test's output.
/// </summary>
[Collection(Beside)]
public sealed class PeersTests(PeersTests.Guest guest, ITestOutputHelper output) : IClassFixture<PeersTests.Guest>
{
    /// <summary>This guest, the longest of all tests, runs beside all others.</summary>
    private const string Beside = "Guest";

    private const string Script = "peers.sh";

    public static TheoryData<string> Cases => GuestRun.CasesOf(Script);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Real_peer_should_be_served(string @case)
    {
        guest.Report.ShouldPass(@case);
        output.WriteLine(guest.Report.DetailOf(@case));
    }

    [Fact]
    public void Guest_should_end_with_its_scripts_exit_code() => Assert.Equal(0, guest.Report.ExitCode);

    /// <summary>The one boot.</summary>
    public sealed class Guest() : GuestRun(Script, UserModeLinux, TimeSpan.FromMinutes(30));
}
