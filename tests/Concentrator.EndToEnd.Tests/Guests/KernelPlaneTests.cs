using Xunit.Abstractions;

namespace Concentrator.EndToEnd.Tests.Guests;

/// <summary>
/// Stock xl2tpd and pppd against our node with the kernel plane: each test is one line of the table in tests/guests/kernel.sh, which
/// says what it does. A case's last line (round trips, throughput) is the test's output.
/// </summary>
public sealed class KernelPlaneTests(KernelPlaneTests.Guest guest, ITestOutputHelper output) : IClassFixture<KernelPlaneTests.Guest>
{
    private const string Script = "kernel.sh";

    public static TheoryData<string> Cases => GuestRun.CasesOf(Script);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernel_should_forward(string @case)
    {
        guest.Report.ShouldPass(@case);
        output.WriteLine(guest.Report.DetailOf(@case));
    }

    [Fact]
    public void Guest_should_end_with_its_scripts_exit_code() => Assert.Equal(0, guest.Report.ExitCode);

    /// <summary>The one boot.</summary>
    public sealed class Guest() : GuestRun(Script, DebianKernel, TimeSpan.FromMinutes(15));
}
