namespace Concentrator.DataPlane.Paths;

/// <summary>How fast one direction of a session may be.</summary>
/// <param name="BitsPerSecond">Of PPP information fields.</param>
/// <param name="Burst">How much more than that may come at once, as the time that the rate takes for it.</param>
public sealed record RateLimit(long BitsPerSecond, TimeSpan Burst);

/// <summary>
/// Holds packets to a rate: tokens come with time, up to the burst, and a packet that finds too few is dropped. Any thread's: a session's flows may come by
/// several loops.
/// </summary>
internal sealed class TokenBucket(RateLimit limit, long now)
{
    /// <summary>A token is a thousandth of a bit, so that a millisecond brings as many as the rate has bits per second.</summary>
    private const long TokensPerOctet = 8 * 1000;

    /// <summary>Never so small that a whole packet could not pass.</summary>
    private readonly long _full = Math.Max(limit.BitsPerSecond * (long)limit.Burst.TotalMilliseconds, ushort.MaxValue * TokensPerOctet);

    private readonly Lock _taking = new();
    private long _tokens = long.MaxValue;
    private long _since = now;

    /// <param name="now">Milliseconds of a monotonic clock.</param>
    public bool TryTake(int octets, long now)
    {
        lock (_taking)
            return Take(octets * TokensPerOctet, now);
    }

    private bool Take(long tokens, long now)
    {
        var elapsed = Math.Max(0, now - _since);
        _since += elapsed;
        // A long silence fills the bucket; the product of more could not be held.
        _tokens = _tokens > _full || elapsed > _full / limit.BitsPerSecond ? _full : Math.Min(_full, _tokens + elapsed * limit.BitsPerSecond);
        if (_tokens < tokens)
            return false;
        _tokens -= tokens;
        return true;
    }
}
