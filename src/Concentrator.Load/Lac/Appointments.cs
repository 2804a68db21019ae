namespace Concentrator.Load.Lac;

/// <summary>Somebody with timers, each of which has a small number.</summary>
internal interface ITimed
{
    /// <summary>When its timers are due; null: not running. The owner's own, changed by <see cref="Appointments"/> only.</summary>
    TimeSpan?[] Due { get; }

    void Fire(int timer);
}

/// <summary>
/// All timers of a LAC in one heap. A timer that is started anew or cancelled leaves its entry behind, which is told by its time from
/// one that counts.
/// </summary>
internal sealed class Appointments
{
    private readonly PriorityQueue<(ITimed Owner, int Timer), TimeSpan> _entries = new();

    /// <summary>When to look again; perhaps too early.</summary>
    public TimeSpan? Next => _entries.TryPeek(out _, out var due) ? due : null;

    public void Start(ITimed owner, int timer, TimeSpan due)
    {
        owner.Due[timer] = due;
        _entries.Enqueue((owner, timer), due);
    }

    /// <summary>Makes sure that the timer fires at that time or before.</summary>
    public void NoLaterThan(ITimed owner, int timer, TimeSpan due)
    {
        if (!(owner.Due[timer] <= due))
            Start(owner, timer, due);
    }

    public static void Cancel(ITimed owner, int timer) => owner.Due[timer] = null;

    /// <summary>Fires all that are due, in the order of their times. What they start anew for the same time is fired too.</summary>
    public void Fire(TimeSpan now)
    {
        while (_entries.TryPeek(out var entry, out var due) && due <= now)
        {
            _entries.Dequeue();
            if (entry.Owner.Due[entry.Timer] != due)
                continue;
            entry.Owner.Due[entry.Timer] = null;
            entry.Owner.Fire(entry.Timer);
        }
    }
}
