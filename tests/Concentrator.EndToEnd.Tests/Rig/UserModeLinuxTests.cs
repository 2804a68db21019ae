using Concentrator.EndToEnd.Tests.UserModeLinux;

namespace Concentrator.EndToEnd.Tests.Rig;

/// <summary>User-Mode Linux and the real peers in it, with no part of ours: what fails here is the rig's own defect.</summary>
[Collection(GuestFixture.Beside)]
public sealed class UserModeLinuxTests(UserModeLinuxTests.Guest guest) : IClassFixture<UserModeLinuxTests.Guest>
{
    [Theory]
    [InlineData("ppp-device")]
    [InlineData("kernel-l2tp")]
    [InlineData("tun-device")]
    [InlineData("xl2tpd-userspace")]
    [InlineData("xl2tpd-kernel")]
    public void Guest_should_serve_real_peers(string @case) => guest.Report.ShouldPass(@case);

    [Fact]
    public void Guest_should_end_with_its_scripts_exit_code() => Assert.Equal(0, guest.Report.ExitCode);

    public sealed class Guest() : GuestFixture("self-test.sh", TimeSpan.FromMinutes(8));
}
