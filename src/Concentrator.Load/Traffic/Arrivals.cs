using System.Diagnostics;
using Concentrator.Load.Measuring;

namespace Concentrator.Load.Traffic;

/// <summary>Test packets that arrived at one place. Written by one thread.</summary>
internal sealed class Arrivals
{
    private long _packets, _octets, _strangers;

    public long Packets => Volatile.Read(ref _packets);

    /// <summary>Of IP packets.</summary>
    public long Octets => Volatile.Read(ref _octets);

    /// <summary>What is no test packet, or came on another session than it was sent for.</summary>
    public long Strangers => Volatile.Read(ref _strangers);

    public Histogram Latency { get; } = new();

    /// <param name="payload">Of the UDP datagram.</param>
    /// <param name="size">Of the IP packet, octets.</param>
    /// <param name="number">The session on which it came; null where that cannot be told.</param>
    public void Count(ReadOnlySpan<byte> payload, int size, long now, int? number = null)
    {
        if (!Stamp.TryRead(payload, out var stamp) || (number is { } session && session != stamp.Number))
        {
            Volatile.Write(ref _strangers, _strangers + 1);
            return;
        }

        Volatile.Write(ref _packets, _packets + 1);
        Volatile.Write(ref _octets, _octets + size);
        Latency.Record(Stopwatch.GetElapsedTime(stamp.SentAt, now));
    }
}
