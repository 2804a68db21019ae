using System.Collections.Concurrent;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Endpoints;

/// <summary>The UDP ports that are open now, for whoever opens a tunnel from here.</summary>
public sealed class UdpPorts
{
    private readonly ConcurrentDictionary<IUdpPort, byte> _open = new();

    public IEnumerable<IUdpPort> Open => _open.Keys;

    public void Add(IUdpPort port) => _open[port] = 0;

    public void Remove(IUdpPort port) => _open.TryRemove(port, out _);

    /// <summary>A port of the family of this peer; null when none is open.</summary>
    public IUdpPort? Towards(Endpoint peer) => _open.Keys.FirstOrDefault(port => port.Local.IsIpv4 == peer.IsIpv4);
}
