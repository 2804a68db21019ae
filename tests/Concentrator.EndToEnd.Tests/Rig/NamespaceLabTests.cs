using System.Net;
using System.Net.Sockets;
using Concentrator.EndToEnd.Tests.Captures;
using Concentrator.EndToEnd.Tests.NetworkNamespaces;
using Concentrator.EndToEnd.Tests.Processes;

namespace Concentrator.EndToEnd.Tests.Rig;

/// <summary>The lab itself, before anything of ours runs in it.</summary>
public sealed class NamespaceLabTests : LabFixture
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private NamespaceHost _lac = null!;
    private NamespaceHost _lns = null!;

    protected override async Task StartAsync() =>
        (_lac, _lns) = await Lab.AddPairAsync("lac", "192.0.2.2/24", "lns", "192.0.2.1/24");

    [Fact]
    public async Task Hosts_should_reach_each_other() =>
        (await _lac.RunAsync("ping", "-c", "1", "-W", "10", "192.0.2.1")).OrFail();

    [Fact]
    public async Task Hosts_should_reach_each_other_over_ipv6()
    {
        var (left, right) = await Lab.AddPairAsync("left", "2001:db8::2/64", "right", "2001:db8::1/64");
        (await left.RunAsync("ping", "-c", "1", "-W", "10", "2001:db8::1")).OrFail();
        Assert.Contains("2001:db8::1", await right.IpAsync("address", "show"));
    }

    [Fact]
    public async Task Capture_should_hold_what_crossed_the_cable()
    {
        await using var capture = await Capture.StartAsync(_lns, _lac.Name, "icmp");
        (await _lac.RunAsync("ping", "-c", "2", "-i", "0.01", "-W", "10", "192.0.2.1")).OrFail();
        await capture.SeesAsync("icmp.type == 0 && icmp.seq == 2", Limit);

        var dissection = await capture.StopAsync();

        Assert.Equal(
            ["192.0.2.2 8 1", "192.0.2.1 0 1", "192.0.2.2 8 2", "192.0.2.1 0 2"],
            (await dissection.FieldsAsync("icmp", "ip.src", "icmp.type", "icmp.seq")).Select(row => string.Join(' ', row)));
        Assert.Empty(await dissection.MalformedAsync());
        Assert.Contains("Internet Control Message Protocol", await dissection.DetailsAsync("icmp.seq == 1"));
    }

    [Fact]
    public async Task Dissection_should_name_a_malformed_packet()
    {
        await using var capture = await Capture.StartAsync(_lns, _lac.Name, "udp");
        // A control message that ends inside its first AVP.
        using var socket = await _lac.Inside(() => new UdpClient(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 1701)));
        await socket.SendAsync(Convert.FromHexString("c8020010000000000000000080080000"), "192.0.2.1", 1701);
        await capture.SeesAsync("udp", Limit);

        Assert.Single(await (await capture.StopAsync()).MalformedAsync());
    }

    [Fact]
    public async Task Socket_made_inside_a_host_should_belong_to_it()
    {
        using var server = await _lns.Inside(() => new UdpClient(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1701)));
        using var client = await _lac.Inside(() => new UdpClient(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 1701)));
        await client.SendAsync(new byte[] { 0xC8 }, "192.0.2.1", 1701);

        var received = await server.ReceiveAsync().WaitAsync(Limit);

        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 1701), received.RemoteEndPoint);
    }

    [Fact]
    public async Task Disposal_should_leave_neither_namespace_nor_program()
    {
        NamespaceHost host;
        ChildProcess program;
        await using (var lab = new NamespaceLab())
        {
            host = await lab.AddHostAsync("host");
            program = host.Start("cat", []);
            Assert.Contains(host.Namespace, (await Command.RunAsync("ip", "netns", "list")).OrFail());
        }
        Assert.DoesNotContain(host.Namespace, (await Command.RunAsync("ip", "netns", "list")).OrFail());
        Assert.True(program.HasExited);
    }
}
