namespace Concentrator.Control.Policy.Admission;

/// <summary>How much a node takes on. Null: no limit. What was admitted finishes, also when a limit is lowered later.</summary>
/// <param name="HalfOpenTunnelsPerSource">Half-open tunnels of one peer address (of one /64 in IPv6), whatever their ports.</param>
/// <param name="CallsInSetup">Calls of the whole node that are not yet up.</param>
public sealed record Limits(
    int? Tunnels = null, int? Sessions = null, int? SessionsPerTunnel = null, int? HalfOpenTunnels = null, int? HalfOpenTunnelsPerSource = null,
    int? CallsInSetup = null)
{
    public static readonly Limits None = new();
}
