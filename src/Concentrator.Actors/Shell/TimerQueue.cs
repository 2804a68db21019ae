namespace Concentrator.Actors.Shell;

/// <summary>
/// The timers of one actor's machines, kept as due times on the actor's clock, so that however many there are only one entry of the
/// scheduler is in use (<see cref="WakeUp"/>). A machine has a handful of timers: an array beats a heap. A part of its owner, never to be copied.
/// </summary>
internal struct TimerQueue<TKey>() where TKey : notnull
{
    private (TKey Key, TimeSpan Due)[] _timers = [];
    private int _count = 0;

    /// <summary>When the earliest timer is due; null when none runs.</summary>
    public readonly TimeSpan? NextDue => Earliest() is >= 0 and var earliest ? _timers[earliest].Due : null;

    /// <summary>Starts a timer, or starts it anew.</summary>
    public void Start(TKey key, TimeSpan due)
    {
        Cancel(key);
        if (_count == _timers.Length)
            Array.Resize(ref _timers, Math.Max(2, 2 * _count));
        _timers[_count++] = (key, due);
    }

    public void Cancel(TKey key)
    {
        for (var i = 0; i < _count; i++)
        {
            if (!EqualityComparer<TKey>.Default.Equals(_timers[i].Key, key))
                continue;
            RemoveAt(i);
            return;
        }
    }

    /// <summary>Takes the earliest timer that is due, in the order of their due times; false when none is.</summary>
    public bool TryTakeDue(TimeSpan now, out TKey key)
    {
        var earliest = Earliest();
        if (earliest < 0 || _timers[earliest].Due > now)
        {
            key = default!;
            return false;
        }

        key = _timers[earliest].Key;
        RemoveAt(earliest);
        return true;
    }

    /// <summary>Of those that are due at the same time the one that was started first; -1: none runs.</summary>
    private readonly int Earliest()
    {
        var earliest = -1;
        for (var i = 0; i < _count; i++)
            if (earliest < 0 || _timers[i].Due < _timers[earliest].Due)
                earliest = i;
        return earliest;
    }

    /// <summary>The others keep their order.</summary>
    private void RemoveAt(int index)
    {
        _timers.AsSpan(index + 1, _count - index - 1).CopyTo(_timers.AsSpan(index));
        _timers[--_count] = default;
    }
}
