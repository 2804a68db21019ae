using Concentrator.Linux.Polling;

namespace Concentrator.Load.Running;

/// <summary>
/// Waits for packets as a network card with interrupt moderation does: first for a moment that lets some gather, and only then for the first of them. Who is
/// woken for each packet makes the sender pay, which is the LNS where both are on one machine: a microsecond, a fifth of what a packet costs. One thread's.
/// </summary>
internal sealed class PatientPoll(params IPollable[] objects) : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(200);

    private readonly PollSet _objects = new(objects), _nothing = new();

    /// <inheritdoc cref="PollSet.Wait"/>
    public void Wait(TimeSpan limit)
    {
        _nothing.Wait(limit < Moment ? limit : Moment);
        _objects.Wait(limit < Moment ? TimeSpan.Zero : limit - Moment);
    }

    /// <summary>Gives whether anything is readable now.</summary>
    public bool Look() => _objects.Wait(TimeSpan.Zero);

    /// <inheritdoc cref="PollSet.Ready"/>
    public ReadOnlySpan<int> Ready => _objects.Ready;

    public void Dispose()
    {
        _objects.Dispose();
        _nothing.Dispose();
    }
}
