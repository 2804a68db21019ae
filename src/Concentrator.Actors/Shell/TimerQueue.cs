namespace Concentrator.Actors.Shell;

/// <summary>
/// The timers of one actor's machines, kept as due times on the actor's clock, so that however many there are only one entry of the
/// scheduler is in use (<see cref="WakeUp"/>). A machine has a handful of timers: a list beats a heap.
/// </summary>
internal sealed class TimerQueue<TKey> where TKey : notnull
{
    private readonly List<(TKey Key, TimeSpan Due)> _timers = [];

    /// <summary>When the earliest timer is due; null when none runs.</summary>
    public TimeSpan? NextDue => _timers.Count == 0 ? null : _timers.Min(timer => timer.Due);

    /// <summary>Starts a timer, or starts it anew.</summary>
    public void Start(TKey key, TimeSpan due)
    {
        Cancel(key);
        _timers.Add((key, due));
    }

    public void Cancel(TKey key) => _timers.RemoveAll(timer => EqualityComparer<TKey>.Default.Equals(timer.Key, key));

    /// <summary>Takes the earliest timer that is due, in the order of their due times; false when none is.</summary>
    public bool TryTakeDue(TimeSpan now, out TKey key)
    {
        var earliest = -1;
        for (var i = 0; i < _timers.Count; i++)
            if (_timers[i].Due <= now && (earliest < 0 || _timers[i].Due < _timers[earliest].Due))
                earliest = i;
        if (earliest < 0)
        {
            key = default!;
            return false;
        }

        key = _timers[earliest].Key;
        _timers.RemoveAt(earliest);
        return true;
    }
}
