using System.Numerics;

namespace Concentrator.Load.Measuring;

/// <summary>
/// Durations counted in buckets whose width is at most 1/128 of their value, so that percentiles are right within 1% and recording one
/// never allocates. Microseconds; from one thread at a time.
/// </summary>
public sealed class Histogram
{
    private const int Bits = 7, SubBuckets = 1 << Bits, MaxExponent = 40;

    private readonly long[] _counts = new long[(MaxExponent - Bits + 2) * SubBuckets];

    public long Count { get; private set; }

    public TimeSpan Max { get; private set; }

    public static Histogram Sum(IEnumerable<Histogram> parts)
    {
        var all = new Histogram();
        foreach (var part in parts)
            all.Add(part);
        return all;
    }

    public void Record(TimeSpan duration)
    {
        var microseconds = Math.Clamp((long)duration.TotalMicroseconds, 0, (1L << MaxExponent) - 1);
        _counts[IndexOf(microseconds)]++;
        Count++;
        Max = duration > Max ? duration : Max;
    }

    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        Max = other.Max > Max ? other.Max : Max;
    }

    /// <summary>The duration that this part of all, from 0 to 1, did not exceed; null when there are none.</summary>
    public TimeSpan? Percentile(double part)
    {
        if (Count == 0)
            return null;
        var wanted = Math.Max(1, (long)Math.Ceiling(part * Count));
        var index = 0;
        for (var seen = _counts[0]; seen < wanted; seen += _counts[index])
            index++;
        var end = TimeSpan.FromMicroseconds(EndOf(index));
        return end < Max ? end : Max;
    }

    private static int IndexOf(long microseconds)
    {
        if (microseconds < SubBuckets)
            return (int)microseconds;
        var exponent = BitOperations.Log2((ulong)microseconds) - Bits;
        return (exponent + 1) * SubBuckets + (int)((microseconds >> exponent) & (SubBuckets - 1));
    }

    /// <summary>The largest value that a bucket counts.</summary>
    private static long EndOf(int index)
    {
        if (index < SubBuckets)
            return index;
        var exponent = index / SubBuckets - 1;
        return ((long)(SubBuckets + index % SubBuckets + 1) << exponent) - 1;
    }
}
