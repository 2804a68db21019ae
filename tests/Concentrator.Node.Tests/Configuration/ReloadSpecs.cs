using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using System.Reflection;
using Akka.Event;
using Concentrator.Control.Policy;
using Concentrator.Node.Configuration;
using Concentrator.Node.Tests.Migration;
using Serilog.Events;
using Xunit;

namespace Concentrator.Node.Tests.Configuration;

/// <summary>What a reload makes of a file that has changed: what it takes over, what it leaves as it was, and that it says so.</summary>
public sealed class ReloadSpecs : IAsyncLifetime
{
    private readonly LiveConfiguration _node = new();

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    private NodeConfiguration Configuration => _node.Runtime.Configuration;

    [Fact]
    public async Task What_comes_of_an_option_that_needs_a_restart_should_stay_as_well()
    {
        var before = Configuration;
        await ChangeAsync(("\"10.0.0.1\"", "\"10.0.0.254\""), ("\"listen\"", "\"node\": { \"name\": \"other\" }, \"listen\""));

        var report = await _node.ReloadAsync();

        Assert.Empty(report.Applied);
        Assert.Equal(["node.name", "tun"], report.NeedRestart.Select(text => text.Split(':')[0]).Order());
        Assert.Equal(IPAddress.Parse("10.0.0.1"), Configuration.Lns[0].Ppp.LocalAddress);
        Assert.Equal([IPAddress.Parse("10.0.0.1")], Configuration.Pools[0].Excluded);
        Assert.Equal(before.Dialers, Configuration.Dialers);
        Assert.Equal(before.Lns, Configuration.Lns);
    }

    [Fact]
    public async Task What_goes_together_only_after_a_restart_should_change_nothing()
    {
        var before = Configuration;
        await ChangeAsync(("\"name\": \"main\",", "\"name\": \"main\", \"group\": \"red\","), ("\"listen\"", "\"groups\": { \"red\": { \"tun\": { \"address\": \"10.1.0.1\" } } }, \"listen\""));

        var report = await _node.ReloadAsync();

        Assert.StartsWith("lns[0].group: no group named \"red\", with what stays until the node is restarted", Assert.Single(report.Errors));
        Assert.Same(before, Configuration);
    }

    [Fact]
    public async Task Log_level_should_change_for_actors_that_begin_from_then_on_too()
    {
        _node.System.EventStream.SetLogLevel(LogLevel.InfoLevel);
        await ChangeAsync(("\"listen\"", "\"node\": { \"logLevel\": \"debug\" }, \"listen\""));

        Assert.Equal(["log level: Information to Debug, for tunnels, calls and dialers that begin from now on"], (await _node.ReloadAsync()).Applied);

        Assert.Equal(LogEventLevel.Debug, _node.Level.MinimumLevel);
        Assert.True(Logging.GetLogger(_node.System, "new").IsDebugEnabled);
    }

    [Fact]
    public async Task Lines_that_change_should_be_reported()
    {
        await ChangeAsync(("\"listen\"", "\"lines\": [{ \"name\": \"modem\", \"devices\": \"/dev/ttyS0\" }], \"listen\""));
        Assert.Equal(["line \"modem\" added"], (await _node.ReloadAsync()).Applied);
    }

    [Fact]
    public async Task What_could_not_be_carried_out_should_be_reported()
    {
        _node.Plane.Taken.Add("l2tp0");
        Assert.StartsWith("tun: the interface of subscribers cannot be set up: ", Assert.Single((await _node.ReloadAsync()).Failed));
        _node.Plane.Taken.Clear();
        Assert.Empty((await _node.ReloadAsync()).Failed);
        Assert.Equal(["l2tp0"], _node.Plane.Opened);
    }

    [Fact]
    public void Node_should_be_given_the_longest_time_that_its_configuration_may_ask_for_to_stop()
    {
        var range = typeof(NodeOptions).GetProperty(nameof(NodeOptions.ShutdownTimeout))!.GetCustomAttribute<RangeAttribute>()!;
        Assert.Equal(NodeSettings.LongestShutdown, TimeSpan.Parse((string)range.Maximum, CultureInfo.InvariantCulture));
    }

    private async Task ChangeAsync(params (string Old, string New)[] changes)
    {
        var text = await File.ReadAllTextAsync(_node.File);
        foreach (var (old, @new) in changes)
        {
            Assert.Contains(old, text);
            text = text.Replace(old, @new);
        }
        _node.Write(text);
    }
}
