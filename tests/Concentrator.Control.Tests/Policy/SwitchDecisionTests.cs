using System.Net;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Switching;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class SwitchDecisionTests
{
    private static readonly SwitchFacts Offer =
        new("default", Endpoint.From(IPAddress.Parse("192.0.2.7"), 1701), "lac-1", CalledNumber: "0800123", CallingNumber: "555");

    [Theory]
    [InlineData("default", "192.0.2.0/24", "lac-*", "0800*", "5?5", true)]
    [InlineData("other", "192.0.2.0/24", "lac-*", "0800*", "5?5", false)]
    [InlineData("default", "198.51.100.0/24", "lac-*", "0800*", "5?5", false)]
    [InlineData("default", "192.0.2.0/24", "bras-*", "0800*", "5?5", false)]
    [InlineData("default", "192.0.2.0/24", "lac-*", "0900*", "5?5", false)]
    [InlineData("default", "192.0.2.0/24", "lac-*", "0800*", "6*", false)]
    public void Rule_should_match_when_each_of_its_lists_does(string profile, string peer, string host, string called, string calling, bool matches)
    {
        Assert.True(Prefix.TryParse(peer, out var prefix));
        var match = new SwitchMatch
        {
            Profiles = [profile], Peers = [prefix], HostNames = [new NamePattern(host)], CalledNumbers = [new NamePattern(called)], CallingNumbers = [new NamePattern(calling)],
        };
        Assert.Equal(matches, SwitchDecision.Of([new SwitchRule("r", match, "isp")], Offer) is SwitchDecision.To);
    }

    [Fact]
    public void First_rule_that_matches_should_decide()
    {
        ValueList<SwitchRule> rules =
            [new("realm", Realm("example.net"), "a"), new("number", new SwitchMatch { CalledNumbers = [new NamePattern("0800*")] }, "b"), new("all", new SwitchMatch(), "c")];
        Assert.Equal(new SwitchDecision.To("a", "realm"), SwitchDecision.Of(rules, Offer with { IsConnected = true, User = "joe@example.net" }));
        Assert.Equal(new SwitchDecision.To("b", "number"), SwitchDecision.Of(rules, Offer with { IsConnected = true, User = "joe@example.org" }));
        Assert.Equal(new SwitchDecision.To("c", "all"), SwitchDecision.Of(rules, Offer with { IsConnected = true, CalledNumber = null }));
    }

    [Fact]
    public void Decision_should_wait_for_the_iccn_only_where_a_rule_that_may_be_for_the_call_needs_it()
    {
        ValueList<SwitchRule> rules = [new("realm", Realm("*") with { HostNames = [new NamePattern("lac-1")] }, "a"), new("all", new SwitchMatch(), "b")];
        Assert.IsType<SwitchDecision.Later>(SwitchDecision.Of(rules, Offer));
        Assert.Equal(new SwitchDecision.To("b", "all"), SwitchDecision.Of(rules, Offer with { HostName = "lac-2" }));
    }

    [Fact]
    public void Call_should_end_here_when_no_rule_or_one_without_target_is_for_it()
    {
        Assert.IsType<SwitchDecision.Here>(SwitchDecision.Of([], Offer));
        Assert.IsType<SwitchDecision.Here>(SwitchDecision.Of([new("local", new SwitchMatch(), null), new("all", new SwitchMatch(), "b")], Offer));
    }

    [Theory]
    [InlineData("joe@example.net", "example.net")]
    [InlineData("joe@home@example.net", "example.net")]
    [InlineData("joe", null)]
    [InlineData(null, null)]
    public void Realm_should_be_what_follows_the_last_at_sign(string? user, string? realm) => Assert.Equal(realm, (Offer with { User = user }).Realm);

    [Fact]
    public void Iccn_should_tell_user_and_group()
    {
        var call = Offer.Connected(new CallConnection { Received = [AvpCatalog.ProxyAuthenName.Of("joe@example.net"), AvpCatalog.PrivateGroupId.Of([.. "gold"u8])] });
        Assert.Equal((true, "joe@example.net", "gold"), (call.IsConnected, call.User, call.PrivateGroup));
        var match = new SwitchMatch { PrivateGroups = [new NamePattern("gold")] };
        Assert.IsType<SwitchDecision.To>(SwitchDecision.Of([new("group", match, "a")], call));
        Assert.IsType<SwitchDecision.Here>(SwitchDecision.Of([new("group", match, "a")], call with { PrivateGroup = null }));
    }

    private static SwitchMatch Realm(string pattern) => new() { Realms = [new NamePattern(pattern)] };
}
