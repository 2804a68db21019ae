using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Counting;

/// <summary>One number per <see cref="DropReason"/>, counted by all loops and senders, and of what came from the network who sent the last.</summary>
internal sealed class DropCounters
{
    private static readonly DropReason[] Reasons = [.. Enum.GetValues<DropReason>().Where(reason => reason != DropReason.None)];

    private readonly long[] _counts = new long[Reasons.Length + 1];
    private readonly Endpoint[] _senders = new Endpoint[Reasons.Length + 1];
    private readonly Lock _naming = new();

    public ImmutableSortedDictionary<DropReason, Endpoint> Senders
    {
        get
        {
            lock (_naming)
                return Reasons.Where(reason => _senders[(int)reason] != default).ToImmutableSortedDictionary(reason => reason, reason => _senders[(int)reason]);
        }
    }

    public void Count(DropReason reason, int packets = 1)
    {
        if (reason != DropReason.None)
            Interlocked.Add(ref _counts[(int)reason], packets);
    }

    /// <summary>Counts a datagram of this sender.</summary>
    public void Count(DropReason reason, in Endpoint sender)
    {
        if (reason == DropReason.None)
            return;
        Count(reason);
        lock (_naming)
            _senders[(int)reason] = sender;
    }

    public ImmutableSortedDictionary<DropReason, long> Snapshot() =>
        Reasons.ToImmutableSortedDictionary(reason => reason, reason => Interlocked.Read(ref _counts[(int)reason]));
}
