using System.Collections.Immutable;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class DropNoticesTests
{
    private readonly DropNotices _notices = new();

    [Fact]
    public void What_was_dropped_before_the_first_look_should_be_no_news() => Assert.Null(_notices.Next(Counters((DropReason.UnknownTunnel, 1000))));

    [Fact]
    public void One_line_should_tell_what_was_dropped_since_the_last_and_by_whom_it_was_sent()
    {
        _notices.Next(Counters((DropReason.UnknownTunnel, 5), (DropReason.TunWriteFailed, 7)));
        Assert.Equal(
            "dropped: 1000000 × unknownTunnel (the last from 192.0.2.7:1701), 10 × tunWriteFailed",
            _notices.Next(Counters((DropReason.UnknownTunnel, 1_000_005), (DropReason.TunWriteFailed, 17))));
        Assert.Null(_notices.Next(Counters((DropReason.UnknownTunnel, 1_000_005), (DropReason.TunWriteFailed, 17))));
    }

    [Fact]
    public void A_few_should_be_counted_only()
    {
        _notices.Next(Counters());
        Assert.Null(_notices.Next(Counters((DropReason.UnknownDestination, DropNotices.Few - 1))));
    }

    private static DataPlaneCounters Counters(params (DropReason Reason, long Count)[] drops) =>
        new(0, 0, 0, 0, drops.ToImmutableSortedDictionary(drop => drop.Reason, drop => drop.Count), 0)
        {
            Senders = ImmutableSortedDictionary<DropReason, Endpoint>.Empty.Add(DropReason.UnknownTunnel, Endpoint.FromIpv4(0xc000_0207, 1701)),
        };
}
