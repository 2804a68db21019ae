using System.Collections.Concurrent;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Endpoints;

/// <summary>The UDP ports that are open now, for whoever opens a tunnel from here or waits for the node to be ready.</summary>
public sealed class UdpPorts
{
    private readonly ConcurrentDictionary<IUdpPort, byte> _open = new();
    private readonly SemaphoreSlim _opened = new(0);

    public IEnumerable<IUdpPort> Open => _open.Keys;

    /// <summary>For the one who waits for the node to be ready: one more port was opened; false when none was within the limit.</summary>
    public Task<bool> NextOpenAsync(TimeSpan limit, CancellationToken cancellation) => _opened.WaitAsync(limit, cancellation);

    public void Add(IUdpPort port)
    {
        _open[port] = 0;
        _opened.Release();
    }

    public void Remove(IUdpPort port) => _open.TryRemove(port, out _);

    /// <summary>A port of the family of this peer; null when none is open.</summary>
    public IUdpPort? Towards(Endpoint peer) => _open.Keys.FirstOrDefault(port => port.Local.IsIpv4 == peer.IsIpv4);
}
