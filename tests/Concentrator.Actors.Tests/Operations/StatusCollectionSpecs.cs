using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.TestKit;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Pools;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Operations;

public class StatusCollectionSpecs(ITestOutputHelper output) : OperationsFixture(output)
{
    [Fact]
    public void Report_should_be_complete_when_every_level_has_answered()
    {
        var (tunnelA, tunnelB) = (CreateTestProbe(), CreateTestProbe());
        Operations.Tell(new OperationsQueries.GetTunnels(), TestActor);
        var collect = Slots.ExpectMsg<CollectStatus>(message => message.Kind == StatusKind.Tunnels);
        Answer(collect, Slots, new ExpectStatus([tunnelA, tunnelB]));
        Answer(collect, tunnelA, Tunnel(1));
        Answer(collect, tunnelB, Tunnel(2));

        var report = ExpectMsg<StatusReport<TunnelStatus>>();
        Assert.Equal([1, 2], report.Items.Select(tunnel => tunnel.TunnelId));
        Assert.Equal(0, report.Missing);
    }

    [Fact]
    public void Report_should_be_empty_when_there_is_nobody_to_ask()
    {
        Operations.Tell(new OperationsQueries.GetSessions(), TestActor);
        Answer(Slots.ExpectMsg<CollectStatus>(), Slots, new ExpectStatus([]));
        var report = ExpectMsg<StatusReport<SessionStatus>>();
        Assert.Empty(report.Items);
        Assert.Equal(0, report.Missing);
    }

    [Fact]
    public void Parent_that_passes_on_should_name_all_its_children()
    {
        var parent = Sys.ActorOf(actor =>
        {
            actor.OnPreStart = context =>
            {
                for (var id = 1; id <= 3; id++)
                {
                    var status = Tunnel(id);
                    context.ActorOf(child => child.Receive<CollectStatus>((collect, _) => collect.Collector.Tell(status, _.Self)));
                }
            };
            actor.Receive<CollectStatus>((collect, context) => context.PassOn(collect));
        });
        Operations.Tell(new OperationsQueries.GetTunnels(), TestActor);
        parent.Tell(Slots.ExpectMsg<CollectStatus>());
        Answer(new CollectStatus(StatusKind.Tunnels, Slots.LastSender), Slots, new ExpectStatus([parent]));
        Assert.Equal([1, 2, 3], ExpectMsg<StatusReport<TunnelStatus>>().Items.Select(tunnel => tunnel.TunnelId).Order());
    }

    [Fact]
    public void Child_that_died_before_it_was_asked_should_not_be_waited_for()
    {
        var (alive, dead) = (CreateTestProbe(), CreateTestProbe());
        Watch(dead);
        Sys.Stop(dead);
        ExpectTerminated(dead);

        Operations.Tell(new OperationsQueries.GetTunnels(), TestActor);
        var collect = Slots.ExpectMsg<CollectStatus>();
        Answer(collect, Slots, new ExpectStatus([alive, dead]));
        Answer(collect, alive, Tunnel(1));
        Settle(collect);
        Advance(StatusCollectorActor<TunnelStatus>.Patience);

        var report = ExpectMsg<StatusReport<TunnelStatus>>();
        Assert.Single(report.Items);
        Assert.Equal(0, report.Missing);
    }

    [Fact]
    public void Child_that_dies_while_it_is_waited_for_should_be_struck_off()
    {
        var late = CreateTestProbe();
        Operations.Tell(new OperationsQueries.GetTunnels(), TestActor);
        var collect = Slots.ExpectMsg<CollectStatus>();
        Answer(collect, Slots, new ExpectStatus([late]));
        Settle(collect);
        Advance(StatusCollectorActor<TunnelStatus>.Patience);
        Settle(collect);
        ExpectNothing(this);

        Sys.Stop(late);
        Assert.Equal(0, ExpectMsg<StatusReport<TunnelStatus>>().Missing);
    }

    [Fact]
    public void Child_that_is_too_slow_should_be_counted_as_missing()
    {
        var (prompt, slow) = (CreateTestProbe(), CreateTestProbe());
        Operations.Tell(new OperationsQueries.GetTunnels(), TestActor);
        var collect = Slots.ExpectMsg<CollectStatus>();
        Answer(collect, Slots, new ExpectStatus([prompt, slow]));
        Answer(collect, prompt, Tunnel(1));
        Settle(collect);
        Advance(StatusCollectorActor<TunnelStatus>.Limit);

        var report = ExpectMsg<StatusReport<TunnelStatus>>();
        Assert.Single(report.Items);
        Assert.Equal(1, report.Missing);
    }

    [Fact]
    public void Second_answer_of_the_same_child_should_not_count()
    {
        var (twice, other) = (CreateTestProbe(), CreateTestProbe());
        Operations.Tell(new OperationsQueries.GetTunnels(), TestActor);
        var collect = Slots.ExpectMsg<CollectStatus>();
        Answer(collect, Slots, new ExpectStatus([twice, other]));
        Answer(collect, twice, Tunnel(1));
        Answer(collect, twice, Tunnel(1));
        Answer(collect, other, Tunnel(2));
        Assert.Equal([1, 2], ExpectMsg<StatusReport<TunnelStatus>>().Items.Select(tunnel => tunnel.TunnelId));
    }

    [Fact]
    public void Pools_should_be_collected_through_their_parent()
    {
        var pool = CreateTestProbe();
        Operations.Tell(new OperationsQueries.GetPools(), TestActor);
        Pools.ExpectMsg<PoolQueries.GetPoolStatus>();
        Pools.Reply(new ExpectStatus([pool]));
        Pools.LastSender.Tell(new PoolStatus("default", "10.0.0.0/24", 254, 1, 0), pool);
        Assert.Equal("default", ExpectMsg<StatusReport<PoolStatus>>().Items.Single().Name);
    }

    [Fact]
    public void Groups_should_be_as_the_node_says_at_once()
    {
        Operations.Tell(new OperationsQueries.GetGroups(), TestActor);
        Assert.Equal("blue", ExpectMsg<StatusReport<GroupStatus>>().Items.Single().Name);
    }

    [Fact]
    public void Queries_should_be_refused_when_too_many_are_under_way()
    {
        for (var i = 0; i <= OperationsActor.MaxChildren; i++)
            Operations.Tell(new OperationsQueries.GetTunnels(), TestActor);
        ExpectMsg<QueryRefused>();
    }

    private static void Answer(CollectStatus collect, TestProbe from, object answer) => collect.Collector.Tell(answer, from);

    /// <summary>Returns when the collector has handled all that it was told: Identify is answered in its turn.</summary>
    private void Settle(CollectStatus collect)
    {
        var probe = CreateTestProbe();
        collect.Collector.Tell(new Identify(1), probe);
        probe.ExpectMsg<ActorIdentity>();
    }
}
