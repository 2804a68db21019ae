using System.Net;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tables;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class TableTests
{
    private readonly AddressTable<string> _table = new();

    [Theory]
    [InlineData("10.1.2.3", "host")]
    [InlineData("10.1.2.4", "framed route")]
    [InlineData("10.1.3.4", "wide route")]
    [InlineData("10.9.3.4", null)]
    [InlineData("2001:db8:1::5", "wide6")]
    [InlineData("2001:db8:1:7::5", "narrow6")]
    [InlineData("2001:db8:2::5", null)]
    public void Longest_match_should_win(string destination, string? expected)
    {
        Set("10.1.0.0/16", "wide route");
        Set("10.1.2.0/24", "framed route");
        Set("10.1.2.3/32", "host");
        Set("2001:db8:1::/48", "wide6");
        Set("2001:db8:1:7::/64", "narrow6");

        Assert.Equal(expected, Find(destination));
    }

    [Theory]
    [InlineData("10.1.2.3/32", "10.1.2.3")]
    [InlineData("10.1.0.0/16", "10.1.2.3")]
    [InlineData("fd00::/64", "fd00::1")]
    public void Late_removal_should_leave_the_successor(string network, string destination)
    {
        Set(network, "first");
        Set(network, "second");

        _table.Remove(Prefix.From(IPNetwork.Parse(network)), "first");
        Assert.Equal("second", Find(destination));

        _table.Remove(Prefix.From(IPNetwork.Parse(network)), "second");
        Assert.Null(Find(destination));
    }

    [Fact]
    public void Everything_should_match_the_empty_prefix()
    {
        Set("::/0", "all");

        Assert.Equal("all", Find("2001:db8::1"));
    }

    [Fact]
    public void Ring_should_refuse_what_does_not_fit_and_keep_order_across_its_end()
    {
        var ring = new ByteRing(8);
        Assert.True(ring.TryWrite([1, 2, 3, 4, 5]));
        Assert.False(ring.TryWrite([6, 7, 8, 9]));
        ring.Skip(4);
        Assert.True(ring.TryWrite([6, 7, 8, 9]));

        Assert.Equal([5, 6, 7, 8], ring.Peek().ToArray());
        ring.Skip(4);
        Assert.Equal([9], ring.Peek().ToArray());
        ring.Skip(1);
        Assert.True(ring.IsEmpty);
    }

    [Fact]
    public void Ring_should_tell_when_more_than_half_of_it_is_full()
    {
        var ring = new ByteRing(8);
        Assert.True(ring.TryWrite([1, 2, 3, 4]));
        Assert.False(ring.IsHalfFull);
        Assert.True(ring.TryWrite([5]));
        Assert.True(ring.IsHalfFull);

        ring.Skip(1);

        Assert.False(ring.IsHalfFull);
    }

    [Fact]
    public void Sequence_should_count_gaps_and_late_ones_across_the_wrap()
    {
        var sequence = new DataSequence();

        SequenceOrder[] orders = [.. new ushort[] { 65534, 65535, 2, 0, 3, 3, 0 }.Select(Accept)];

        Assert.Equal(
            [
                SequenceOrder.Next, SequenceOrder.Next, SequenceOrder.Early, SequenceOrder.Late, SequenceOrder.Next, SequenceOrder.Duplicate,
                SequenceOrder.Duplicate,
            ],
            orders);
        Assert.Equal((2, 1, 2), (sequence.Lost, sequence.Late, sequence.Duplicates));

        SequenceOrder Accept(ushort ns)
        {
            var order = sequence.Look(new SequenceNumber(ns));
            if (order is SequenceOrder.Next or SequenceOrder.Early)
                sequence.Take(new SequenceNumber(ns));
            return order;
        }
    }

    [Fact]
    public void Peer_that_counts_anew_should_be_followed()
    {
        var sequence = new DataSequence();
        sequence.Take(new SequenceNumber(1000));

        Assert.Contains(SequenceOrder.Restart, Enumerable.Range(0, 100).Select(ns => sequence.Look(new SequenceNumber((ushort)ns))).ToList());
    }

    private void Set(string network, string value) => _table.Set(Prefix.From(IPNetwork.Parse(network)), value);

    private string? Find(string address) => _table.Find(Endpoint.From(IPAddress.Parse(address), 0).Address);
}
