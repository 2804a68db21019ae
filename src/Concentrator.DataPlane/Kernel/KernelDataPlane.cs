using System.Collections.Concurrent;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Linux.L2tp;
using Concentrator.Linux.Network;
using Concentrator.Linux.Polling;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Kernel;

/// <summary>
/// Forwarding by the kernel's own L2TP and PPP: a tunnel has a connected socket that the kernel looks at, a session a PPPoX socket and, once its network
/// is up, a ppp interface. What the kernel cannot do for a session, and all that it passes on, is the user-space plane's, which is beneath.
/// </summary>
/// <code>
/// UDP (connected) -> kernel: session known -> LCP, authentication -> PppChannel -> IPppSink
///                         |                '-> IP -> ppp interface; IPCP, IPV6CP -> PppUnit -> IPppSink
///                         '-> control, other sessions -> UdpReceiver, as from the socket that is not connected
/// </code>
public sealed class KernelDataPlane : IDataPlane
{
    private readonly UserSpaceDataPlane _userSpace;
    private readonly Action<Exception> _onFault;
    private readonly Action<string> _onNotice;
    private readonly ConcurrentDictionary<IUdpPort, UdpPortOptions> _ports = new(ReferenceEqualityComparer.Instance);

    /// <param name="onFault">Told of what a loop could not handle, on the loop's thread, and of what the kernel refused, on any. Must not throw.</param>
    /// <param name="onNotice">Told in words of what was found at the start. Must not throw.</param>
    /// <exception cref="LinuxException">The kernel lacks a part of it; the message says which.</exception>
    public KernelDataPlane(Rtnetlink network, Action<Exception> onFault, Action<string> onNotice, PlaneOptions? options = null)
    {
        KernelSupport.Probe();
        (Links, _onFault, _onNotice) = (network, onFault, onNotice);
        _userSpace = new UserSpaceDataPlane(network, onFault, (options ?? new PlaneOptions()) with { Threads = 1, SharedPorts = true });
        Frames = new KernelFrames(onFault);
    }

    public IHostNetwork Network => _userSpace.Network;

    public DataPlaneCounters Counters => _userSpace.Counters;

    public string Description => $"kernel (l2tp_ppp), beneath it {_userSpace.Description}";

    internal Rtnetlink Links { get; }

    internal KernelFrames Frames { get; }

    /// <inheritdoc cref="UserSpaceDataPlane.Releases"/>
    internal PollLoop Releases => _userSpace.Releases;

    internal TunnelsByPath Tunnels { get; } = new();

    public IHostNetwork NetworkOf(string? @namespace) => _userSpace.NetworkOf(@namespace);

    public IUdpPort OpenUdp(UdpPortOptions options, IControlSink sink)
    {
        RemoveLeftOvers(options);
        var port = _userSpace.OpenUdp(options, sink);
        _ports[port] = options;
        return port;
    }

    public ITunPort OpenTun(TunPortOptions options) => options is { Use: TunUse.OneSession, For: KernelSessionPath { IsInKernel: true } }
        ? new PppPort(Retried(() => new PppUnit(options.Name, Links)), this)
        : _userSpace.OpenTun(options);

    public IPtyPort OpenPty() => _userSpace.OpenPty();

    public IPppoePort OpenPppoe(PppoePortOptions options, IDiscoverySink sink) => _userSpace.OpenPppoe(options, sink);

    public IPtyPort OpenDevice(string path, int speed) => _userSpace.OpenDevice(path, speed);

    public ITunnelPath InstallTunnel(TunnelId local, IUdpPort port, UdpPath path, TunnelId peer)
    {
        var tunnel = new KernelTunnelPath(this, (TunnelPath)_userSpace.InstallTunnel(local, port, path, peer), (UdpPort)port, _ports[port]);
        Tunnels.Add(path, tunnel);
        return tunnel;
    }

    public void Dispose()
    {
        Frames.Dispose();
        _userSpace.Dispose();
    }

    /// <inheritdoc cref="UserSpaceDataPlane.Retried"/>
    internal T Retried<T>(Func<T> make) => _userSpace.Retried(make);

    /// <summary>The kernel does not take a tunnel or session: it is served in user space.</summary>
    internal void Refused(LinuxException failure) => _onFault(failure);

    /// <summary>
    /// Removes tunnels that have the port and address which this node is about to listen on: nobody else can be using them, but they would take away its
    /// datagrams, or the port itself.
    /// </summary>
    private void RemoveLeftOvers(UdpPortOptions options)
    {
        var wildcard = options.Listen.Address.Equals(System.Net.IPAddress.Any) || options.Listen.Address.Equals(System.Net.IPAddress.IPv6Any);
        using var l2tp = new L2tpNetlink();
        foreach (var tunnel in l2tp.Tunnels())
        {
            if (tunnel.Port != options.Listen.Port || tunnel.Local.AddressFamily != options.Listen.AddressFamily || !(wildcard || tunnel.Local.Equals(options.Listen.Address)))
                continue;
            l2tp.Delete(tunnel);
            _onNotice($"kernel tunnel {tunnel.Id} on {tunnel.Local}:{tunnel.Port} was left over from an earlier run and is removed");
        }
    }
}
