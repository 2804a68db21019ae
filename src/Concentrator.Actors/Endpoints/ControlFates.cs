namespace Concentrator.Actors.Endpoints;

/// <summary>
/// What became of a control datagram that a receive loop let through to an actor. Each comes to exactly one of these, so that together with the
/// loops' own drop reasons they account for every datagram that arrived.
/// </summary>
public enum ControlFate
{
    /// <summary>The next message of a tunnel, or an SCCRQ that made one.</summary>
    Delivered,

    /// <summary>A ZLB.</summary>
    Acknowledgement,

    /// <summary>Ahead of one that is missing, and kept until that one comes.</summary>
    Queued,

    // Dropped by a tunnel.
    Duplicate,
    OutOfWindow,
    UnprovenPeer,
    TunnelGone,

    /// <summary>An SCCRQ that crossed ours and lost the tie break, or had the same value.</summary>
    TieBreakLost,

    // Dropped by admission, for most of these with a StopCCN.
    NotInAccessList,
    NoProfile,
    InvalidSccrq,
    LimitReached,

    /// <summary>A repeated SCCRQ whose tunnel is only being made, or has as many datagrams to handle as it may.</summary>
    RepeatedSccrq,

    /// <summary>A StopCCN without a Tunnel ID for a tunnel that there is not.</summary>
    StopCcnWithoutTunnel,
}

/// <summary>One number per <see cref="ControlFate"/>.</summary>
public sealed class ControlFates
{
    private static readonly ControlFate[] Fates = Enum.GetValues<ControlFate>();

    private readonly long[] _counts = new long[Fates.Length];

    public void Count(ControlFate fate, int datagrams = 1) => Interlocked.Add(ref _counts[(int)fate], datagrams);

    public IEnumerable<(ControlFate Fate, long Count)> Snapshot() => Fates.Select(fate => (fate, Interlocked.Read(ref _counts[(int)fate])));
}
