using Concentrator.Linux.Polling;

namespace Concentrator.Load.Running;

/// <summary>
/// Waits for packets as a network card with interrupt moderation does: first for a moment that lets some gather, and only then for the first of them. Who is
/// woken for each packet makes the sender pay, which is the LNS where both are on one machine: a microsecond, a fifth of what a packet costs. One thread's.
/// </summary>
internal sealed class PatientPoll(params IPollable[] objects)
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

    /// <summary>Whether this one was, when <see cref="Wait"/> or <see cref="Look"/> returned.</summary>
    public bool IsReadable(int index) => _objects.IsReadable(index);
}
