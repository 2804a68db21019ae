using System.Net;

namespace Concentrator.Linux.Network;

/// <summary>A route of the main table: through a link, a gateway, or a gateway on a link.</summary>
/// <param name="Destination">0.0.0.0/0 or ::/0 is the default route.</param>
/// <param name="Metric">Lower wins among routes to the same destination; 0 leaves the kernel's default.</param>
public sealed record Route(IPNetwork Destination, string? Link = null, IPAddress? Gateway = null, IPAddress? PreferredSource = null, int Metric = 0)
{
    public override string ToString() =>
        $"{Destination}{(Gateway is null ? "" : $" via {Gateway}")}{(Link is null ? "" : $" dev {Link}")}{(Metric == 0 ? "" : $" metric {Metric}")}";
}
