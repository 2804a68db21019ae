using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Paths;

/// <summary>Where a tunnel's packets come from and go to: replaced as a whole, so that no loop sees half a move.</summary>
internal sealed class PeerAddress(UdpPath path, TunnelId tunnel)
{
    public UdpPath Path { get; } = path;

    public TunnelId Tunnel { get; } = tunnel;

    private readonly UdpRoute _route = path.ToRoute();
    private UdpRoute?[]? _marked;

    /// <summary>The way there for datagrams with this code point; null: as the socket has it. Made once for each.</summary>
    public UdpRoute Route(int? dscp)
    {
        if (dscp is not { } mark)
            return _route;
        var marked = Volatile.Read(ref _marked) ?? Interlocked.CompareExchange(ref _marked, new UdpRoute?[64], null) ?? _marked!;
        return Volatile.Read(ref marked[mark]) ?? (marked[mark] = Path.ToRoute(mark));
    }
}
