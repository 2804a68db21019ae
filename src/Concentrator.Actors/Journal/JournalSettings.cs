namespace Concentrator.Actors.Journal;

/// <summary>The bounds of the journal: how much it gathers, how much it keeps.</summary>
public sealed record JournalSettings
{
    public static readonly JournalSettings Default = new();

    /// <summary>Facts written together for one slot at most.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>How long the first fact of a batch waits for company at most.</summary>
    public TimeSpan BatchDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Slots that are written after each delay at most, those that have waited longest first. When facts of all 256 slots come without end, one waits for
    /// 16 delays: 3.4 s of facts are what a killed node can lose.
    /// </summary>
    public int SlotsPerDelay { get; init; } = 16;

    /// <summary>Facts that may wait in memory, of all slots; what comes beyond is dropped and counted.</summary>
    public int Capacity { get; init; } = 65_536;

    /// <summary>Ended tunnels and calls that a slot remembers across restarts.</summary>
    public int KeepEnded { get; init; } = 250;

    /// <summary>Users whose last address a slot remembers across restarts; users spread evenly over the 256 slots.</summary>
    public int KeepAddresses { get; init; } = 4096;

    /// <summary>After so many facts a slot stores a snapshot and deletes what it replaces; after more when the snapshot itself would be larger.</summary>
    public int SnapshotEvery { get; init; } = 2000;

    /// <summary>How long a database that failed is left alone; doubles from the first to the second.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(1);

    internal TimeSpan Backoff(int failures) =>
        TimeSpan.FromTicks(Math.Min(MaxBackoff.Ticks, MinBackoff.Ticks << Math.Min(failures - 1, 16)));
}
