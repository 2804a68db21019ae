using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.Hosting;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests;

public class HostedTestKitSpecs(ITestOutputHelper output) : HostedTestKit(output, akka => akka.WithActors((system, registry) =>
    registry.Register<HostedTestKitSpecs>(system.ActorOf(actor => actor.ReceiveAny((message, context) =>
        context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromHours(1), context.Sender, message, context.Self)), "echo-in-an-hour"))))
{
    [Fact]
    public void Registered_actors_should_see_virtual_time()
    {
        Registered<HostedTestKitSpecs>().Tell("hello", TestActor);
        Registered<HostedTestKitSpecs>().Tell(new Identify(1), TestActor);
        ExpectMsg<ActorIdentity>();

        Advance(TimeSpan.FromMinutes(59));
        ExpectNoMsg(TimeSpan.Zero);
        Advance(TimeSpan.FromMinutes(1));
        ExpectMsg("hello");
    }
}
