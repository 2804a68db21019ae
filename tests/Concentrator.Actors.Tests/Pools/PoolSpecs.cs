using System.Net;
using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Pools;
using Concentrator.Control.Policy.Pools;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pools;

public class PoolSpecs(ITestOutputHelper output) : HostedTestKit(output, akka => akka.AddJournal(sqliteFile: null).AddPools([Pool("10.0.0.1-10.0.0.2")]))
{
    private static readonly PoolQueries.GetPoolStatus GetStatus = PoolQueries.GetPoolStatus.Instance;

    private IActorRef Pools => Registered<PoolsKey>();

    [Fact]
    public void Lease_should_end_when_its_holder_has_stopped()
    {
        var first = CreateTestProbe();
        Lease(first, "a");
        Lease(CreateTestProbe(), "b");
        var third = CreateTestProbe();
        Ask(third, "c");
        Assert.Contains("exhausted", third.ExpectMsg<PoolEvents.LeaseRefused>().Reason);

        End(first);
        AwaitAssert(() => Assert.Equal(1, Status().Leased));
        Assert.Equal(Address("10.0.0.1"), Lease(third, "c"));
    }

    [Fact]
    public void Holder_should_keep_one_address_when_it_asks_again()
    {
        var holder = CreateTestProbe();
        Assert.Equal(Lease(holder, "a"), Lease(holder, "a"));
        Assert.Equal(1, Status().Leased);
    }

    [Fact]
    public void Return_of_what_was_refused_or_never_asked_for_should_take_nothing_from_others()
    {
        Lease(CreateTestProbe(), "a");
        Lease(CreateTestProbe(), "b");
        var refused = CreateTestProbe();
        Ask(refused, "c");
        refused.ExpectMsg<PoolEvents.LeaseRefused>();
        End(refused);
        End(CreateTestProbe());
        Assert.Equal(2, Status().Leased);
    }

    [Fact]
    public void User_should_meet_the_address_of_the_last_time_again()
    {
        var first = CreateTestProbe();
        var second = CreateTestProbe();
        Lease(first, "a");
        var address = Lease(second, "b");
        End(first);
        End(second);
        AwaitAssert(() => Assert.Equal(0, Status().Leased));
        Assert.Equal(address, Lease(CreateTestProbe(), "b"));
    }

    [Fact]
    public void Fixed_address_should_be_refused_while_somebody_has_it()
    {
        var address = Lease(CreateTestProbe(), "a");
        var other = CreateTestProbe();
        Tell(new PoolCommands.Lease(other, "b", Fixed: address, Wanted: null));
        Assert.Contains("in use", other.ExpectMsg<PoolEvents.LeaseRefused>().Reason);
    }

    [Fact]
    public void Leases_should_survive_a_restart_of_the_pool()
    {
        var holder = CreateTestProbe();
        var address = Lease(holder, "a");

        EventFilter.Exception<ArgumentNullException>().ExpectOne(() => Tell(new PoolCommands.Lease(null!, "b", null, null)));
        Assert.Equal(1, Status().Leased);
        Assert.Equal(address, Lease(holder, "a"));

        End(holder);
        AwaitAssert(() => Assert.Equal(0, Status().Leased));
    }

    [Fact]
    public void Leases_should_survive_a_restart_of_the_parent_of_pools()
    {
        var holder = CreateTestProbe();
        Lease(holder, "a");
        EventFilter.Exception<ArgumentNullException>().ExpectOne(() => Pools.Tell(new PoolCommands.InPool(null!, new PoolCommands.Lease(holder, "b", null, null))));
        Assert.Equal(1, Status().Leased);
    }

    [Fact]
    public void Pool_should_lend_more_after_its_ranges_grow()
    {
        Lease(CreateTestProbe(), "a");
        Lease(CreateTestProbe(), "b");
        Pools.Tell(new PoolCommands.Configure([Pool("10.0.0.1-10.0.0.3")]));
        Assert.Equal(Address("10.0.0.3"), Lease(CreateTestProbe(), "c"));
    }

    [Fact]
    public void Lease_should_last_after_its_address_left_the_pool()
    {
        var holder = CreateTestProbe();
        Lease(holder, "a");
        Pools.Tell(new PoolCommands.Configure([Pool("10.0.0.7")]));
        Assert.Equal((1, 1), (Status().Size, Status().Leased));
        Assert.Equal(Address("10.0.0.7"), Lease(CreateTestProbe(), "b"));

        End(holder);
        AwaitAssert(() => Assert.Equal((1, 0), (Status().Leased, Status().Remembered)));
    }

    [Fact]
    public void Pool_that_is_no_longer_configured_should_go_with_its_last_lease()
    {
        var holder = CreateTestProbe();
        Lease(holder, "a");
        Pools.Tell(new PoolCommands.Configure([]));
        var other = CreateTestProbe();
        Ask(other, "b");
        Assert.Contains("no longer configured", other.ExpectMsg<PoolEvents.LeaseRefused>().Reason);

        End(holder);
        AwaitAssert(() =>
        {
            Pools.Tell(GetStatus, TestActor);
            Assert.Empty(ExpectMsg<ExpectStatus>().From);
        });
        Ask(other, "b");
        Assert.Contains("no pool", other.ExpectMsg<PoolEvents.LeaseRefused>().Reason);
    }

    [Fact]
    public void Lease_of_a_user_should_be_recorded()
    {
        Registered<JournalKey>().Tell(new JournalCommands.Subscribe(TestActor, Live: true));
        Registered<JournalKey>().Tell(new Identify(1), TestActor);
        ExpectMsg<ActorIdentity>();
        Lease(CreateTestProbe(), user: null);
        var address = Lease(CreateTestProbe(), "a");
        var fact = ExpectMsg<AddressLeased>();
        Assert.Equal(("p", "a", address), (fact.Pool, fact.User, fact.Address));
    }

    [Fact]
    public void Pool_should_learn_addresses_of_earlier_runs_and_the_latest_user_of_each()
    {
        var noon = DateTimeOffset.UnixEpoch.AddHours(12);
        var leases = new AddressLeased[]
        {
            new(noon, "p", "late", Address("10.0.0.2")),
            new(noon.AddHours(-1), "p", "early", Address("10.0.0.2")),
            new(noon, "another pool", "late", Address("10.0.0.1")),
        };
        foreach (var lease in leases)
            Pools.Tell(new JournalEvents.Recovered(lease.Slot, [lease]));
        Assert.Equal(Address("10.0.0.2"), Lease(CreateTestProbe(), "late"));
    }

    private static PoolDefinition Pool(string ranges) =>
        AddressRanges.TryParse([ranges], out var parsed, out var error) ? new PoolDefinition("p", parsed, []) : throw new ArgumentException(error);

    private static IPAddress Address(string text) => IPAddress.Parse(text);

    private IPAddress Lease(TestProbe holder, string? user)
    {
        Ask(holder, user);
        return holder.ExpectMsg<PoolEvents.Leased>().Address;
    }

    private void Ask(TestProbe holder, string? user) => Tell(new PoolCommands.Lease(holder, user, Fixed: null, Wanted: null));

    private void Tell(PoolCommands.Lease lease) => Pools.Tell(new PoolCommands.InPool("p", lease));

    private void End(TestProbe holder) => Pools.Tell(new PoolCommands.Return("p", holder));

    private PoolStatus Status()
    {
        Settle();
        var probe = CreateTestProbe();
        Pools.Tell(GetStatus, probe);
        Assert.Single(probe.ExpectMsg<ExpectStatus>().From);
        return probe.ExpectMsg<PoolStatus>();
    }
}
