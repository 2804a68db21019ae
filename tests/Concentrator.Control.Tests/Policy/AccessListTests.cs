using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Admission;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class AccessListTests
{
    private static bool Allows(string address, params string[] rows) =>
        new AccessList(rows.Select(row => AccessRule.TryParse(row, out var rule) ? rule : throw new FormatException(row)).ToValueList())
            .Allows(Endpoint.From(IPAddress.Parse(address), 1701));

    [Fact]
    public void Access_list_should_allow_everybody_when_it_is_empty() => Assert.True(Allows("192.0.2.1"));

    [Fact]
    public void Access_list_should_let_the_first_row_that_matches_decide()
    {
        Assert.False(Allows("192.0.2.1", "deny 192.0.2.1", "allow 192.0.2.0/24"));
        Assert.True(Allows("192.0.2.1", "allow 192.0.2.0/24", "deny 192.0.2.1"));
    }

    [Fact]
    public void Access_list_should_deny_whom_no_row_names() => Assert.False(Allows("198.51.100.1", "allow 192.0.2.0/24"));

    [Theory]
    [InlineData("permit any")]
    [InlineData("allow")]
    [InlineData("allow 10.0.0.0/8 any")]
    public void Access_rule_should_be_a_verb_and_a_prefix(string text) => Assert.False(AccessRule.TryParse(text, out _));
}
