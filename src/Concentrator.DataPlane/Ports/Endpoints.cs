using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Ports;

/// <summary>Between the kernel's endpoints and the protocol's, which know nothing of each other.</summary>
public static class Endpoints
{
    public static Endpoint ToEndpoint(this InetEndpoint endpoint) => new(endpoint.Address, endpoint.Port, endpoint.Scope);

    /// <param name="dscp">How datagrams are marked; null: as the socket has it.</param>
    public static UdpRoute ToRoute(this in UdpPath path, int? dscp = null) => new(path.Local.ToInet(), path.Peer.ToInet(), dscp);

    private static InetEndpoint ToInet(this Endpoint endpoint) => new(endpoint.Address, endpoint.Port, endpoint.Scope);
}
