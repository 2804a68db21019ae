using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane;

/// <summary>
/// The plane of a node that only signals: real UDP and PPP negotiation, but no devices, so payload is dropped as
/// <see cref="DropReason.NotAttached"/>. Needs no privilege.
/// </summary>
public sealed class NullDataPlane(Action<Exception> onFault) : IDataPlane
{
    private readonly UserSpaceDataPlane _signalling = new(new NullHostNetwork(), onFault);
    private int _devices;

    public IHostNetwork Network => _signalling.Network;

    public IHostNetwork NetworkOf(string? @namespace) => Network;

    public DataPlaneCounters Counters => _signalling.Counters;

    public string Description => "none, signalling only";

    public IUdpPort OpenUdp(UdpPortOptions options, IControlSink sink) => _signalling.OpenUdp(options, sink);

    public ITunPort OpenTun(TunPortOptions options) =>
        new NullTunPort(options.Name.Replace("%d", (Interlocked.Increment(ref _devices) - 1).ToString()));

    public IPtyPort OpenPty() => _signalling.OpenPty();

    public IPppoePort OpenPppoe(PppoePortOptions options, IDiscoverySink sink) => _signalling.OpenPppoe(options, sink);

    public IPtyPort OpenDevice(string path, int speed) => _signalling.OpenDevice(path, speed);

    public ITunnelPath InstallTunnel(TunnelId local, IUdpPort port, UdpPath path, TunnelId peer) =>
        _signalling.InstallTunnel(local, port, path, peer);

    public void Dispose() => _signalling.Dispose();

    private sealed record NullTunPort(string Name) : ITunPort
    {
        public void Dispose()
        {
        }
    }
}
