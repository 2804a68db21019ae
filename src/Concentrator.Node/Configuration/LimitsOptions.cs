using System.ComponentModel.DataAnnotations;

namespace Concentrator.Node.Configuration;

/// <summary>How much the node takes on; 0 anywhere: no limit. What is beyond is refused with a temporary result code.</summary>
public sealed record LimitsOptions
{
    /// <summary>Tunnels, half-open ones among them. Default: 60000.</summary>
    [Range(0, 65_535)]
    public int Tunnels { get; init; } = 60_000;

    /// <summary>Sessions of the whole node. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int Sessions { get; init; }

    /// <summary>Sessions of one tunnel. Default: 0.</summary>
    [Range(0, 65_535)]
    public int SessionsPerTunnel { get; init; }

    /// <summary>Tunnels that are not yet established. Default: 2000.</summary>
    [Range(0, 65_535)]
    public int HalfOpenTunnels { get; init; } = 2000;

    /// <summary>The same of one peer address (one /64 in IPv6). Default: 200.</summary>
    [Range(0, 65_535)]
    public int HalfOpenTunnelsPerSource { get; init; } = 200;

    /// <summary>Calls of the whole node that are not yet up. Default: 5000.</summary>
    [Range(0, int.MaxValue)]
    public int CallsInSetup { get; init; } = 5000;
}
