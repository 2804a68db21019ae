namespace Concentrator.EndToEnd.Tests.Processes;

/// <summary>Waiting for a condition, never for a time: the limit only ends a wait that has failed.</summary>
internal static class Until
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Polls <paramref name="condition"/> until it holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within the limit; the text names <paramref name="what"/>.</exception>
    public static Task True(Func<Task<bool>> condition, TimeSpan limit, string what) =>
        Some(async () => await condition() ? "held" : null, limit, what);

    /// <summary>Polls <paramref name="attempt"/> until it gives a value.</summary>
    /// <exception cref="TimeoutException">It gave none within the limit; the text names <paramref name="what"/>.</exception>
    public static async Task<T> Some<T>(Func<Task<T?>> attempt, TimeSpan limit, string what)
        where T : class
    {
        using var timer = new PeriodicTimer(Interval);
        using var end = new CancellationTokenSource(limit);
        do
        {
            if (await attempt() is { } value)
                return value;
        }
        while (await NextTick(timer, end.Token));
        throw new TimeoutException($"Waited {limit.TotalSeconds:0} s in vain for {what}.");
    }

    private static async Task<bool> NextTick(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
