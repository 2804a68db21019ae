using System.Net;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Node.Configuration;
using Xunit;

namespace Concentrator.Node.Tests.Configuration;

/// <summary>Groups in the configuration: what they become, and what does not fit together.</summary>
public sealed class GroupOptionsTests : IDisposable
{
    private const string Pools = """ "pools": { "own": { "ranges": "10.9.0.0/24" }, "blues": { "ranges": "10.1.0.0/24" }, "reds": { "ranges": "10.1.0.0/24" } } """;

    private readonly string _directory = Directory.CreateTempSubdirectory("concentrator-groups-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Groups_should_be_as_the_file_says()
    {
        var loaded = Load(Blue, Red, profile: """ "pool": "own", "group": "red", "groups": ["blue"], "unknownGroup": "ignore" """);
        Assert.Empty(loaded.Errors);
        var node = loaded.Configuration!;

        Assert.Equal(
            [("blue", "l2tp-blue", "customer-1", "blues"), ("red", "reds0", "customer-2", "reds")],
            node.Groups.Select(group => (group.Name, group.Tun.Name, group.Namespace!, group.Pool!)));
        var profile = Assert.Single(node.Lns);
        Assert.Equal(("red", UnknownGroup.Ignore), (profile.Group, profile.UnknownGroup));
        Assert.Equal(["blue"], profile.Groups);
    }

    [Fact]
    public void Pool_of_a_group_should_leave_out_the_groups_address_only()
    {
        var node = Load(Blue, Red).Configuration!;
        Assert.Equal([("blue", "10.1.0.1"), ("red", "10.1.0.2")], node.Pools.Where(pool => pool.Group is not null).Select(pool => (pool.Group!, $"{Assert.Single(pool.Excluded)}")));
        Assert.Equal(["own"], node.PoolsOf(null).Select(pool => pool.Name));
        Assert.Equal([IPAddress.Parse("10.9.0.1")], node.PoolsOf(null)[0].Excluded);
    }

    [Fact]
    public void Same_ranges_should_be_warned_of_only_within_one_network_namespace()
    {
        Assert.DoesNotContain(Load(Blue, Red).Warnings, warning => warning.Text.Contains("overlaps"));
        Assert.Contains(Load(Blue.Replace("customer-1", "customer-2"), Red).Warnings, warning => warning.Text.Contains("overlaps"));
    }

    [Fact]
    public void Lac_should_choose_from_all_groups_unless_the_profile_says_from_which()
    {
        Assert.Equal(["blue", "red"], Load(Blue, Red).Configuration!.Lns[0].Groups);
        Assert.Empty(Load(Blue, Red, """ "groups": [] """).Configuration!.Lns[0].Groups);
        Assert.Equal(["blue", "red"], Load(Blue, Red, """ "ppp": { "engine": "pppd" } """).Configuration!.Lns[0].Groups);
    }

    [Theory]
    [InlineData("groups.blue.tun.address", """ "blue": { } """, "")]
    [InlineData("groups.blue.tun.address", """ "blue": { "tun": { "address": "::1" } } """, "")]
    [InlineData("groups.blue.pool", """ "blue": { "pool": "greens", "tun": { "address": "10.1.0.1" } } """, "")]
    [InlineData("groups.blue.pool", """ "blue": { "pool": "own", "tun": { "address": "10.1.0.1" } } """, """ "pool": "own" """)]
    [InlineData("groups.cyan.pool", """ "blue": { "pool": "blues", "tun": { "address": "10.1.0.1" } }, "cyan": { "pool": "blues", "tun": { "address": "10.1.0.1" } } """, "")]
    [InlineData("groups.blue.namespace", """ "blue": { "namespace": "../blue", "tun": { "address": "10.1.0.1" } } """, "")]
    [InlineData("groups.blue.tun.name", """ "blue": { "tun": { "name": "l2tp0", "address": "10.1.0.1" } } """, "")]
    [InlineData("groups.cyan.tun.name", """ "blue": { "tun": { "name": "a", "address": "10.1.0.1" } }, "cyan": { "tun": { "name": "a", "address": "10.1.0.2" } } """, "")]
    [InlineData("groups.a-name-of-many-characters.tun.name", """ "a-name-of-many-characters": { "tun": { "address": "10.1.0.1" } } """, "")]
    [InlineData("lns[0].group", """ "blue": { "tun": { "address": "10.1.0.1" } } """, """ "group": "green" """)]
    [InlineData("lns[0].groups[1]", """ "blue": { "tun": { "address": "10.1.0.1" } } """, """ "groups": ["blue", "green"] """)]
    public void Error_should_be_named_with_its_option(string place, string groups, string profile) => Assert.Contains(Load(groups, "", profile).Errors, error => error.Place == place);

    [Fact]
    public void Filter_should_be_read_from_beside_the_configuration()
    {
        File.WriteAllText(Path.Combine(_directory, "blue.nft"), "chain c { }");
        var filter = Load(Blue.Replace("\"pool\"", "\"filter\": \"blue.nft\", \"pool\""), Red).Configuration!.Groups[0].Filter;
        Assert.Equal(new GroupFilter(Path.Combine(_directory, "blue.nft"), "chain c { }"), filter);
    }

    [Theory]
    [InlineData("", "no-such-file", "cannot be read: ")]
    [InlineData(""", "ppp": { "engine": "pppd" } """, "blue.nft", "profile lns serves the group by pppd: ")]
    [InlineData(""", "ppp": { "engine": "pppd" }, "groups": [] """, "blue.nft", null)]
    [InlineData(""", "ppp": { "engine": "pppd" }, "groups": [], "group": "blue" """, "blue.nft", "profile lns serves the group by pppd: ")]
    public void Filter_that_cannot_hold_should_be_an_error(string profile, string file, string? error)
    {
        File.WriteAllText(Path.Combine(_directory, "blue.nft"), "chain c { }");
        var errors = Load($$""" "blue": { "filter": "{{file}}", "tun": { "address": "10.1.0.1" } } """, "", "\"pool\": \"own\"" + profile).Errors;
        if (error is null)
            Assert.Empty(errors);
        else
            Assert.StartsWith(error, Assert.Single(errors, one => one.Place == "groups.blue.filter").Text);
    }

    private const string Blue = """ "blue": { "namespace": "customer-1", "pool": "blues", "tun": { "address": "10.1.0.1" } } """;

    private const string Red = """ , "red": { "namespace": "customer-2", "pool": "reds", "dns": ["10.1.0.53"], "tun": { "name": "reds0", "address": "10.1.0.2" } } """;

    private LoadedConfiguration Load(string blue, string red, string profile = "")
    {
        var file = Path.Combine(_directory, "concentrator.json");
        File.WriteAllText(file, $$"""
            {
              "tun": { "address": "10.9.0.1" }, {{Pools}},
              "groups": { {{blue}}{{red}} },
              "lns": [{ "name": "lns"{{(profile == "" ? "" : $",{profile}")}} }]
            }
            """);
        return ConfigurationFile.Load(file);
    }
}
