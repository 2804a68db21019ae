using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class ProfileTests
{
    private static readonly UdpPath Path = new(At("192.0.2.1"), At("198.51.100.7"));

    private static Endpoint At(string address) => Endpoint.From(IPAddress.Parse(address), 1701);

    private static Prefix Of(string text) => Prefix.TryParse(text, out var prefix) ? prefix : throw new FormatException(text);

    private static LnsProfile Profile(string name, LnsMatch match) => new()
    {
        Name = name,
        Match = match,
        Tunnel = new TunnelProfile { HostName = "lns" },
        Ppp = new PppProfile { Name = "lns" },
    };

    [Fact]
    public void Selector_should_take_the_first_profile_that_matches()
    {
        ValueList<LnsProfile> profiles =
        [
            Profile("elsewhere", new LnsMatch([Of("192.0.2.2")], [], [])),
            Profile("others", new LnsMatch([], [Of("203.0.113.0/24")], [])),
            Profile("named", new LnsMatch([], [], [new NamePattern("lac-*")])),
            Profile("all", LnsMatch.Everybody),
        ];
        Assert.Equal("named", ProfileSelector.Select(profiles, Path, "LAC-17")?.Name);
        Assert.Equal("all", ProfileSelector.Select(profiles, Path, "bras")?.Name);
        Assert.Null(ProfileSelector.Select([profiles[0], profiles[1]], Path, "lac-1"));
    }

    [Theory]
    [InlineData("198.51.100.0/24", "lac-*", true)]
    [InlineData("198.51.100.0/24", "bras", false)]
    [InlineData("203.0.113.0/24", "lac-*", false)]
    public void Profile_should_match_only_when_every_list_has_a_match(string peers, string pattern, bool matches) =>
        Assert.Equal(matches, new LnsMatch([Of("192.0.2.1")], [Of(peers)], [new NamePattern(pattern)]).IsMatch(Path, "lac-1"));

    [Theory]
    [InlineData("lns.example", "lns.example", 1701)]
    [InlineData("lns.example:1702", "lns.example", 1702)]
    [InlineData("192.0.2.1:1702", "192.0.2.1", 1702)]
    [InlineData("2001:db8::1", "2001:db8::1", 1701)]
    [InlineData("[2001:db8::1]", "2001:db8::1", 1701)]
    [InlineData("[2001:db8::1]:1702", "2001:db8::1", 1702)]
    public void Lns_address_should_be_a_host_with_or_without_a_port(string text, string host, int port)
    {
        Assert.True(LnsAddress.TryParse(text, out var address));
        Assert.Equal(new LnsAddress(host, (ushort)port), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lns:0")]
    [InlineData("lns:70000")]
    [InlineData("lns:port")]
    [InlineData("[2001:db8::1")]
    [InlineData("[2001:db8::1]1701")]
    [InlineData("two words")]
    public void Lns_address_should_refuse_what_is_no_host(string text) => Assert.False(LnsAddress.TryParse(text, out _));

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(3, 0.5, 4)]
    [InlineData(7, 0.5, 60)]
    [InlineData(1_000_000, 0.5, 60)]
    [InlineData(3, 0.0, 3.2)]
    [InlineData(3, 1.0, 4.8)]
    public void Redial_should_double_its_delay_up_to_the_maximum_and_jitter_around_it(int failures, double chance, double seconds) =>
        Assert.Equal(seconds, new RedialPolicy().DelayAfter(failures, chance)!.Value.TotalSeconds, 6);

    [Fact]
    public void Redial_should_give_up_after_so_many_attempts()
    {
        var policy = new RedialPolicy { MaxAttempts = 3 };
        Assert.NotNull(policy.DelayAfter(2, 0.5));
        Assert.Null(policy.DelayAfter(3, 0.5));
    }
}
