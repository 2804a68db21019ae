using Concentrator.Actors;
using Concentrator.DataPlane.Counting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concentrator.Node.Hosting;

/// <summary>Tells the log what the data plane drops, a line every ten seconds at most.</summary>
internal sealed class DropNoticeService(NodeRuntime runtime, ILogger<DropNoticeService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var notices = new DropNotices();
        notices.Next(runtime.DataPlane.Counters);
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                if (notices.Next(runtime.DataPlane.Counters) is { } notice)
                    log.LogWarning("{Notice}", notice);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }
}
