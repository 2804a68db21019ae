namespace Concentrator.Protocol.Ids;

/// <summary>
/// The two ends of the UDP conversation that carries a tunnel. <see cref="Local"/> is the address that the peer contacted:
/// every reply must leave from it.
/// </summary>
public readonly record struct UdpPath(Endpoint Local, Endpoint Peer)
{
    public override string ToString() => $"{Local} - {Peer}";
}
