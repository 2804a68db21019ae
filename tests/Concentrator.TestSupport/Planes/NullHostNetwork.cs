using System.Net;
using Concentrator.Linux.Network;

namespace Concentrator.TestSupport.Planes;

/// <summary>Accepts every change and makes none; every destination is reached through a link of Ethernet's MTU.</summary>
public sealed class NullHostNetwork : IHostNetwork
{
    private const int EthernetMtu = 1500;

    public void SetLink(string link, bool up, int? mtu = null)
    {
    }

    public void AddAddress(string link, LinkAddress address)
    {
    }

    public void RemoveAddress(string link, LinkAddress address)
    {
    }

    public void ReplaceRoute(Route route)
    {
    }

    public void RemoveRoute(Route route)
    {
    }

    public RouteLookup LookUp(IPAddress destination) => new("none", null, null, EthernetMtu);
}
