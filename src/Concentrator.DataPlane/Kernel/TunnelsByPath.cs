using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Kernel;

/// <summary>
/// Which tunnels run between the same two endpoints. The kernel tells a tunnel's data by its connected socket, not by the tunnel id, so only one of
/// them can be the kernel's, and what it takes for its sessions are those of any: their ids must differ.
/// </summary>
internal sealed class TunnelsByPath
{
    private readonly Lock _changing = new();
    private readonly Dictionary<UdpPath, List<KernelTunnelPath>> _tunnels = [];

    public void Add(in UdpPath path, KernelTunnelPath tunnel)
    {
        lock (_changing)
        {
            if (!_tunnels.TryGetValue(path, out var tunnels))
                _tunnels[path] = tunnels = [];
            tunnels.Add(tunnel);
        }
    }

    public void Remove(in UdpPath path, KernelTunnelPath tunnel)
    {
        lock (_changing)
        {
            if (_tunnels.TryGetValue(path, out var tunnels) && tunnels.Remove(tunnel) && tunnels.Count == 0)
                _tunnels.Remove(path);
        }
    }

    /// <summary>False when another tunnel between these endpoints has a session of this id.</summary>
    public bool TryReserve(in UdpPath path, KernelTunnelPath tunnel, SessionId session)
    {
        lock (_changing)
        {
            if (_tunnels.TryGetValue(path, out var tunnels) && tunnels.Any(other => other != tunnel && other.Reserved.Contains(session)))
                return false;
            tunnel.Reserved.Add(session);
            return true;
        }
    }

    public void Release(KernelTunnelPath tunnel, SessionId session)
    {
        lock (_changing)
            tunnel.Reserved.Remove(session);
    }

    /// <summary>The others between these endpoints.</summary>
    public IReadOnlyList<KernelTunnelPath> Beside(in UdpPath path, KernelTunnelPath tunnel)
    {
        lock (_changing)
            return _tunnels.TryGetValue(path, out var tunnels) && tunnels.Count > 1 ? [.. tunnels.Where(other => other != tunnel)] : [];
    }
}
