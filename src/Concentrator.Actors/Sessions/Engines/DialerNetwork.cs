using System.Net;
using Akka.Event;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// A call of a dialer: a TUN interface of its own with the address that the LNS gave, and the routes of the profile. When these could swallow the
/// LNS itself, a host route to it is pinned outside of the tunnel first, so that a tunnel never carries its own packets.
/// </summary>
internal sealed class DialerNetwork(IDataPlane plane, LacProfile profile, int number, Endpoint lns, Action<PppEvent> raise, ILoggingAdapter log) : IPppNetwork
{
    private readonly Dictionary<NetworkFamily, List<Route>> _open = [];
    private ITunPort? _tun;
    private LinkAddress? _address;

    public string? Interface => _tun?.Name;

    /// <summary>The LNS does not authenticate itself by PPP here: tunnel authentication is for that.</summary>
    public void Verify(Credentials credentials) =>
        raise(new PppEvent.Verified(credentials, CredentialVerifier.Refuse(credentials, "a dialer authenticates nobody")));

    public void RequestAddress(string? user, IPAddress? wanted) => raise(new PppEvent.AddressRefused("a dialer gives no addresses"));

    public void Up(NetworkParameters parameters, LinkParameters link, ISessionPath path)
    {
        _tun ??= plane.OpenTun(new TunPortOptions(profile.InterfaceOf(number), TunUse.OneSession));
        plane.Network.SetLink(_tun.Name, up: true, mtu: link.Mtu);
        switch (parameters)
        {
            case Ipv4Parameters ipv4:
                _address = ipv4.Peer.Equals(IPAddress.Any) ? new LinkAddress(ipv4.Local, 32) : LinkAddress.PointToPoint(ipv4.Local, ipv4.Peer);
                plane.Network.AddAddress(_tun.Name, _address);
                break;
            case Ipv6Parameters ipv6:
                plane.Network.AddAddress(_tun.Name, new LinkAddress(LinkLocal.Of(ipv6.LocalInterfaceId), 64));
                break;
        }

        _open[parameters.Family] = [];
        Attach(link, path);
        if (number == 0)
            AddRoutes(parameters.Family);
    }

    public void Down(NetworkFamily family, LinkParameters link, ISessionPath path)
    {
        RemoveRoutes(family);
        if (_open.Count == 0)
            path.Detach();
        else
            Attach(link, path);
        if (family != NetworkFamily.Ipv4 || _tun is null || _address is null)
            return;
        plane.Network.RemoveAddress(_tun.Name, _address);
        _address = null;
    }

    public bool OnMessage(object message) => false;

    public void Stop()
    {
        foreach (var family in _open.Keys.ToList())
            RemoveRoutes(family);
        _tun?.Dispose();
        _tun = null;
    }

    private void Attach(LinkParameters link, ISessionPath path) => path.AttachTun(
        _tun!,
        SubscriberAddresses.Anywhere with { Ipv4 = _open.ContainsKey(NetworkFamily.Ipv4), Ipv6 = _open.ContainsKey(NetworkFamily.Ipv6) },
        LinkOptions.Of(link, profile.Ppp.ClampMss));

    private void AddRoutes(NetworkFamily family)
    {
        var destinations = profile.Routes.Where(route => route.IsIpv4 == (family == NetworkFamily.Ipv4)).ToList();
        if (destinations.Count == 0)
            return;
        if (destinations.Any(route => route.Contains(lns)))
        {
            var address = lns.ToIPAddress();
            Add(family, plane.Network.LookUp(address).Pinned(address));
        }

        foreach (var destination in destinations.SelectMany(Halves))
            Add(family, new Route(destination, _tun!.Name));
    }

    /// <summary>A default route goes in as its two halves: they win over the host's own, which stays and serves again when they are gone.</summary>
    private static IEnumerable<IPNetwork> Halves(Control.Policy.Prefix destination) => destination switch
    {
        { Length: 0, IsIpv4: true } => [IPNetwork.Parse("0.0.0.0/1"), IPNetwork.Parse("128.0.0.0/1")],
        { Length: 0 } => [IPNetwork.Parse("::/1"), IPNetwork.Parse("8000::/1")],
        _ => [new IPNetwork(destination.Address, destination.Length)],
    };

    private void Add(NetworkFamily family, Route route)
    {
        plane.Network.ReplaceRoute(route);
        _open[family].Add(route);
        log.Info("route {Route} added", route);
    }

    /// <summary>In reverse, so that the host route to the LNS goes last. What the kernel has taken away with the interface is gone already.</summary>
    private void RemoveRoutes(NetworkFamily family)
    {
        if (!_open.Remove(family, out var routes))
            return;
        foreach (var route in Enumerable.Reverse(routes))
        {
            try
            {
                plane.Network.RemoveRoute(route);
            }
            catch (LinuxException failure)
            {
                log.Warning("route {Route} could not be removed: {Failure}", route, failure.Message);
            }
        }
    }
}
