using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;
using Concentrator.DataPlane;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;

namespace Concentrator.Actors.Sessions;

/// <summary>
/// Where the payload of the embedded engine's subscribers goes: a TUN device that they share, its address and the routes to their pools, all in one
/// network namespace. The node has one of its own, and one for each group; the same address may be in use in each of them.
/// </summary>
public sealed class RoutingDomain : IDisposable
{
    private readonly IHostNetwork _network;
    private readonly IPAddress _address;
    private IReadOnlyCollection<PoolDefinition> _pools = [];

    /// <param name="address">Our end of the calls, and the source of what this host itself sends into them.</param>
    private RoutingDomain(ITunPort tun, IHostNetwork network, IPAddress address) => (Tun, _network, _address) = (tun, network, address);

    public ITunPort Tun { get; }

    /// <exception cref="Linux.LinuxException">The device cannot be made, or not be configured.</exception>
    public static RoutingDomain Open(IDataPlane plane, TunSettings settings, IPAddress address, string? @namespace, IReadOnlyCollection<PoolDefinition> pools)
    {
        var network = plane.NetworkOf(@namespace);
        var domain = new RoutingDomain(plane.OpenTun(new TunPortOptions(settings.Name, Namespace: @namespace)), network, address);
        try
        {
            network.AddAddress(domain.Tun.Name, new LinkAddress(address, 32));
            network.SetLink(domain.Tun.Name, up: true, settings.Mtu ?? 1500);
            domain.Configure(pools);
            return domain;
        }
        catch
        {
            domain.Dispose();
            throw;
        }
    }

    /// <summary>Routes to what the pools hold, again after a reload. A pool that shrinks keeps its routes until the node is restarted.</summary>
    public void Configure(IReadOnlyCollection<PoolDefinition> pools)
    {
        _pools = pools;
        foreach (var network in pools.SelectMany(pool => pool.Ranges.Networks()))
            _network.ReplaceRoute(new Route(network, Tun.Name, PreferredSource: _address));
    }

    /// <summary>A route to a subscriber's address, unless it is a pool's, to which there is one already.</summary>
    /// <returns>To be removed with the subscriber; null: none was needed.</returns>
    public Route? RouteTo(IPAddress address)
    {
        if (_pools.Any(pool => pool.Ranges.Contains(address)))
            return null;
        var route = new Route(SubscriberAddresses.Host(address), Tun.Name);
        _network.ReplaceRoute(route);
        return route;
    }

    public void Remove(Route route) => _network.RemoveRoute(route);

    public void Dispose() => Tun.Dispose();
}
