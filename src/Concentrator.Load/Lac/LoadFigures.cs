using Concentrator.Load.Measuring;

namespace Concentrator.Load.Lac;

/// <summary>What one thread's share of the LAC has counted. Written by its owner only; others may look at the counts, not at the rest, while it runs.</summary>
internal sealed class LoadFigures
{
    public int TunnelsUp, TunnelsFailed, TunnelsLost;
    public int CallsPlaced, CallsUp, CallsFailed, CallsLost, CallsEnded;
    public long InvalidMessages, StrayDatagrams;

    public Histogram TunnelTimes { get; } = new();

    public Histogram CallTimes { get; } = new();

    /// <summary>Why tunnels and sessions failed or were lost.</summary>
    public Causes Failures { get; } = new();

    public Causes Losses { get; } = new();

    /// <summary>When the first began and the last was up.</summary>
    public (TimeSpan First, TimeSpan Last)? TunnelSpan { get; set; }

    public (TimeSpan First, TimeSpan Last)? CallSpan { get; set; }
}
