using System.Net;
using Concentrator.Linux.Udp;

namespace Concentrator.DataPlane.Ports;

/// <summary>How to open a UDP port.</summary>
public sealed record UdpPortOptions
{
    /// <summary>A wildcard IPv6 address takes IPv6 only, so that both families can be opened beside each other.</summary>
    public required IPEndPoint Listen { get; init; }

    public DfPolicy Df { get; init; } = DfPolicy.Clear;

    /// <summary>DSCP of outer packets, 0 to 63.</summary>
    public int Dscp { get; init; }

    /// <summary>Receive buffer to ask for, octets. It must hold what arrives while the loop waits for a garbage collection.</summary>
    public int ReceiveBuffer { get; init; } = 8 << 20;

    public int SendBuffer { get; init; } = 2 << 20;
}
