using Xunit.Abstractions;

namespace Concentrator.EndToEnd.Tests.UserModeLinux;

/// <summary>
/// Stock xl2tpd and pppd against our node with the embedded engine, as LNS and as LAC: each test is one case of tests/uml/embedded.sh,
/// which says what it does. A case's last line (round trips, throughput) is the test's output.
/// </summary>
[Collection(GuestFixture.Beside)]
public sealed class EmbeddedEngineTests(EmbeddedEngineTests.Guest guest, ITestOutputHelper output) : IClassFixture<EmbeddedEngineTests.Guest>
{
    [Theory]
    [InlineData("pap")]
    [InlineData("chap")]
    [InlineData("mschapv2")]
    [InlineData("tunnel-secret-of-client")]
    [InlineData("tunnel-secret-of-both")]
    [InlineData("kernel")]
    [InlineData("kernel-sequenced")]
    [InlineData("length-bit")]
    public void Client_should_log_in_ping_and_leave_nothing_behind(string @case) => Pass(@case);

    [Theory]
    [InlineData("wrong-tunnel-secret")]
    [InlineData("wrong-tunnel-secret-at-client")]
    [InlineData("wrong-password-pap")]
    [InlineData("wrong-password-chap")]
    [InlineData("wrong-password-mschapv2")]
    public void Stranger_should_be_refused(string @case) => Pass(@case);

    [Fact]
    public void Clients_of_one_address_and_tunnel_id_should_be_told_apart() => Pass("one-address-two-clients");

    [Theory]
    [InlineData("whole-packets")]
    [InlineData("throughput-up")]
    [InlineData("throughput-down")]
    public void Tunnel_should_carry(string @case) => Pass(@case);

    [Theory]
    [InlineData("dialer-pap")]
    [InlineData("dialer-chap")]
    [InlineData("dialer-mschapv2")]
    public void Dialer_should_log_in_ping_and_leave_nothing_behind(string @case) => Pass(@case);

    [Fact]
    public void Ids_of_closed_tunnels_should_be_free_again() => Pass("ids-are-freed");

    [Fact]
    public void Dialer_should_come_back_when_its_Lns_does() => Pass("redial");

    [Fact]
    public void Hellos_of_both_sides_should_be_answered() => Pass("hellos");

    [Fact]
    public void Client_that_outlives_our_death_should_get_its_address_again() => Pass("restart");

    private void Pass(string name)
    {
        guest.Report.ShouldPass(name);
        output.WriteLine(guest.Report.DetailOf(name));
    }

    public sealed class Guest() : GuestFixture("embedded.sh", TimeSpan.FromMinutes(20), Checkout.ConcentratorAssembly);
}
