using System.Net;
using Concentrator.Linux.Network;
using Concentrator.Linux.Tun;
using Xunit;

namespace Concentrator.Linux.Tests;

public sealed class RtnetlinkTests : IDisposable
{
    private readonly NetworkNamespace _namespace = new();
    private readonly TunDevice _device;

    public RtnetlinkTests()
    {
        _device = _namespace.Run(() => new TunDevice("lab%d"));
        Network.SetLink("lab0", up: true, mtu: 1400);
    }

    private Rtnetlink Network => _namespace.Network;

    [Fact]
    public void Name_with_a_pattern_should_become_the_first_free_number()
    {
        using var second = _namespace.Run(() => new TunDevice("lab%d"));

        Assert.Equal(("lab0", "lab1"), (_device.Name, second.Name));
    }

    [Fact]
    public void Link_should_get_another_name_unless_it_is_taken()
    {
        using var second = _namespace.Run(() => new TunDevice("lab%d"));

        Assert.Equal("other", Network.Rename("lab1", "other"));
        Assert.Contains("other", Execute("ip", "link"));
        Assert.True(Assert.Throws<LinuxException>(() => Network.Rename("other", "lab0")).IsTaken);
    }

    [Fact]
    public void Link_should_tell_what_it_has_carried()
    {
        // An IPv4 header alone, which goes no further.
        _device.Write([0x45, 0, 0, 20, 0, 0, 0, 0, 64, 59, 0, 0, 10, 9, 0, 9, 10, 9, 0, 10]);

        var carried = Network.Statistics("lab0");
        Assert.Equal((1, 20), (carried.ReceivedPackets, carried.ReceivedBytes));
        Assert.True(Assert.Throws<LinuxException>(() => Network.Statistics("none")).IsNoDevice);
    }

    [Fact]
    public void Sources_should_be_checked_on_the_link_that_is_named_and_on_no_other()
    {
        using var second = _namespace.Run(() => new TunDevice("lab%d"));
        Network.CheckSources("lab1");

        Assert.Equal("0\n1\n", Execute("cat", "/proc/sys/net/ipv4/conf/lab0/rp_filter", "/proc/sys/net/ipv4/conf/lab1/rp_filter"));
    }

    [Fact]
    public void Device_of_a_name_in_use_should_be_refused_by_name()
    {
        var refused = Assert.Throws<LinuxException>(() => _namespace.Run(() => new TunDevice("lab0")));

        Assert.Contains("open TUN device lab0", refused.Message);
    }

    [Theory]
    [InlineData("10.9.0.1", "10.9.0.0", 24, "10.9.0.77")]
    [InlineData("fd09::1", "fd09::", 64, "fd09::77")]
    public void Address_with_a_prefix_should_make_its_network_reachable(string local, string network, int length, string neighbour)
    {
        _namespace.AddAddress("lab0", new LinkAddress(IPAddress.Parse(local), length));

        var way = Network.LookUp(IPAddress.Parse(neighbour));

        Assert.Equal(("lab0", null, 1400), (way.Link, way.Gateway, way.Mtu));
        Assert.Contains($"{network}/{length}", Execute("ip", local.Contains(':') ? "-6" : "-4", "route"));
    }

    [Theory]
    [InlineData("10.9.0.1", "10.9.0.2")]
    [InlineData("fd09::1", "fd09::2")]
    public void Address_with_a_peer_should_reach_the_peer_only(string local, string peer)
    {
        var address = LinkAddress.PointToPoint(IPAddress.Parse(local), IPAddress.Parse(peer));
        _namespace.AddAddress("lab0", address);
        _namespace.AddAddress("lab0", address);

        var way = Network.LookUp(IPAddress.Parse(peer));
        Assert.Equal(("lab0", IPAddress.Parse(local)), (way.Link, way.Source));

        Network.RemoveAddress("lab0", address);
        Network.RemoveAddress("lab0", address);
        Assert.Throws<LinuxException>(() => Network.LookUp(IPAddress.Parse(peer)));
    }

    [Theory]
    [InlineData("10.9.0.1", 24, "10.9.0.254", "192.0.2.0/24", "192.0.2.9")]
    [InlineData("fd09::1", 64, "fd09::fe", "2001:db8::/32", "2001:db8::9")]
    public void Route_through_a_gateway_should_come_and_go(string local, int length, string gateway, string destination, string inside)
    {
        _namespace.AddAddress("lab0", new LinkAddress(IPAddress.Parse(local), length));
        var route = new Route(IPNetwork.Parse(destination), Gateway: IPAddress.Parse(gateway));
        Network.ReplaceRoute(route);
        Network.ReplaceRoute(route);

        Assert.Equal(IPAddress.Parse(gateway), Network.LookUp(IPAddress.Parse(inside)).Gateway);

        Network.RemoveRoute(route);
        Network.RemoveRoute(route);
        Assert.Throws<LinuxException>(() => Network.LookUp(IPAddress.Parse(inside)));
    }

    [Fact]
    public void Pinned_route_should_hold_when_the_default_route_moves()
    {
        using var tunnel = _namespace.Run(() => new TunDevice("tunnel"));
        Network.SetLink("tunnel", up: true);
        _namespace.AddAddress("lab0", new LinkAddress(IPAddress.Parse("10.9.0.1"), 24));
        Network.ReplaceRoute(new Route(IPNetwork.Parse("0.0.0.0/0"), Gateway: IPAddress.Parse("10.9.0.254")));
        var server = IPAddress.Parse("198.51.100.1");

        Network.ReplaceRoute(Network.LookUp(server).Pinned(server));
        Network.ReplaceRoute(new Route(IPNetwork.Parse("0.0.0.0/0"), "tunnel"));

        Assert.Equal("tunnel", Network.LookUp(IPAddress.Parse("198.51.100.2")).Link);
        Assert.Equal(("lab0", IPAddress.Parse("10.9.0.254")), (Network.LookUp(server).Link, Network.LookUp(server).Gateway));
    }

    [Fact]
    public void Metric_should_let_two_routes_to_one_destination_stand_beside_each_other()
    {
        var everywhere = IPNetwork.Parse("0.0.0.0/0");
        Network.ReplaceRoute(new Route(everywhere, "lab0", Metric: 100));
        Network.ReplaceRoute(new Route(everywhere, "lab0", Metric: 200));

        Assert.Equal(2, Execute("ip", "-4", "route").Split('\n').Count(line => line.StartsWith("default")));
    }

    [Fact]
    public void Refusal_should_say_what_was_tried_and_why()
    {
        var noLink = Assert.Throws<LinuxException>(() => Network.SetLink("nosuch0", up: true));
        var noGateway = Assert.Throws<LinuxException>(
            () => Network.ReplaceRoute(new Route(IPNetwork.Parse("192.0.2.0/24"), Gateway: IPAddress.Parse("203.0.113.1"))));

        Assert.Contains("set link nosuch0 up", noLink.Message);
        Assert.Contains("add route 192.0.2.0/24 via 203.0.113.1", noGateway.Message);
        Assert.Contains("unreachable", noGateway.Message);
    }

    public void Dispose()
    {
        _device.Dispose();
        _namespace.Dispose();
    }

    private string Execute(string file, params string[] arguments) => _namespace.Execute(file, arguments);
}
