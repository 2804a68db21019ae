using System.Collections.Immutable;

namespace Concentrator.DataPlane.Counting;

/// <summary>One number per <see cref="DropReason"/>, counted by all loops and senders.</summary>
internal sealed class DropCounters
{
    private static readonly DropReason[] Reasons = [.. Enum.GetValues<DropReason>().Where(reason => reason != DropReason.None)];

    private readonly long[] _counts = new long[Reasons.Length + 1];

    public void Count(DropReason reason, int packets = 1)
    {
        if (reason != DropReason.None)
            Interlocked.Add(ref _counts[(int)reason], packets);
    }

    public ImmutableSortedDictionary<DropReason, long> Snapshot() =>
        Reasons.ToImmutableSortedDictionary(reason => reason, reason => Interlocked.Read(ref _counts[(int)reason]));
}
