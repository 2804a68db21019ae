using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;

namespace Concentrator.Actors.Sessions;

/// <summary>The TUN device that all subscribers of the embedded engine share: the node's own address on it, and the routes to the pools.</summary>
public static class SubscriberTun
{
    /// <summary>Null when no profile needs it.</summary>
    /// <exception cref="Linux.LinuxException">It cannot be made, or not be configured.</exception>
    public static ITunPort? Open(IDataPlane plane, NodeConfiguration configuration)
    {
        if (configuration.Tun.Address is not { } address || configuration.Lns.All(profile => profile.Ppp.Engine is not PppEngine.Embedded))
            return null;
        var tun = plane.OpenTun(new TunPortOptions(configuration.Tun.Name));
        plane.Network.AddAddress(tun.Name, new LinkAddress(address, 32));
        plane.Network.SetLink(tun.Name, up: true, configuration.Tun.Mtu ?? 1500);
        Route(plane, tun, configuration, address);
        return tun;
    }

    /// <summary>Routes to what the pools hold, again after a reload. A pool that shrinks keeps its routes until the node is restarted.</summary>
    public static void Route(IDataPlane plane, ITunPort tun, NodeConfiguration configuration, IPAddress source)
    {
        foreach (var network in configuration.Pools.SelectMany(pool => pool.Ranges.Networks()))
            plane.Network.ReplaceRoute(new Route(network, tun.Name, PreferredSource: source));
    }
}
