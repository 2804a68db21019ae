using System.Net;

namespace Concentrator.Linux.Network;

/// <summary>The kernel's answer to "how do I reach this address".</summary>
/// <param name="Gateway">Null when the destination is on the link itself.</param>
/// <param name="Source">The address that the kernel would send from.</param>
/// <param name="Mtu">The known path MTU, else the MTU of the outgoing link; octets.</param>
public sealed record RouteLookup(string Link, IPAddress? Gateway, IPAddress? Source, int Mtu)
{
    /// <summary>A host route that holds this way to a destination even when a more general route moves, e.g. into the tunnel.</summary>
    public Route Pinned(IPAddress destination) =>
        new(new IPNetwork(destination, destination.GetAddressBytes().Length * 8), Link, Gateway);
}
