using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;
using Xunit;
using static Concentrator.DataPlane.Tests.Pppoe.PppoeBench;

namespace Concentrator.DataPlane.Tests.Pppoe;

/// <summary>An interface towards hosts, and the discovery of PPPoE on it.</summary>
public sealed class PppoePortTests : IDisposable
{
    private readonly PppoeBench _bench = new();

    [Fact]
    public void Port_should_know_its_interface()
    {
        Assert.Equal(("ac0", Jumbo), (_bench.PppoePort.Interface, _bench.PppoePort.Mtu));
        Assert.Contains(_bench.PppoePort.Address.ToString(), _bench.Namespace.Execute("ip", "link", "show", "ac0"));
    }

    [Fact]
    public void Interface_that_is_none_should_be_refused_by_name()
    {
        var fault = Assert.Throws<LinuxException>(() => _bench.Namespace.Run(() => _bench.Plane.OpenPppoe(new PppoePortOptions("none0"), _bench.Discovered)));
        Assert.Contains("none0", fault.Message);
        Assert.Throws<LinuxException>(() => _bench.Namespace.Run(() => _bench.Plane.OpenPppoe(new PppoePortOptions("lo"), _bench.Discovered)));
    }

    [Fact]
    public void Interface_that_is_removed_should_be_missed_though_there_is_one_of_its_name()
    {
        Assert.True(_bench.PppoePort.IsThere);
        _bench.Namespace.Execute("ip", "link", "delete", "ac0");
        Assert.False(_bench.PppoePort.IsThere);
        _bench.Namespace.Execute("ip", "link", "add", "ac0", "type", "veth", "peer", "name", "host0");
        Assert.False(_bench.PppoePort.IsThere);
        Assert.False(_bench.PppoePort.SendDiscovery(_bench.HostAddress, Packet([])));
    }

    [Fact]
    public void Discovery_should_pass_both_ways_with_addresses()
    {
        var padi = new DiscoveryPacket(PppoeCode.Padi, PppoeSessionId.None, [PppoeTag.Of(PppoeTagType.ServiceName, "")]).ToArray();
        Assert.Equal(0, _bench.HostDiscovery.Send(_bench.HostDiscovery.To(MacAddress.Broadcast.Value), padi));
        var (source, isUnicast, packet) = _bench.Discovered.Next();
        Assert.Equal((_bench.HostAddress, false), (source, isUnicast));
        Assert.Equal(padi, packet[..padi.Length]);
        Assert.Equal(0, _bench.HostDiscovery.Send(_bench.HostDiscovery.To(_bench.PppoePort.Address.Value), padi));
        Assert.True(_bench.Discovered.Next().IsUnicast);

        Assert.True(_bench.PppoePort.SendDiscovery(_bench.HostAddress, padi));
        Assert.Equal(padi, _bench.AtHost(_bench.HostDiscovery)[..padi.Length]);
        _bench.AssertDropped(DropReason.PppoeWrongHost, () => Assert.Equal(0, _bench.HostDiscovery.Send(_bench.HostDiscovery.To(0x02_00_00_00_00_99), padi)));
        Assert.Equal(3, _bench.Plane.Counters.Pppoe.Discovery);
    }

    public void Dispose() => _bench.Dispose();
}
