using System.Net;

namespace Concentrator.Linux.Udp;

/// <param name="Dscp">DSCP of outgoing packets, 0 to 63.</param>
/// <param name="ReceiveBuffer">Octets to ask for; beyond net.core.rmem_max only with CAP_NET_ADMIN.</param>
public sealed record UdpSocketOptions(IPEndPoint Listen, DfPolicy Df = DfPolicy.Clear, int Dscp = 0, int ReceiveBuffer = 0, int SendBuffer = 0);
