using System.Net;

namespace Concentrator.Linux.Network;

/// <summary>
/// Links, addresses and routes of the network namespace this was opened in. Every call is a round trip to the kernel
/// (microseconds), may come from any thread, and throws <see cref="LinuxException"/> with a text that names what was tried.
/// Adding what is there already and removing what is gone are no errors: a restarted node finds its own leftovers.
/// </summary>
public interface IHostNetwork
{
    /// <param name="mtu">Octets; null leaves it.</param>
    void SetLink(string link, bool up, int? mtu = null);

    void AddAddress(string link, LinkAddress address);

    void RemoveAddress(string link, LinkAddress address);

    /// <summary>Adds the route, or replaces the one to the same destination in the main table with the same metric.</summary>
    void ReplaceRoute(Route route);

    void RemoveRoute(Route route);

    /// <summary>How the kernel would send a packet to a destination now.</summary>
    RouteLookup LookUp(IPAddress destination);
}
