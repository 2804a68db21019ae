using Concentrator.Actors.Journal;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Tests.Tunnels;
using Concentrator.TestSupport;
using Concentrator.TestSupport.Planes;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Endpoints;

public class EndpointSpecs : HostedTestKit
{
    private readonly FakeDataPlane _plane;

    public EndpointSpecs(ITestOutputHelper output)
        : this(output, new FakeDataPlane { UdpFailures = 3 })
    {
    }

    private EndpointSpecs(ITestOutputHelper output, FakeDataPlane plane)
        : base(output, akka => akka.AddJournal(sqliteFile: null).AddPools([]).AddLogins()
            .AddTunnels(new NodeRuntime(NodeFixture.Configuration, plane, new NodeFixture.NoProcesses(), new VirtualTime()))) => _plane = plane;

    [Fact]
    public void Port_that_cannot_be_opened_should_be_tried_again_with_back_off()
    {
        AwaitAssert(() => Assert.Equal(2, _plane.UdpFailures));
        foreach (var (seconds, left) in new[] { (1, 1), (2, 0) })
        {
            Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Null(_plane.Port);
            AwaitAssert(() =>
            {
                Advance(TimeSpan.FromMilliseconds(1));
                Assert.Equal(left, _plane.UdpFailures);
            });
        }

        AwaitAssert(() =>
        {
            Advance(TimeSpan.FromSeconds(4));
            Assert.NotNull(_plane.Port);
        });
    }
}
