using System.Text;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Pppoe;
using Concentrator.Node.Configuration;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.Node.Tests.Configuration;

/// <summary>PPPoE interfaces in the configuration: what they become, and what does not fit together.</summary>
public class PppoeOptionsTests
{
    [Fact]
    public void Interface_should_have_its_defaults()
    {
        var loaded = Load(""" { "interface": "eth1", "target": "isp" } """);
        Assert.Empty(loaded.Errors);
        var profile = Assert.Single(loaded.Configuration!.Pppoe);
        Assert.Equal(("eth1", "node", false), (profile.Interface, profile.Concentrator.Name, profile.Authenticates));
        Assert.Equal(new PppoeLimits(Sessions: null, SessionsPerHost: 8, InSetup: 1000), profile.Limits);
        Assert.Equal([new PppoeRule([], [], "isp")], profile.Rules.AsEnumerable());
        Assert.Equal([AuthMethod.ChapMd5, AuthMethod.Pap], profile.Ppp.Authentication.AsEnumerable());
        Assert.Equal("isp", profile.TargetOf("anything", user: null));
    }

    [Fact]
    public void Rules_should_go_before_the_target()
    {
        var profile = Assert.Single(Load(""" { "interface": "eth1", "mode": "authenticate", "target": "isp", "rules": [{ "realms": "*.net", "target": "other" }] } """).Configuration!.Pppoe);
        Assert.Equal("other", profile.TargetOf("", "alice@example.net"));
        Assert.Equal("isp", profile.TargetOf("", "alice@example.org"));
        Assert.Equal("isp", profile.TargetOf("", user: null));
    }

    [Theory]
    [InlineData("pppoe[0].target", """ { "interface": "eth1" } """)]
    [InlineData("pppoe[0].target", """ { "interface": "eth1", "target": "nowhere" } """)]
    [InlineData("pppoe[0].rules[0].target", """ { "interface": "eth1", "rules": [{ "target": "nowhere" }] } """)]
    [InlineData("pppoe[0].rules[0].realms", """ { "interface": "eth1", "rules": [{ "realms": "a.net", "target": "isp" }] } """)]
    [InlineData("pppoe[0].interface", """ { "interface": "an interface", "target": "isp" } """)]
    [InlineData("pppoe[1].interface", """ { "interface": "eth1", "target": "isp" }, { "interface": "eth1", "target": "isp" } """)]
    [InlineData("pppoe[0].services", """ { "interface": "eth1", "target": "isp", "services": ["a", "a"] } """)]
    [InlineData("pppoe[0].services", """ { "interface": "eth1", "target": "isp", "services": [""] } """)]
    [InlineData("pppoe[0].authentication", """ { "interface": "eth1", "target": "isp", "authentication": ["pap", "pap"] } """)]
    [InlineData("pppoe[0].maxPayload", """ { "interface": "eth1", "target": "isp", "maxPayload": 1400 } """)]
    public void Error_should_have_the_path_of_its_option(string place, string pppoe) =>
        Assert.Contains(Load(pppoe).Errors, error => error.Place == place);

    [Fact]
    public void Services_should_leave_room_in_a_pado() =>
        Assert.Contains(Load($$""" { "interface": "eth1", "target": "isp", "services": ["{{new string('x', 997)}}"] } """).Errors, error => error.Place == "pppoe[0].services");

    private static LoadedConfiguration Load(string pppoe)
    {
        var text = $$"""
            {
              "node": { "name": "node" },
              "targets": [{ "name": "isp", "lns": [{ "address": "192.0.2.1" }] }, { "name": "other", "lns": [{ "address": "192.0.2.2" }] }],
              "pppoe": [{{pppoe}}]
            }
            """;
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return ConfigurationFile.Read(content, "/nowhere/file");
    }
}
