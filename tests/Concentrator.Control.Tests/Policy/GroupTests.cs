using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

/// <summary>By what a call is served, by the private group that its LAC names.</summary>
public class GroupTests
{
    private static readonly IPAddress Dns = IPAddress.Parse("192.0.2.53"), BlueDns = IPAddress.Parse("10.1.0.53");

    private static readonly LnsProfile Plain = new()
    {
        Name = "plain", Pool = "pool", Groups = ["red", "blue"], Tunnel = new TunnelProfile { HostName = "lns" },
        Ppp = new PppProfile { Name = "lns", LocalAddress = IPAddress.Parse("10.0.0.1"), Dns = [Dns] },
    };

    private static readonly NodeConfiguration Node = new()
    {
        Node = new NodeSettings("node", "/nowhere", LogVerbosity.Warning, TimeSpan.Zero, 0),
        Control = new ControlSettings("/nowhere", UnixFileMode.None),
        Groups =
        [
            Group("red", "10.1.0.1") with { Pool = "reds" },
            Group("blue", "10.1.0.1") with { Pool = "blues", Dns = [BlueDns] },
        ],
    };

    [Fact]
    public void Call_without_a_group_should_be_served_by_the_profile_as_it_is() => Assert.Equal(Plain, Node.ProfileWithin(Plain, null));

    [Fact]
    public void Call_of_a_group_should_be_served_from_its_pool_by_its_address()
    {
        var served = Node.ProfileWithin(Plain, "red")!;
        Assert.Equal(("red", "reds", "10.1.0.1"), (served.Group, served.Pool, served.Ppp.LocalAddress!.ToString()));
    }

    [Fact]
    public void Name_servers_should_be_the_groups_or_else_the_profiles()
    {
        Assert.Equal([BlueDns], Node.ProfileWithin(Plain, "blue")!.Ppp.Dns);
        Assert.Equal([Dns], Node.ProfileWithin(Plain, "red")!.Ppp.Dns);
    }

    [Fact]
    public void Profile_should_name_the_group_of_calls_that_name_none()
    {
        var profile = Plain with { Group = "red" };
        Assert.Equal("reds", Node.ProfileWithin(profile, null)!.Pool);
        Assert.Equal("blues", Node.ProfileWithin(profile, "blue")!.Pool);
    }

    [Theory]
    [InlineData("green")]       // no group of the node
    [InlineData("blue")]        // not for this profile
    [InlineData("")]
    public void Group_that_the_profile_does_not_serve_should_be_refused(string group) =>
        Assert.Null(Node.ProfileWithin(Plain with { Groups = ["red"] }, group));

    [Theory]
    [InlineData(null, "pool")]
    [InlineData("red", "reds")]
    public void Unknown_group_should_be_ignored_where_the_profile_says_so(string? group, string pool) =>
        Assert.Equal(pool, Node.ProfileWithin(Plain with { Group = group, UnknownGroup = UnknownGroup.Ignore }, "green")!.Pool);

    [Fact]
    public void Group_that_is_not_there_yet_should_be_refused_until_the_node_is_restarted()
    {
        var profile = Plain with { Group = "green", Groups = ["green"] };
        Assert.Null(Node.ProfileWithin(profile, null));
        Assert.Null(Node.ProfileWithin(profile, "green"));
    }

    [Fact]
    public void Groups_should_stay_as_they_were_over_a_reload()
    {
        var change = ConfigurationChange.Compare(Node, Node with { Groups = [Group("green", "10.3.0.1")] }, Node);
        Assert.Same(Node, change.Effective);
        Assert.StartsWith("groups: ", Assert.Single(change.NeedsRestart));
        Assert.Empty(change.Applied);
    }

    [Fact]
    public void Filter_should_change_with_a_reload()
    {
        var reloaded = Node with { Groups = [Node.Groups[0] with { Filter = new GroupFilter("/etc/red.nft", "chain c { }") }, Node.Groups[1]] };
        var change = ConfigurationChange.Compare(Node, reloaded, reloaded);
        Assert.Equal(["filter of group \"red\" changed"], change.Applied);
        Assert.Empty(change.NeedsRestart);
    }

    [Theory]
    [InlineData("customer", "\"l2tp-red\", \"ppp*\"")]
    [InlineData(null, "\"l2tp-red\"")]
    public void Filter_should_take_the_place_of_the_groups_table_and_know_its_interfaces(string? @namespace, string subscribers)
    {
        var group = Group("red", "10.1.0.1") with { Namespace = @namespace };
        Assert.Equal(
            $"define subscribers = {{ {subscribers} }}; add table inet concentrator_red; delete table inet concentrator_red; table inet concentrator_red {{ # first line\nchain c {{ }} # last\n}}\n",
            FilterScript.Replace(group, new GroupFilter("/etc/red.nft", "# first line\nchain c { } # last")));
        Assert.Equal("add table inet concentrator_red; delete table inet concentrator_red\n", FilterScript.Remove(group));
    }

    private static RoutingGroup Group(string name, string address) =>
        new() { Name = name, Tun = new TunSettings($"l2tp-{name}", IPAddress.Parse(address)) };
}
