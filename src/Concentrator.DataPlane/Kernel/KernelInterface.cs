using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.L2tp;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Kernel;

/// <summary>The ppp interface that a session is connected to.</summary>
/// <param name="isOwned">Whether it comes and goes with the session, and has its addresses from here.</param>
internal sealed class KernelInterface(KernelDataPlane plane, PppPort port, bool isOwned) : IDisposable
{
    private ImmutableArray<IPNetwork> _networks = [];
    private readonly List<(IPNetwork Network, LinkAddress Address)> _addresses = [];
    private IDisposable? _watch;

    public PppUnit Unit => port.Unit;

    public string Name => port.Name;

    public LinkStatistics Statistics => port.Statistics;

    /// <summary>Reads the control protocols of network layers. Only while a channel is connected: the kernel calls a unit without one readable.</summary>
    public void Watch(PppFrameHandler received) => _watch = plane.Frames.Watch(Unit, received);

    /// <summary>Lets the packets pass whose control protocol is open.</summary>
    public void Forward(SubscriberAddresses addresses, PppLinkOptions options)
    {
        Unit.SetCompression(options.CompressProtocol, options.CompressAddressControl);
        Unit.SetNetwork(PppProtocol.Ipv4, addresses.Ipv4 && Carries(AddressFamily.InterNetwork));
        Unit.SetNetwork(PppProtocol.Ipv6, addresses.Ipv6 && Carries(AddressFamily.InterNetworkV6));

        bool Carries(AddressFamily family) => !addresses.CheckSource || addresses.Networks.Any(network => network.BaseAddress.AddressFamily == family);
    }

    /// <summary>Brings it up with the session's addresses, in the place of those that it had.</summary>
    public void Configure(SubscriberAddresses addresses, PppLinkOptions options)
    {
        plane.Links.SetLink(Name, up: true, options.PeerMru);
        if (addresses.CheckSource)
            plane.Links.CheckSources(Name);
        foreach (var gone in _networks.Except(addresses.Networks))
            Remove(gone);
        foreach (var added in addresses.Networks.Except(_networks))
            Add(added, addresses.Local.FirstOrDefault(local => local.AddressFamily == added.BaseAddress.AddressFamily));
        _networks = addresses.Networks;
    }

    public void Dispose()
    {
        _watch?.Dispose();
        if (isOwned)
            port.Release();
    }

    private void Add(IPNetwork network, IPAddress? local)
    {
        if (local is not null)
        {
            var address = network.BaseAddress.IsIPv6LinkLocal ? new LinkAddress(local, LinkLocalPrefix) : LinkAddress.PointToPoint(local, network.BaseAddress);
            plane.Links.AddAddress(Name, address);
            _addresses.Add((network, address));
        }

        // Replaces the one to the subscribers' device, if there is one.
        plane.Links.ReplaceRoute(new Route(network, Name, PreferredSource: network.BaseAddress.IsIPv6LinkLocal ? null : local));
    }

    private void Remove(IPNetwork network)
    {
        plane.Links.RemoveRoute(new Route(network, Name));
        foreach (var (_, address) in _addresses.Where(entry => entry.Network.Equals(network)))
            plane.Links.RemoveAddress(Name, address);
        _addresses.RemoveAll(entry => entry.Network.Equals(network));
    }

    private const int LinkLocalPrefix = 64;
}
