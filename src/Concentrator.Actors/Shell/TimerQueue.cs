namespace Concentrator.Actors.Shell;

/// <summary>
/// The timers of one actor's machines, kept as due times on the actor's clock, so that however many there are only one entry of the
/// scheduler is in use (<see cref="WakeUp"/>). A machine has a handful of timers: a list beats a heap.
/// </summary>
internal sealed class TimerQueue<TKey> where TKey : notnull
{
    private readonly List<(TKey Key, TimeSpan Due)> _timers = [];

    /// <summary>When the earliest timer is due; null when none runs.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? earliest = null;
            foreach (var (_, due) in _timers)
                if (earliest is null || due < earliest)
                    earliest = due;
            return earliest;
        }
    }

    /// <summary>Starts a timer, or starts it anew.</summary>
    public void Start(TKey key, TimeSpan due)
    {
        Cancel(key);
        _timers.Add((key, due));
    }

    public void Cancel(TKey key)
    {
        for (var i = _timers.Count - 1; i >= 0; i--)
            if (EqualityComparer<TKey>.Default.Equals(_timers[i].Key, key))
                _timers.RemoveAt(i);
    }

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
