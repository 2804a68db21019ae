using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux;
using Concentrator.Linux.L2tp;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Kernel;

/// <summary>The ppp interface that a session is connected to.</summary>
/// <param name="isOwned">Whether it comes and goes with the session, and has its addresses from here.</param>
internal sealed class KernelInterface(KernelDataPlane plane, PppUnit unit, bool isOwned) : IDisposable
{
    private ImmutableArray<IPNetwork> _networks = [];
    private readonly List<(IPNetwork Network, LinkAddress Address)> _addresses = [];
    private IDisposable? _watch;
    private LinkStatistics _last;

    public PppUnit Unit => unit;

    public string Name => unit.Name;

    /// <summary>What it has carried; when it is gone, what was known last.</summary>
    public LinkStatistics Statistics
    {
        get
        {
            try
            {
                return _last = plane.Links.Statistics(Name);
            }
            catch (LinuxException)
            {
                return _last;
            }
        }
    }

    /// <summary>Reads the control protocols of network layers. Only while a channel is connected: the kernel calls a unit without one readable.</summary>
    public void Watch(PppFrameHandler received) => _watch = plane.Frames.Watch(unit, received);

    /// <summary>Lets the packets pass whose control protocol is open.</summary>
    public void Forward(SubscriberAddresses addresses, PppLinkOptions options)
    {
        unit.SetCompression(options.CompressProtocol, options.CompressAddressControl);
        unit.SetNetwork(PppProtocol.Ipv4, addresses.Ipv4 && Carries(AddressFamily.InterNetwork));
        unit.SetNetwork(PppProtocol.Ipv6, addresses.Ipv6 && Carries(AddressFamily.InterNetworkV6));

        bool Carries(AddressFamily family) => !addresses.CheckSource || addresses.Networks.Any(network => network.BaseAddress.AddressFamily == family);
    }

    /// <summary>Brings it up with the session's addresses, in the place of those that it had.</summary>
    public void Configure(SubscriberAddresses addresses, PppLinkOptions options)
    {
        plane.Links.SetLink(Name, up: true, options.PeerMru);
        if (addresses.CheckSource)
            ReversePath.Check(Name);
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
            plane.Releases.Post(unit.Dispose);
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
