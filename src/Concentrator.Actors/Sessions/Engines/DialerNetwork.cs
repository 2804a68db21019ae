using System.Net;
using Akka.Event;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// A call of a dialer: a TUN interface of its own with the address that the LNS gave, and the routes of the profile.
/// </summary>
internal sealed class DialerNetwork(IDataPlane plane, DialerProfile profile, int number, Endpoint lns, Action<PppEvent> raise, ILoggingAdapter log) : IPppNetwork
{
    private readonly DialerRoutes _routes = new(plane.Network, profile, number, lns, log);
    private readonly HashSet<NetworkFamily> _open = [];
    private ITunPort? _tun;
    private LinkAddress? _address;

    public string? Interface => _tun?.Name;

    /// <summary>The LNS does not authenticate itself by PPP here: tunnel authentication is for that.</summary>
    public void Verify(Credentials credentials) =>
        raise(new PppEvent.Verified(credentials, CredentialVerifier.Refuse(credentials, "a dialer authenticates nobody")));

    public void RequestAddress(string? user, IPAddress? wanted) => raise(new PppEvent.AddressRefused("a dialer gives no addresses"));

    public void Up(NetworkParameters parameters, LinkParameters link, ISessionPath path)
    {
        _tun ??= plane.OpenTun(new TunPortOptions(profile.InterfaceOf(number), TunUse.OneSession) { For = path });
        plane.Network.SetLink(_tun.Name, up: true, mtu: link.Mtu);
        switch (parameters)
        {
            case Ipv4Parameters ipv4:
                _address = AddressOf(ipv4.Local, ipv4.Peer);
                plane.Network.AddAddress(_tun.Name, _address);
                break;
            case Ipv6Parameters ipv6:
                plane.Network.AddAddress(_tun.Name, new LinkAddress(LinkLocal.Of(ipv6.LocalInterfaceId), 64));
                break;
        }

        _open.Add(parameters.Family);
        Attach(link, path);
        _routes.Add(_tun.Name, parameters.Family);
    }

    public void Down(NetworkFamily family, LinkParameters link, ISessionPath path)
    {
        _routes.Remove(family);
        _open.Remove(family);
        if (_open.Count == 0)
            path.Detach();
        else
            Attach(link, path);
        if (family != NetworkFamily.Ipv4 || _tun is null || _address is null)
            return;
        plane.Network.RemoveAddress(_tun.Name, _address);
        _address = null;
    }

    /// <summary>The address of a call's interface; an LNS may keep its own to itself.</summary>
    public static LinkAddress AddressOf(IPAddress local, IPAddress peer) =>
        peer.Equals(IPAddress.Any) ? new LinkAddress(local, 32) : LinkAddress.PointToPoint(local, peer);

    public bool OnMessage(object message) => false;

    public void Stop()
    {
        _routes.Remove();
        _tun?.Release();
        _tun = null;
    }

    private void Attach(LinkParameters link, ISessionPath path) => path.AttachTun(
        _tun!,
        SubscriberAddresses.Anywhere with { Ipv4 = _open.Contains(NetworkFamily.Ipv4), Ipv6 = _open.Contains(NetworkFamily.Ipv6) },
        LinkOptions.Of(link, profile.Ppp.ClampMss));
}
