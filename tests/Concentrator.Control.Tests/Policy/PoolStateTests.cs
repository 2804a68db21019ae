using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class PoolStateTests
{
    internal static PoolDefinition Pool(string range, int remember = 65_536, params string[] excluded)
    {
        Assert.True(AddressRanges.TryParse([range], out var ranges, out var error), error);
        return new PoolDefinition("pool", ranges, excluded.Select(IPAddress.Parse).ToValueList(), remember);
    }

    private static string? Lease(PoolState pool, string? user, string? @fixed = null, string? wanted = null) =>
        pool.Lease(new LeaseRequest(user, Parse(@fixed), Parse(wanted)))?.Address.ToString();

    private static IPAddress? Parse(string? address) => address is null ? null : IPAddress.Parse(address);

    private static AddressLease Take(PoolState pool, string? user) => pool.Lease(new LeaseRequest(user))!.Value;

    [Fact]
    public void Pool_should_lease_in_order_and_leave_out_addresses_of_the_node()
    {
        var pool = new PoolState(Pool("10.0.0.0/29", excluded: ["10.0.0.1", "192.0.2.1"]));
        Assert.Equal(5, pool.Size);
        Assert.Equal(["10.0.0.2", "10.0.0.3"], new List<string?> { Lease(pool, "a"), Lease(pool, "b") });
    }

    [Fact]
    public void Pool_should_say_when_it_is_exhausted()
    {
        var pool = new PoolState(Pool("10.0.0.0/30"));
        Assert.NotNull(Lease(pool, "a"));
        var last = Take(pool, "b");
        Assert.Null(Lease(pool, "c"));
        pool.Release(last);
        Assert.Equal("10.0.0.2", Lease(pool, "c"));
    }

    [Fact]
    public void Pool_should_give_a_user_the_previous_address_when_it_is_free()
    {
        var pool = new PoolState(Pool("10.0.0.0/24"));
        var first = Take(pool, "a");
        pool.Release(first);
        Assert.NotEqual(first.Address, Take(pool, "b").Address);
        Assert.Equal(first.Address, Take(pool, "a").Address);
    }

    [Fact]
    public void Pool_should_prefer_the_previous_address_to_the_wanted_one()
    {
        var pool = new PoolState(Pool("10.0.0.0/24"));
        pool.Release(Take(pool, "a"));
        Assert.Equal("10.0.0.1", Lease(pool, "a", wanted: "10.0.0.77"));
    }

    [Fact]
    public void Pool_should_give_the_address_that_has_been_free_the_longest_once_none_is_unused()
    {
        var pool = new PoolState(Pool("10.0.0.0/29"));
        var leases = Enumerable.Range(0, 6).Select(i => Take(pool, $"user{i}")).ToList();
        pool.Release(leases[4]);
        pool.Release(leases[1]);
        Assert.Equal(leases[4].Address, Take(pool, "new").Address);
        Assert.Equal(leases[1].Address, Take(pool, "newer").Address);
    }

    [Fact]
    public void Pool_should_reuse_the_oldest_free_address_when_enough_are_remembered()
    {
        var pool = new PoolState(Pool("10.0.0.0/8", remember: 2));
        pool.Release(Take(pool, "a"));
        pool.Release(Take(pool, "b"));
        Assert.Equal("10.0.0.1", Lease(pool, "c"));
        Assert.Equal("10.0.0.3", Lease(pool, "d"));
    }

    [Fact]
    public void Pool_should_grow_with_what_is_leased_and_remembered_only()
    {
        var pool = new PoolState(Pool("10.0.0.0/8", remember: 100));
        for (var i = 0; i < 100_000; i++)
            pool.Release(Take(pool, $"user{i}"));
        Assert.Equal((0, 100), (pool.Leased, pool.Remembered));
    }

    [Fact]
    public void Pool_should_lease_a_million_addresses_each_once()
    {
        var pool = new PoolState(Pool("10.64.0.0/12", excluded: ["10.64.0.1"]));
        var seen = new HashSet<IPAddress>();
        for (var i = 0; i < 1_048_573; i++)
            Assert.True(seen.Add(Take(pool, null).Address));
        Assert.Null(pool.Lease(new LeaseRequest(null)));
    }

    [Fact]
    public void Pool_should_give_a_fixed_address_or_none()
    {
        var pool = new PoolState(Pool("10.0.0.0/24", excluded: ["10.0.0.9"]));
        Assert.Equal("10.0.0.50", Lease(pool, "a", @fixed: "10.0.0.50"));
        Assert.Null(Lease(pool, "b", @fixed: "10.0.0.50"));
        Assert.Null(Lease(pool, "c", @fixed: "10.0.0.9"));
    }

    [Fact]
    public void Pool_should_keep_book_of_fixed_addresses_outside_of_its_ranges()
    {
        var pool = new PoolState(Pool("10.0.0.0/24"));
        var lease = pool.Lease(new LeaseRequest("a", IPAddress.Parse("192.0.2.1")))!.Value;
        Assert.Null(Lease(pool, "b", @fixed: "192.0.2.1"));
        pool.Release(lease);
        Assert.Equal((0, 0), (pool.Leased, pool.Remembered));
        Assert.Equal("10.0.0.1", Lease(pool, "a"));
    }

    [Theory]
    [InlineData("10.0.0.50", "10.0.0.50")]
    [InlineData("192.0.2.1", "10.0.0.1")]
    [InlineData("10.0.0.0", "10.0.0.1")]
    public void Pool_should_give_the_wanted_address_when_it_is_of_the_pool(string wanted, string given) =>
        Assert.Equal(given, Lease(new PoolState(Pool("10.0.0.0/24")), "a", wanted: wanted));

    [Fact]
    public void Pool_should_ignore_the_late_release_of_a_lease_whose_address_went_to_somebody_else()
    {
        var pool = new PoolState(Pool("10.0.0.1"));
        var first = Take(pool, "a");
        pool.Release(first);
        Take(pool, "b");
        pool.Release(first);
        Assert.Equal(1, pool.Leased);
        Assert.Null(pool.Lease(new LeaseRequest("c")));
    }

    [Fact]
    public void Pool_should_give_a_user_with_two_sessions_two_addresses()
    {
        var pool = new PoolState(Pool("10.0.0.0/24"));
        Assert.NotEqual(Take(pool, "a").Address, Take(pool, "a").Address);
    }

    [Fact]
    public void Pool_should_remember_after_a_restart_who_had_what_the_last_one_last()
    {
        var pool = new PoolState(Pool("10.0.0.0/24"));
        pool.Remember("a", IPAddress.Parse("10.0.0.7"));
        pool.Remember("b", IPAddress.Parse("10.0.0.7"));
        pool.Remember("a", IPAddress.Parse("10.0.0.8"));
        pool.Remember("c", IPAddress.Parse("192.0.2.1"));
        Assert.Equal(["10.0.0.8", "10.0.0.7", "10.0.0.1"], new List<string?> { Lease(pool, "a"), Lease(pool, "b"), Lease(pool, "c") });
    }

    [Fact]
    public void Pool_should_keep_leases_outside_of_new_ranges_until_they_are_released()
    {
        var pool = new PoolState(Pool("10.0.0.0/24"));
        var old = Take(pool, "a");
        pool.Release(Take(pool, "b"));
        pool.Resize(Pool("10.0.1.0/24"));
        Assert.Equal((1, 0), (pool.Leased, pool.Remembered));
        pool.Release(old);
        Assert.Equal((0, 0), (pool.Leased, pool.Remembered));
        Assert.Equal("10.0.1.1", Lease(pool, "a"));
    }

    [Fact]
    public void Pool_should_keep_its_leases_when_it_grows()
    {
        var pool = new PoolState(Pool("10.0.0.1"));
        Take(pool, "a");
        pool.Resize(Pool("10.0.0.0/30"));
        Assert.Equal("10.0.0.2", Lease(pool, "b"));
        Assert.Null(Lease(pool, "c"));
    }
}
