using System.Net;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Targets;

/// <summary>
/// Finds the addresses of an LNS without blocking anybody. The system's resolver blocks the thread that asks it, for as long as a dead name server has it wait,
/// and the thread pool, which the journal and RADIUS need, has few: so each look-up has a thread of its own.
/// </summary>
/// <param name="lookUp">Blocks; gives the addresses of a name, or fails with what the name server said.</param>
/// <param name="patience">How long an answer may take.</param>
internal sealed class LnsResolver(Func<string, IPAddress[]> lookUp, TimeSpan patience)
{
    /// <summary>Look-ups at a time; further ones wait, which counts towards their time, and are not made when it is over.</summary>
    internal const int AtOnce = 8;

    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <summary>By the system's resolver.</summary>
    public static LnsResolver System { get; } = new(Dns.GetHostAddresses, TimeSpan.FromSeconds(10));

    /// <summary>All of them; fails with what the name server said, or that it said nothing.</summary>
    public async Task<Endpoint[]> ResolveAsync(LnsAddress lns)
    {
        if (IPAddress.TryParse(lns.Host, out var literal))
            return [Endpoint.From(literal, lns.Port)];
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _turns.WaitAsync(limit.Token).ConfigureAwait(false);
            var addresses = await LookUp(lns.Host).WaitAsync(limit.Token).ConfigureAwait(false);
            return [.. addresses.Select(address => Endpoint.From(address, lns.Port))];
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no answer within {patience.TotalSeconds:0.###} s");
        }
    }

    /// <summary>The turn is over when the system's resolver has come back, however long nobody has waited for it any more.</summary>
    private Task<IPAddress[]> LookUp(string host) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                return lookUp(host);
            }
            finally
            {
                _turns.Release();
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
