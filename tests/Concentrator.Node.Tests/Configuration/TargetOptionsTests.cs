using Concentrator.Control.Policy;
using Concentrator.Node.Configuration;
using Xunit;

namespace Concentrator.Node.Tests.Configuration;

/// <summary>Targets, the rules and dialers that name them, and profiles of nodes that only pass calls on: what they become, and what does not fit together.</summary>
public sealed class TargetOptionsTests : IDisposable
{
    private const string Isp = """ "targets": [{ "name": "isp", "lns": [{ "address": "192.0.2.1", "preference": 2 }, { "address": "lns.example:1702", "weight": 3 }] }] """;

    private readonly string _directory = Directory.CreateTempSubdirectory("concentrator-targets-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Targets_and_rules_should_be_as_the_file_says()
    {
        var node = Good($$"""
            {{Isp}}, "lns": [{ "name": "lacs", "serves": false, "tunnel": { "hostName": "switch" } }],
            "switching": [{ "name": "all", "target": "isp", "match": { "profiles": "lacs", "realms": "*.example", "calledNumbers": ["1", "2*"] } }, { "name": "rest" }]
            """);

        var target = Assert.Single(node.Targets);
        Assert.Equal([("192.0.2.1:1701", 2, 1), ("lns.example:1702", 0, 3)], target.Lns.Select(lns => (lns.Address.ToString(), lns.Preference, lns.Weight)));
        Assert.Contains("switch", target.OwnNames);
        Assert.Equal([("all", "isp"), ("rest", null)], node.Switching.Select(rule => (rule.Name, rule.Target)));
        Assert.Equal(2, node.Switching[0].Match.CalledNumbers.Count);
        Assert.False(Assert.Single(node.Lns).Serves);
    }

    [Fact]
    public void List_of_a_dialer_should_be_a_target_of_its_own()
    {
        var node = Good("""
            "dialers": [{ "name": "office", "lns": ["192.0.2.1", "192.0.2.2", "192.0.2.1"], "calls": 2, "tunnel": { "hostName": "me" }, "redial": { "maximum": "20s" } }]
            """);

        var dialer = Assert.Single(node.Dialers);
        var target = node.Target(dialer.TargetName)!;
        Assert.Equal(("office", "me"), (target.Name, target.Tunnel.HostName));
        Assert.Equal([("192.0.2.1", 1), ("192.0.2.2", 2)], target.Lns.Select(lns => (lns.Address.Host, lns.Preference)));
        Assert.Equal(TimeSpan.FromSeconds(20), target.SetAside.Maximum);
        Assert.Null(node.Target("office"));
        Assert.Equal(["office-1", "office-2"], Enumerable.Range(0, 2).Select(dialer.InterfaceOf));
    }

    [Fact]
    public void Dialer_should_use_a_target_that_it_names()
    {
        var node = Good($$"""{{Isp}}, "dialers": [{ "name": "office", "target": "isp" }]""");
        Assert.Same(node.Targets[0], node.Target(node.Dialers[0].TargetName));
    }

    [Fact]
    public void Outgoing_dialer_should_prefer_a_tunnel_that_the_lac_has_opened()
    {
        var node = Good("""
            "dialers": [{ "name": "branch", "lns": "192.0.2.1", "calledNumber": "1", "outgoing": { "enabled": true, "lac": "lac-*" } }]
            """);
        var target = node.Target(node.Dialers[0].TargetName)!;
        Assert.True(target.AsksForCalls);
        Assert.Equal([new NamePattern("lac-*"), null], target.Lns.OrderBy(lns => lns.Preference).Select(lns => lns.OpenedBy));
    }

    [Theory]
    [InlineData("targets[1].name", """ "targets": [{ "name": "isp" }, { "name": "isp" }] """)]
    [InlineData("targets[0].setAside", """ "targets": [{ "name": "isp", "setAside": { "initial": "2m", "maximum": "1m" } }] """)]
    [InlineData("targets[0].lns[1]", """ "targets": [{ "name": "isp", "lns": [{ "address": "192.0.2.1" }, { "address": "192.0.2.1" }] }] """)]
    [InlineData("targets[0].lns[0].address", """ "targets": [{ "name": "isp", "lns": [{ "weight": 2 }] }] """)]
    [InlineData("targets[0].lns[0].secretFile", """ "targets": [{ "name": "isp", "lns": [{ "address": "192.0.2.1", "secretFile": "missing" }] }] """)]
    [InlineData("targets[0].tunnel.challenge", """ "targets": [{ "name": "isp", "lns": [{ "address": "192.0.2.1" }], "tunnel": { "challenge": true } }] """)]
    [InlineData("targets[0].tunnel.longestHello", """ "targets": [{ "name": "isp", "tunnel": { "longestHello": "10s" } }] """)]
    [InlineData("switching[0].target", """ "switching": [{ "name": "all", "target": "isp" }] """)]
    [InlineData("switching[0].match.profiles[0]", Isp + """, "switching": [{ "name": "all", "target": "isp", "match": { "profiles": ["nobody"] } }] """)]
    [InlineData("switching[1].name", Isp + """, "switching": [{ "name": "all" }, { "name": "all" }] """)]
    [InlineData("dialers[0].target", """ "dialers": [{ "name": "office", "target": "isp" }] """)]
    [InlineData("dialers[0].lns", Isp + """, "dialers": [{ "name": "office", "target": "isp", "lns": "192.0.2.1" }] """)]
    [InlineData("dialers[0].tunnel", Isp + """, "dialers": [{ "name": "office", "target": "isp", "tunnel": { "hostName": "me" } }] """)]
    [InlineData("dialers[0].target", Isp + """, "dialers": [{ "name": "office", "target": "isp", "calledNumber": "1", "outgoing": { "enabled": true } }] """)]
    [InlineData("dialers[0].lns", """ "dialers": [{ "name": "office" }] """)]
    [InlineData("dialers[0].outgoing.profile", """
        "lns": [{ "name": "none", "serves": false }],
        "dialers": [{ "name": "office", "lns": "192.0.2.1", "calledNumber": "1", "outgoing": { "enabled": true, "profile": "none" } }]
        """)]
    [InlineData("dialers[1].interface", """ "dialers": [{ "name": "a-2", "lns": "192.0.2.1" }, { "name": "a", "calls": 2, "lns": "192.0.2.1" }] """)]
    public void What_does_not_fit_should_be_an_error_with_its_place(string place, string text) =>
        Assert.Contains(Load(text).Errors, error => error.Place == place);

    private NodeConfiguration Good(string text)
    {
        var loaded = Load(text);
        Assert.Empty(loaded.Errors);
        return loaded.Configuration!;
    }

    private LoadedConfiguration Load(string text)
    {
        var file = Path.Combine(_directory, "concentrator.json");
        File.WriteAllText(file, $"{{ {text} }}");
        return ConfigurationFile.Load(file);
    }
}
