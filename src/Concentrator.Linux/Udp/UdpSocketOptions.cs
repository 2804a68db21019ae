using System.Net;

namespace Concentrator.Linux.Udp;

/// <param name="Dscp">DSCP of outgoing packets, 0 to 63.</param>
/// <param name="ReceiveBuffer">Octets to ask for; beyond net.core.rmem_max only with CAP_NET_ADMIN.</param>
/// <param name="SendTrains">Datagrams of a <see cref="SendBatch"/> to one peer and of one length are given to the kernel as a train, where it can.</param>
/// <param name="ReceiveTrains">The kernel passes such datagrams as a train, where it can; for those who ask each <see cref="UdpArrival"/> for its segments.</param>
public sealed record UdpSocketOptions(
    IPEndPoint Listen, DfPolicy Df = DfPolicy.Clear, int Dscp = 0, int ReceiveBuffer = 0, int SendBuffer = 0, bool SendTrains = false, bool ReceiveTrains = false)
{
    /// <summary>
    /// Sockets that have a <see cref="Peer"/> may be bound to the same address and port beside this one. It is bound alone all the same: a second
    /// daemon does not get the port.
    /// </summary>
    public bool Shared { get; init; }

    /// <summary>Connects the socket, which is one of several on its port then: it gets what comes from there, before any that is not connected.</summary>
    public IPEndPoint? Peer { get; init; }

    /// <summary>It is a further one of a <see cref="UdpSocketGroup"/>.</summary>
    internal bool JoinsGroup { get; init; }

    /// <summary>How long a reader that found nothing asks the network device again before it waits (SO_BUSY_POLL); where the device has no such thing, not at all.</summary>
    public TimeSpan BusyPoll { get; init; }
}
