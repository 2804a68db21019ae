using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>Local tunnel id to tunnel: one store per change, one load per packet.</summary>
internal sealed class TunnelTable
{
    private readonly TunnelPath?[] _tunnels = new TunnelPath?[1 << 16];

    public TunnelPath? Find(TunnelId id) => Volatile.Read(ref _tunnels[id.Value]);

    public void Install(TunnelPath tunnel) => Volatile.Write(ref _tunnels[tunnel.Id.Value], tunnel);

    /// <summary>Removes the tunnel if it is still the one in its place.</summary>
    public void Remove(TunnelPath tunnel) => Interlocked.CompareExchange(ref _tunnels[tunnel.Id.Value], null, tunnel);
}
