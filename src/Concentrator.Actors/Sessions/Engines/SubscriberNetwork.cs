using System.Collections.Immutable;
using System.Net;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Network;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>A subscriber of the LNS whose payload goes to the TUN device of its routing domain.</summary>
/// <param name="domain">Null: there is none, and payload goes nowhere.</param>
internal sealed class SubscriberNetwork(RoutingDomain? domain, LnsProfile profile, SubscriberAccount account) : IPppNetwork
{
    /// <summary>One of a family, two at most.</summary>
    private ImmutableArray<(NetworkFamily Family, IPAddress Peer, IPAddress Local)> _addresses = [];
    private ISessionPath? _path;
    private Route? _ownRoute;

    public string? Interface => _path?.Interface ?? domain?.Tun.Name;

    public void Verify(Credentials credentials) => account.Verify(credentials);

    public void RequestAddress(string? user, IPAddress? wanted) => account.RequestAddress(user, wanted);

    public void Up(NetworkParameters parameters, LinkParameters link, ISessionPath path)
    {
        _path = path;
        Forget(parameters.Family);
        _addresses = _addresses.Add(parameters switch
        {
            Ipv4Parameters ipv4 => (NetworkFamily.Ipv4, ipv4.Peer, ipv4.Local),
            Ipv6Parameters ipv6 => (NetworkFamily.Ipv6, LinkLocal.Of(ipv6.PeerInterfaceId), LinkLocal.Of(ipv6.LocalInterfaceId)),
            _ => throw new ArgumentOutOfRangeException(nameof(parameters)),
        });
        if (parameters is Ipv4Parameters { Peer: var address })
        {
            RemoveOwnRoute();
            _ownRoute = domain?.RouteTo(address);
        }

        Attach(link, path);
    }

    public void Down(NetworkFamily family, LinkParameters link, ISessionPath path)
    {
        Forget(family);
        if (_addresses.IsEmpty)
            path.Detach();
        else
            Attach(link, path);
    }

    public bool OnMessage(object message) => account.OnMessage(message);

    public void Stop() => RemoveOwnRoute();

    private void Forget(NetworkFamily family) => _addresses = _addresses.RemoveAll(address => address.Family == family);

    private void RemoveOwnRoute()
    {
        if (_ownRoute is not null)
            domain?.Remove(_ownRoute);
        _ownRoute = null;
    }

    private void Attach(LinkParameters link, ISessionPath path)
    {
        if (domain is null)
            return;
        var addresses = SubscriberAddresses.Of(_addresses.Select(address => SubscriberAddresses.Host(address.Peer)));
        path.AttachTun(
            domain.Tun, addresses with { Local = [.. _addresses.Select(address => address.Local)] }, LinkOptions.Of(link, profile.Ppp.ClampMss));
    }
}

internal static class LinkOptions
{
    /// <summary>What forwarding needs of LCP's result.</summary>
    public static PppLinkOptions Of(LinkParameters link, bool clampMss) => new()
    {
        PeerMru = link.Mtu,
        CompressAddressControl = link.Acfc,
        CompressProtocol = link.Pfc,
        ClampToMtu = clampMss ? link.Mtu : 0,
    };
}

internal static class LinkLocal
{
    /// <summary>fe80::/64 and an interface identifier (RFC 5072 section 5).</summary>
    public static IPAddress Of(ulong interfaceId)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        (bytes[0], bytes[1]) = (0xfe, 0x80);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], interfaceId);
        return new IPAddress(bytes);
    }
}
