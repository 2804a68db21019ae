using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>Where a tunnel's packets come from and go to: replaced as a whole, so that no loop sees half a move.</summary>
internal sealed class PeerAddress(UdpPath path, TunnelId tunnel)
{
    public UdpPath Path { get; } = path;

    public TunnelId Tunnel { get; } = tunnel;

    public UdpRoute Route { get; } = path.ToRoute();
}
