using System.Net;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Targets;

/// <summary>Finds the addresses of an LNS without blocking anybody.</summary>
internal static class LnsResolver
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>All of them; fails with what the name server said.</summary>
    public static async Task<Endpoint[]> ResolveAsync(LnsAddress lns)
    {
        if (IPAddress.TryParse(lns.Host, out var literal))
            return [Endpoint.From(literal, lns.Port)];
        using var limit = new CancellationTokenSource(Timeout);
        var addresses = await Dns.GetHostAddressesAsync(lns.Host, limit.Token).ConfigureAwait(false);
        return [.. addresses.Select(address => Endpoint.From(address, lns.Port))];
    }
}
