using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane;

/// <summary>
/// Where bytes move: sockets, devices, and the tables that say which session a packet belongs to. Actors install and withdraw
/// paths; packets never visit them. Every member may be called from any thread.
/// </summary>
public interface IDataPlane : IDisposable
{
    /// <exception cref="Linux.LinuxException">The address cannot be bound.</exception>
    IUdpPort OpenUdp(UdpPortOptions options, IControlSink sink);

    /// <exception cref="Linux.LinuxException">The device cannot be made (no /dev/net/tun, no CAP_NET_ADMIN, name taken).</exception>
    ITunPort OpenTun(TunPortOptions options);

    /// <exception cref="Linux.LinuxException">No pseudo terminal is left.</exception>
    IPtyPort OpenPty();

    /// <exception cref="Linux.LinuxException">There is no such Ethernet interface, or CAP_NET_RAW is missing.</exception>
    IPppoePort OpenPppoe(PppoePortOptions options, IDiscoverySink sink);

    /// <summary>Opens a serial device as a line.</summary>
    /// <param name="speed">Bits per second.</param>
    /// <exception cref="Linux.LinuxException">There is no such device, it is no terminal, or it does not know the speed.</exception>
    IPtyPort OpenDevice(string path, int speed);

    /// <summary>Lets data messages for a tunnel id in; they are taken from the path's peer only. Replaces a path that has the same id.</summary>
    ITunnelPath InstallTunnel(TunnelId local, IUdpPort port, UdpPath path, TunnelId peer);

    /// <summary>Links, addresses and routes, for the devices opened here and for the way to a remote LNS.</summary>
    IHostNetwork Network { get; }

    /// <summary>The same of a network namespace by its name; of this process's own for null.</summary>
    /// <exception cref="Linux.LinuxException">There is no such namespace, or it must not be entered.</exception>
    IHostNetwork NetworkOf(string? @namespace);

    DataPlaneCounters Counters { get; }

    /// <summary>What it is and what it makes use of, for people.</summary>
    string Description { get; }
}
