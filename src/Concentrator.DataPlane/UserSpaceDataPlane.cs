using System.Collections.Concurrent;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tables;
using Concentrator.Linux;
using Concentrator.Linux.Network;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Processes;
using Concentrator.Linux.Tun;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane;

/// <summary>
/// Forwarding in this process: a number of loops for the UDP sockets, as many for the TUN devices of subscribers, one for the dialers', one for all ptys,
/// one for PPPoE, and one where devices are closed. Each port has a socket on each UDP loop, each subscribers' device a queue on each TUN loop: the kernel
/// spreads peers and flows over them.
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
    /// <summary>Of all sessions that restore order, together: 9 MB.</summary>
    private const int MostHeldFrames = 1024;

    /// <summary>Between the tries of <see cref="Retried"/>: milliseconds, an eighth of a second together.</summary>
    private const int FirstPause = 1, LastPause = 64;

    private readonly Counters _counters = new();
    private readonly TunnelTable _tunnels = new();
    private readonly UdpReceiver[] _udp;
    private readonly TunReader[] _subscribers, _dialers;
    private readonly PtyLines _ptys;
    private readonly PlaneOptions _options;
    private volatile UdpSocket? _socket;
    private volatile TunDevice? _device;
    private readonly PppoeReceiver _pppoe;
    private readonly ConcurrentDictionary<string, Rtnetlink> _networks = new();

    /// <param name="onFault">Told of what a loop could not handle, on the loop's thread; the loop goes on. Must not throw.</param>
    public UserSpaceDataPlane(IHostNetwork network, Action<Exception> onFault, PlaneOptions? options = null)
    {
        (Network, _options) = (network, options ?? new PlaneOptions());
        var (frames, loops) = (new FramePool(MostHeldFrames), Enumerable.Range(0, _options.Threads));
        _udp = [.. loops.Select(i => new UdpReceiver(i, _tunnels, _counters, frames, onFault, _options.BusyPoll))];
        _subscribers = [.. loops.Select(i => new TunReader("tun", i, _counters, onFault, _options.BusyPoll))];
        _dialers = [new TunReader("dialers", 0, _counters, onFault, TimeSpan.Zero)];
        _ptys = new PtyLines(onFault);
        _pppoe = new PppoeReceiver(_counters, onFault);
        Releases = new PollLoop("releases", onFault);
    }

    public IHostNetwork Network { get; }

    /// <summary>Where kernel objects are closed: the kernel takes its time for that, which nobody waits for.</summary>
    internal PollLoop Releases { get; }

    public IHostNetwork NetworkOf(string? @namespace) => @namespace is null ? Network : _networks.GetOrAdd(@namespace, Rtnetlink.In);

    public string Description => string.Join(", ", Offloads().Prepend("user space"));

    public DataPlaneCounters Counters => _counters.Snapshot(
        _udp.Sum(receiver => receiver.Loop.AllocatedBytes) + TunReaders.Sum(reader => reader.Loop.AllocatedBytes) + _ptys.Loop.AllocatedBytes + _pppoe.Loop.AllocatedBytes);

    private IEnumerable<TunReader> TunReaders => _subscribers.Concat(_dialers);

    public IUdpPort OpenUdp(UdpPortOptions options, IControlSink sink)
    {
        var sockets = UdpSocketGroup.Open(
            new UdpSocketOptions(
                options.Listen, options.Df, options.Dscp, options.ReceiveBuffer, options.SendBuffer, SendTrains: _options.Offloads, ReceiveTrains: _options.Offloads)
            {
                BusyPoll = _options.BusyPoll,
                Shared = _options.SharedPorts,
            },
            _udp.Length);
        _socket = sockets[0];
        return new UdpPort(sockets, sink, _udp, port =>
        {
            foreach (var reader in TunReaders)
                reader.Forget(port);
            _ptys.Forget(port);
            _pppoe.Forget(port);
        });
    }

    public ITunPort OpenTun(TunPortOptions options)
    {
        var readers = options.Use == TunUse.ManySubscribers ? _subscribers : _dialers;
        TunDevice[] Open() => TunDevice.Open(options.Name, _options.Offloads ? TunOffloads.All : TunOffloads.None, readers.Length);
        var queues = Retried(() => options.Namespace is { } name ? NetworkNamespaces.Run(name, Open) : Open());
        _device = queues[0];
        return new TunPort(queues, options.Use, readers, Releases);
    }

    public IPtyPort OpenPty()
    {
        var pty = new Pty();
        return new PtyPort(pty, pty.SlavePath, _ptys);
    }

    public IPtyPort OpenDevice(string path, int speed) => new PtyPort(new SerialDevice(path, speed), path, _ptys);

    public IPppoePort OpenPppoe(PppoePortOptions options, IDiscoverySink sink) => new PppoePort(options, sink, _pppoe, _udp.Length);

    public ITunnelPath InstallTunnel(TunnelId local, IUdpPort port, UdpPath path, TunnelId peer)
    {
        var tunnel = new TunnelPath(local, (UdpPort)port, path, peer, _tunnels, _counters);
        _tunnels.Install(tunnel);
        return tunnel;
    }

    /// <summary>Stops the loops. Ports that are still open are closed by their owners, then or later.</summary>
    public void Dispose()
    {
        Releases.Dispose();
        foreach (var receiver in _udp)
            receiver.Dispose();
        foreach (var reader in TunReaders)
            reader.Dispose();
        _ptys.Dispose();
        _pppoe.Dispose();
        foreach (var network in _networks.Values)
            network.Dispose();
    }

    /// <summary>
    /// Makes something whose name or id may be that of what is being closed just now. A process that somebody starts meanwhile holds what was
    /// closed here until it runs its program, so it may take a moment more.
    /// </summary>
    /// <exception cref="LinuxException">As of what makes it; when that is that there is one already, after an eighth of a second, in which the thread waits.</exception>
    internal T Retried<T>(Func<T> make)
    {
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                return make();
            }
            catch (LinuxException failure) when (failure.IsTaken && pause <= LastPause)
            {
                Releases.Run(() => { });
                Thread.Sleep(pause);
            }
        }
    }

    /// <summary>What the kernel granted, which is the same for all sockets, and for all devices; and of that what is in use now.</summary>
    private IEnumerable<string> Offloads()
    {
        if (_options.Threads > 1)
            yield return $"{_options.Threads} threads each way";
        if (_options.BusyPoll > TimeSpan.Zero)
            yield return $"busy for {_options.BusyPoll.TotalMicroseconds:0} µs";
        if (_socket is { ReceivesTrains: true })
            yield return "UDP receive offload";
        if (_socket is { SendsTrains: true })
            yield return "UDP segmentation offload";
        if (_device is { Offloads: not TunOffloads.None and var granted })
            yield return $"TUN offloads {granted}";
        if (_device is { } device)
            yield return "TUN writes " + WaysOfWriting(_udp.Count(receiver => receiver.TunWrites.AreTogetherFor(device)));
    }

    private string WaysOfWriting(int together) =>
        together == 0 ? "one by one" : together == _udp.Length ? "by io_uring" : $"by io_uring on {together} of {_udp.Length} threads";
}
