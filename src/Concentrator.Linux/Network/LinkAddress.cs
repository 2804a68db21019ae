using System.Net;

namespace Concentrator.Linux.Network;

/// <summary>An address of an interface: with a prefix length of the local network, or with the one address at the other end.</summary>
public sealed record LinkAddress(IPAddress Local, int PrefixLength, IPAddress? Peer = null)
{
    /// <summary>A point-to-point address: ours here, the peer's there, and nothing else on the link.</summary>
    public static LinkAddress PointToPoint(IPAddress local, IPAddress peer) => new(local, local.GetAddressBytes().Length * 8, peer);

    public override string ToString() => Peer is null ? $"{Local}/{PrefixLength}" : $"{Local} peer {Peer}/{PrefixLength}";
}
