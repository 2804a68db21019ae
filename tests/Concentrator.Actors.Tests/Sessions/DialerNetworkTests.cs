using System.Net;
using Akka.Event;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.TestSupport.Planes;
using Xunit;

namespace Concentrator.Actors.Tests.Sessions;

public sealed class DialerNetworkTests
{
    private static readonly DialerProfile Profile = new() { Name = "office", Interface = "office", Tunnel = new TunnelProfile { HostName = "lac" }, Ppp = new PppProfile { Name = "lac" } };

    /// <summary>Many calls may end at once, and each would hold its actor's thread for as long as the kernel takes.</summary>
    [Fact]
    public void Call_that_ends_should_not_wait_for_its_interface_to_go()
    {
        var plane = new FakeDataPlane();
        var network = new DialerNetwork(plane, Profile, number: 0, Endpoint.From(IPAddress.Parse("192.0.2.1"), 1701), _ => { }, NoLogger.Instance);
        var path = new FakeSessionPath(new SessionId(7), new SessionPathOptions(), null!, _ => { });
        network.Up(new Ipv4Parameters(IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.1"), []), new LinkParameters(1400, false, false, 0, 0), path);
        Assert.Equal("office", network.Interface);

        network.Stop();

        Assert.Equal(["office"], plane.Released);
        Assert.Null(network.Interface);
    }
}
