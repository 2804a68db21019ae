using System.CommandLine;
using System.Net;

namespace Concentrator.Load.Tests;

public class LoadCommandTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3:1702")]
    [InlineData("192.0.2.1")]
    [InlineData("[::1]:1701")]
    [InlineData("fd00::1")]
    public void Own_networks_should_need_no_permission(string target) => Assert.Empty(Errors(target));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1")]
    public void Strangers_should_need_permission(string target)
    {
        Assert.Contains("--with-permission", Assert.Single(Errors(target)), StringComparison.Ordinal);
        Assert.Empty(Errors(target, "--with-permission"));
    }

    [Theory]
    [InlineData("lns.example")]
    [InlineData("127.0.0.1", "--tunnels", "0")]
    [InlineData("127.0.0.1", "--tunnels", "65536")]
    [InlineData("127.0.0.1", "--tunnels", "1000", "--sessions", "1000")]
    [InlineData("127.0.0.1", "--up", "64")]
    [InlineData("127.0.0.1", "--up", "9000", "--far-end", "127.0.0.1")]
    [InlineData("127.0.0.1", "--down", "1500", "--far-end", "127.0.0.1")]
    [InlineData("127.0.0.1", "--auth", "eap")]
    [InlineData("127.0.0.1", "--hold", "-1")]
    [InlineData("127.0.0.1", "--hold", "NaN")]
    [InlineData("127.0.0.1", "--radius", "127.0.0.1")]
    [InlineData("127.0.0.1", "--challenge")]
    [InlineData("127.0.0.1", "--secret", "@/nonexistent/file")]
    public void Wrong_options_should_be_refused(params string[] arguments) => Assert.NotEmpty(Errors(arguments));

    [Fact]
    public void Options_should_make_the_plan()
    {
        var options = new LoadOptions();
        var command = new Command("load");
        options.AddTo(command);
        var plan = options.PlanOf(command.Parse(
            ["192.0.2.1", "--tunnels", "10", "--sessions", "20", "--auth", "pap", "--user", "u{t}-{s}", "--up", "imix", "--up-rate", "5000", "--far-end", "10.0.0.1:7",
            "--behind", "core", "--radius", "127.0.0.1", "--radius-secret", "x", "--hold", "2.5", "--hello", "0"]));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1701), plan.Target);
        Assert.Equal((10, 20, 200), (plan.Tunnels, plan.SessionsPerTunnel, plan.Sessions));
        Assert.Equal("u2-3", plan.User.Of(2, 3, 23));
        Assert.Equal(("imix", 5000, "core"), (plan.Traffic.Up!.Name, plan.Traffic.UpRate, plan.Behind));
        Assert.Equal((1812, TimeSpan.FromSeconds(2.5), null), (plan.Radius!.Listen.Port, plan.Hold, plan.Hello));
    }

    [Fact]
    public void Shares_should_add_up_to_the_plan()
    {
        var shares = Lac.LoadShare.Of(Scenario.Plan with { Tunnels = 10, Threads = 3, InFlight = 100 });
        Assert.Equal((10, 100), (shares.Sum(share => share.Tunnels), shares.Sum(share => share.InFlight)));
        Assert.Equal([1, 4, 7], shares.Select(share => share.FirstTunnel));
    }

    private static string[] Errors(params string[] arguments)
    {
        var options = new LoadOptions();
        var command = new Command("load");
        options.AddTo(command);
        var parsed = command.Parse(arguments);
        return parsed.Errors.Count > 0 ? [.. parsed.Errors.Select(error => error.Message)] : [.. options.ProblemsOf(parsed)];
    }
}
