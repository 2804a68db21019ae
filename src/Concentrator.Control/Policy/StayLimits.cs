using Concentrator.Control.Calls;

namespace Concentrator.Control.Policy;

/// <summary>How long a session may last, in all and without payload; null: as long as it likes.</summary>
public sealed record StayLimits(TimeSpan? Session, TimeSpan? Idle)
{
    public static readonly StayLimits None = new(null, null);
}

/// <summary>Watches one session's <see cref="StayLimits"/>, on whatever monotonic clock it is shown.</summary>
public sealed class Stay
{
    private readonly StayLimits _limits;
    private readonly TimeSpan _begun;
    private TimeSpan _active;
    private long _payload;

    /// <param name="payload">Packets that have passed so far.</param>
    public Stay(StayLimits limits, TimeSpan now, long payload) => (_limits, _begun, _active, _payload) = (limits, now, now, payload);

    /// <summary>When to look next; null: never.</summary>
    public TimeSpan? NextDue => (_begun + _limits.Session, _active + _limits.Idle) switch
    {
        ({ } end, { } idle) => end < idle ? end : idle,
        var (end, idle) => end ?? idle,
    };

    /// <summary>For people.</summary>
    public static string ReasonOf(TerminateCause cause) => cause is TerminateCause.IdleTimeout
        ? "no payload for as long as the profile allows"
        : "the session has lasted as long as the profile allows";

    /// <summary>Why the session is to end now; null: it may stay. What passed since the last look counts as having passed now.</summary>
    public TerminateCause? Look(TimeSpan now, long payload)
    {
        if (now >= _begun + _limits.Session)
            return TerminateCause.SessionTimeout;
        if (payload != _payload)
            (_payload, _active) = (payload, now);
        return now >= _active + _limits.Idle ? TerminateCause.IdleTimeout : null;
    }
}
