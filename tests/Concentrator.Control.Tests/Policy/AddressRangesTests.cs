using System.Net;
using Concentrator.Control.Policy.Pools;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class AddressRangesTests
{
    [Theory]
    [InlineData("10.0.0.0/24", 254, "10.0.0.1", "10.0.0.254")]
    [InlineData("10.64.0.0/12", 1_048_574, "10.64.0.1", "10.79.255.254")]
    [InlineData("10.0.0.4/31", 2, "10.0.0.4", "10.0.0.5")]
    [InlineData("10.0.0.4/32", 1, "10.0.0.4", "10.0.0.4")]
    [InlineData("10.0.0.4", 1, "10.0.0.4", "10.0.0.4")]
    [InlineData("10.0.0.10-10.0.1.9", 256, "10.0.0.10", "10.0.1.9")]
    [InlineData("0.0.0.0/0", 4_294_967_294, "0.0.0.1", "255.255.255.254")]
    public void Ranges_should_hold_the_host_addresses_of_a_prefix_and_all_of_a_range(string text, long size, string first, string last)
    {
        Assert.True(AddressRanges.TryParse([text], out var ranges, out _));
        Assert.Equal(size, ranges.Size);
        Assert.Equal(IPAddress.Parse(first), AddressRanges.ToIPAddress(ranges.At(0)));
        Assert.Equal(IPAddress.Parse(last), AddressRanges.ToIPAddress(ranges.At(size - 1)));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("10.0.0.0/24-10.0.1.0")]
    [InlineData("10.0.0.1-")]
    [InlineData("2001:db8::/64")]
    [InlineData("any")]
    [InlineData("10.0.0.1-10.0.0.2-10.0.0.3")]
    public void Ranges_should_refuse_what_is_no_range(string text)
    {
        Assert.False(AddressRanges.TryParse([text], out _, out var error));
        Assert.Contains($"\"{text}\"", error);
    }

    [Fact]
    public void Ranges_should_not_overlap_each_other() => Assert.False(AddressRanges.TryParse(["10.0.0.0/24", "10.0.0.9"], out _, out _));

    [Fact]
    public void Ranges_should_be_at_least_one() => Assert.False(AddressRanges.TryParse([], out _, out _));

    [Fact]
    public void Ranges_should_number_their_addresses_in_the_order_of_the_list()
    {
        AddressRanges.TryParse(["10.0.1.1", "10.0.0.1-10.0.0.2"], out var ranges, out _);
        Assert.Equal(["10.0.1.1", "10.0.0.1", "10.0.0.2"], Enumerable.Range(0, 3).Select(i => AddressRanges.ToIPAddress(ranges.At(i)).ToString()));
    }
}
