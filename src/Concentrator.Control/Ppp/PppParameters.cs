using System.Collections.Immutable;
using System.Net;

namespace Concentrator.Control.Ppp;

/// <summary>What LCP agreed upon, as the data plane needs it.</summary>
/// <param name="Mtu">Largest packet that we may send: the lower of the peer's MRU and our own setting. Octets.</param>
/// <param name="Acfc">Whether the peer takes frames without address and control field.</param>
/// <param name="Pfc">Whether the peer takes one-octet protocol fields.</param>
/// <param name="SendAccm">Control characters to escape towards the peer, on a link that is asynchronous somewhere (RFC 1662 section
/// 7.1).</param>
/// <param name="ReceiveAccm">Control characters that the peer escapes.</param>
public sealed record LinkParameters(ushort Mtu, bool Acfc, bool Pfc, uint SendAccm, uint ReceiveAccm);

public enum NetworkFamily
{
    Ipv4,
    Ipv6,
}

/// <summary>What a network control protocol agreed upon.</summary>
public abstract record NetworkParameters(NetworkFamily Family);

/// <summary>Result of IPCP.</summary>
/// <param name="Local">Our end.</param>
/// <param name="Peer">The peer's end; as client possibly 0.0.0.0, when the server keeps its address to itself.</param>
/// <param name="Dns">Name servers that we were given; only as client.</param>
public sealed record Ipv4Parameters(IPAddress Local, IPAddress Peer, ImmutableArray<IPAddress> Dns)
    : NetworkParameters(NetworkFamily.Ipv4)
{
    public override string ToString() => $"IPv4 local {Local} peer {Peer}";
}

/// <summary>Result of IPV6CP: the interface identifiers behind fe80::/64 of both ends (RFC 5072 section 4.1).</summary>
public sealed record Ipv6Parameters(ulong LocalInterfaceId, ulong PeerInterfaceId) : NetworkParameters(NetworkFamily.Ipv6)
{
    public override string ToString() => $"IPv6 local {LocalInterfaceId:x16} peer {PeerInterfaceId:x16}";
}
