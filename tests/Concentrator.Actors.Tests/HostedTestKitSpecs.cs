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
        ExpectNothing(this);
        Advance(TimeSpan.FromMinutes(1));
        ExpectMsg("hello");
    }

    [Fact]
    public void Actors_should_be_at_rest_when_all_that_one_tells_another_is_handled()
    {
        const int Hops = 10_000;
        var hops = 0;
        var there = Sys.ActorOf(actor => actor.Receive<int>((left, context) => Pass(left, context)));
        Sys.ActorOf(actor => actor.Receive<int>((left, context) => Pass(left, context))).Tell(Hops, there);
        Settle();
        Assert.Equal(Hops + 1, hops);

        void Pass(int left, IActorContext context)
        {
            hops++;
            if (left > 0)
                context.Sender.Tell(left - 1);
        }
    }
}
