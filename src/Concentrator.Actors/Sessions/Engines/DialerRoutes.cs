using System.Net;
using Akka.Event;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Linux;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// The routes of a dialer, through the interface of its first call. When they could swallow the LNS itself, a host route to it is pinned outside of
/// the tunnel first, so that a tunnel never carries its own packets.
/// </summary>
internal sealed class DialerRoutes(IHostNetwork network, DialerProfile profile, int number, Endpoint lns, ILoggingAdapter log)
{
    private readonly List<(NetworkFamily Family, Route Route)> _routes = [];

    /// <exception cref="LinuxException">The interface is not up.</exception>
    public void Add(string link, NetworkFamily family)
    {
        var destinations = profile.Routes.Where(route => route.IsIpv4 == (family == NetworkFamily.Ipv4)).ToList();
        if (number != 0 || destinations.Count == 0)
            return;
        if (destinations.Any(route => route.Contains(lns)))
        {
            var address = lns.ToIPAddress();
            Add(family, network.LookUp(address).Pinned(address));
        }

        foreach (var destination in destinations.SelectMany(Halves))
            Add(family, new Route(destination, link));
    }

    public void Remove()
    {
        Remove(NetworkFamily.Ipv4);
        Remove(NetworkFamily.Ipv6);
    }

    /// <summary>
    /// Removes what came with this family, in reverse, so that the host route to the LNS goes last. What the kernel has taken away with the interface
    /// is gone already.
    /// </summary>
    public void Remove(NetworkFamily family)
    {
        for (var i = _routes.Count - 1; i >= 0; i--)
        {
            if (_routes[i].Family != family)
                continue;
            var route = _routes[i].Route;
            _routes.RemoveAt(i);
            try
            {
                network.RemoveRoute(route);
            }
            catch (LinuxException failure) when (failure.IsNoDevice)
            {
                log.Debug("route {Route} went with its interface", route);
            }
            catch (LinuxException failure)
            {
                log.Warning("route {Route} could not be removed: {Failure}", route, failure.Message);
            }
        }
    }

    /// <summary>A default route goes in as its two halves: they win over the host's own, which stays and serves again when they are gone.</summary>
    private static IEnumerable<IPNetwork> Halves(Prefix destination) => destination switch
    {
        { Length: 0, IsIpv4: true } => [IPNetwork.Parse("0.0.0.0/1"), IPNetwork.Parse("128.0.0.0/1")],
        { Length: 0 } => [IPNetwork.Parse("::/1"), IPNetwork.Parse("8000::/1")],
        _ => [new IPNetwork(destination.Address, destination.Length)],
    };

    private void Add(NetworkFamily family, Route route)
    {
        network.ReplaceRoute(route);
        _routes.Add((family, route));
        log.Info("route {Route} added", route);
    }
}
