using System.Net;
using Concentrator.Control.Policy;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class PrefixTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.77/24", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.9", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("any", "203.0.113.9", true)]
    [InlineData("any", "2001:db8::1", true)]
    public void Prefix_should_contain_the_addresses_of_its_family_that_share_its_leading_bits(string text, string address, bool contains)
    {
        Assert.True(Prefix.TryParse(text, out var prefix));
        Assert.Equal(contains, prefix.Contains(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1/16")]
    [InlineData("10.0.0.300/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("::/129")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("host.example")]
    public void Prefix_should_refuse_what_is_no_prefix(string text) => Assert.False(Prefix.TryParse(text, out _));
}
