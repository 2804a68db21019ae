using Microsoft.Extensions.Hosting;

namespace Concentrator.Node.Hosting;

/// <summary>
/// Collects young objects when a storm of set-ups has passed and nobody waits, instead of in the midst of the next one, which begins with all its room:
/// one of a thousand sessions is over before that is used up.
/// </summary>
internal sealed class LullCollection : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var lull = new Lull();
        using var looks = new PeriodicTimer(Look);
        while (await looks.WaitForNextTickAsync(stopping))
            if (lull.HasCome(GC.GetTotalAllocatedBytes(), GC.CollectionCount(0)))
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
    }
}
