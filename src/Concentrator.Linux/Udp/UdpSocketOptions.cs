using System.Net;

namespace Concentrator.Linux.Udp;

/// <param name="Dscp">DSCP of outgoing packets, 0 to 63.</param>
/// <param name="ReceiveBuffer">Octets to ask for; beyond net.core.rmem_max only with CAP_NET_ADMIN.</param>
/// <param name="SendTrains">Datagrams of a <see cref="SendBatch"/> to one peer and of one length are given to the kernel as a train, where it can.</param>
/// <param name="ReceiveTrains">The kernel passes such datagrams as a train, where it can; for those who ask each <see cref="UdpArrival"/> for its segments.</param>
public sealed record UdpSocketOptions(
    IPEndPoint Listen, DfPolicy Df = DfPolicy.Clear, int Dscp = 0, int ReceiveBuffer = 0, int SendBuffer = 0, bool SendTrains = false, bool ReceiveTrains = false);
