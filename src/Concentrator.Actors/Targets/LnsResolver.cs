using System.Net;
using System.Net.Sockets;
using Akka.Event;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Targets;

/// <summary>Finds the addresses of LNSs without blocking anybody, all names at once.</summary>
internal static class LnsResolver
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Every address of every LNS, in the order of the list. A name that cannot be resolved leaves the others.</summary>
    public static async Task<Endpoint[]> ResolveAsync(ValueList<LnsAddress> list, ILoggingAdapter log)
    {
        var found = await Task.WhenAll(list.Select(lns => ResolveAsync(lns, log))).ConfigureAwait(false);
        return [.. found.SelectMany(endpoints => endpoints)];
    }

    private static async Task<Endpoint[]> ResolveAsync(LnsAddress lns, ILoggingAdapter log)
    {
        if (IPAddress.TryParse(lns.Host, out var literal))
            return [Endpoint.From(literal, lns.Port)];
        try
        {
            using var limit = new CancellationTokenSource(Timeout);
            var addresses = await Dns.GetHostAddressesAsync(lns.Host, limit.Token).ConfigureAwait(false);
            return [.. addresses.Select(address => Endpoint.From(address, lns.Port))];
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ArgumentException)
        {
            log.Warning("{Lns} cannot be resolved: {Failure}", lns, failure.Message);
            return [];
        }
    }
}
