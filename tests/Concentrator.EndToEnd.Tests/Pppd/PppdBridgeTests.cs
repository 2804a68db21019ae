using Concentrator.EndToEnd.Tests.UserModeLinux;

namespace Concentrator.EndToEnd.Tests.Pppd;

/// <summary>Engine "pppd" with real pppds at both ends of every call, as LNS and as LAC: the cases of tests/uml/pppd-bridge.sh.</summary>
[Collection(GuestFixture.Beside)]
public sealed class PppdBridgeTests(PppdBridgeTests.Guest guest) : IClassFixture<PppdBridgeTests.Guest>
{
    [Theory]
    [InlineData("pppd-node-starts")]
    [InlineData("pppd-pap")]
    [InlineData("pppd-chap")]
    [InlineData("pppd-mschapv2")]
    [InlineData("pppd-sessions-are-shown")]
    [InlineData("pppd-lac-dials")]
    [InlineData("pppd-lac-routes-spare-the-lns")]
    [InlineData("pppd-no-secrets-on-command-lines")]
    [InlineData("pppd-stopped-hurts-only-its-own-call")]
    [InlineData("pppd-killed-ends-its-call")]
    [InlineData("pppd-that-cannot-start-is-refused")]
    [InlineData("pppd-history-tells-why")]
    [InlineData("pppd-leaves-no-zombie")]
    [InlineData("pppd-node-stops")]
    public void Bridge_should_serve_real_peers(string @case) => guest.Report.ShouldPass(@case);

    public sealed class Guest() : GuestFixture("pppd-bridge.sh", TimeSpan.FromMinutes(15), Checkout.ConcentratorAssembly);
}
