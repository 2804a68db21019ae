using System.Collections.Concurrent;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Linux.Processes;
using Concentrator.Linux.Tun;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane;

/// <summary>
/// Forwarding in this process: one loop for all UDP sockets, one for the TUN devices of subscribers, one for the dialers', one for all ptys, one
/// for PPPoE.
/// </summary>
/// <code>
/// UDP -> UdpReceiver -> TunnelTable -> TunnelPath -> SessionPath -> Attachment -> TUN | pty queue | PPPoE | IPppSink
///                    '-> IControlSink
/// TUN -> TunReader -> AddressTable -> SessionPath -> SendBatch -> UDP
/// pty -> PtyAttachment (HDLC) -> SessionPath -> UDP
/// PPPoE -> PppoeReceiver -> PppoePath -> SessionPath -> SendBatch -> UDP
///      '-> IDiscoverySink   '-> IPppSink
/// </code>
public sealed class UserSpaceDataPlane : IDataPlane
{
    private readonly Counters _counters = new();
    private readonly TunnelTable _tunnels = new();
    private readonly UdpReceiver _udp;
    private readonly TunReader _subscribers, _dialers;
    private readonly PtyLines _ptys;
    private readonly bool _offloads, _sharedPorts;
    private volatile UdpSocket? _socket;
    private volatile TunDevice? _device;
    private readonly PppoeReceiver _pppoe;
    private readonly ConcurrentDictionary<string, Rtnetlink> _networks = new();

    /// <param name="offloads">Packets of a flow pass through the kernel together, as far as it can; false for what suspects that.</param>
    /// <param name="onFault">Told of what a loop could not handle, on the loop's thread; the loop goes on. Must not throw.</param>
    /// <param name="sharedPorts">Further sockets may be bound to the UDP ports and connected, for the kernel plane.</param>
    public UserSpaceDataPlane(IHostNetwork network, Action<Exception> onFault, bool offloads = true, bool sharedPorts = false)
    {
        (Network, _offloads, _sharedPorts) = (network, offloads, sharedPorts);
        _udp = new UdpReceiver(_tunnels, _counters, onFault);
        _subscribers = new TunReader("tun", _counters, onFault);
        _dialers = new TunReader("dialers", _counters, onFault);
        _ptys = new PtyLines(onFault);
        _pppoe = new PppoeReceiver(_counters, onFault);
    }

    public IHostNetwork Network { get; }

    public IHostNetwork NetworkOf(string? @namespace) => @namespace is null ? Network : _networks.GetOrAdd(@namespace, Rtnetlink.In);

    public string Description => string.Join(", ", Offloads().Prepend("user space"));

    public DataPlaneCounters Counters => _counters.Snapshot(
        _udp.Loop.AllocatedBytes + _subscribers.Loop.AllocatedBytes + _dialers.Loop.AllocatedBytes + _ptys.Loop.AllocatedBytes + _pppoe.Loop.AllocatedBytes);

    public IUdpPort OpenUdp(UdpPortOptions options, IControlSink sink)
    {
        var socket = new UdpSocket(
            new UdpSocketOptions(options.Listen, options.Df, options.Dscp, options.ReceiveBuffer, options.SendBuffer, SendTrains: _offloads, ReceiveTrains: _offloads)
            {
                Shared = _sharedPorts,
            });
        _socket = socket;
        return new UdpPort(socket, sink, _udp, port =>
        {
            _subscribers.Forget(port);
            _dialers.Forget(port);
            _pppoe.Forget(port);
        });
    }

    public ITunPort OpenTun(TunPortOptions options)
    {
        TunDevice Open() => new(options.Name, _offloads ? TunOffloads.All : TunOffloads.None);
        var device = options.Namespace is { } name ? NetworkNamespaces.Run(name, Open) : Open();
        _device = device;
        return new TunPort(device, options.Use, options.Use == TunUse.ManySubscribers ? _subscribers : _dialers);
    }

    public IPtyPort OpenPty()
    {
        var pty = new Pty();
        return new PtyPort(pty, pty.SlavePath, _ptys);
    }

    public IPtyPort OpenDevice(string path, int speed) => new PtyPort(new SerialDevice(path, speed), path, _ptys);

    public IPppoePort OpenPppoe(PppoePortOptions options, IDiscoverySink sink) => new PppoePort(options, sink, _pppoe, _udp);

    public ITunnelPath InstallTunnel(TunnelId local, IUdpPort port, UdpPath path, TunnelId peer)
    {
        var tunnel = new TunnelPath(local, (UdpPort)port, path, peer, _tunnels, _counters);
        _tunnels.Install(tunnel);
        return tunnel;
    }

    /// <summary>Stops the loops. Ports that are still open are closed by their owners, then or later.</summary>
    public void Dispose()
    {
        _udp.Dispose();
        _subscribers.Dispose();
        _dialers.Dispose();
        _ptys.Dispose();
        _pppoe.Dispose();
        foreach (var network in _networks.Values)
            network.Dispose();
    }

    /// <summary>What the kernel granted, which is the same for all sockets, and for all devices.</summary>
    private IEnumerable<string> Offloads()
    {
        if (_socket is { ReceivesTrains: true })
            yield return "UDP receive offload";
        if (_socket is { SendsTrains: true })
            yield return "UDP segmentation offload";
        if (_device is { Offloads: not TunOffloads.None and var granted })
            yield return $"TUN offloads {granted}";
    }
}
