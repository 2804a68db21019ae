using System.Collections.Concurrent;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Endpoints;

/// <summary>The UDP ports that are open now, for whoever opens a tunnel from here or waits for the node to be ready.</summary>
public sealed class UdpPorts
{
    private readonly ConcurrentDictionary<IUdpPort, byte> _open = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IEnumerable<IUdpPort> Open => _open.Keys;

    /// <summary>Completes when the first port is open.</summary>
    public Task FirstOpen => _first.Task;

    public void Add(IUdpPort port)
    {
        _open[port] = 0;
        _first.TrySetResult();
    }

    public void Remove(IUdpPort port) => _open.TryRemove(port, out _);

    /// <summary>A port of the family of this peer; null when none is open.</summary>
    public IUdpPort? Towards(Endpoint peer) => _open.Keys.FirstOrDefault(port => port.Local.IsIpv4 == peer.IsIpv4);
}
