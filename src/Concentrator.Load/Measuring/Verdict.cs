namespace Concentrator.Load.Measuring;

/// <summary>Who set the limit in a phase of the run.</summary>
public enum LoadLimit
{
    /// <summary>This program, so that the figures say little of the LNS.</summary>
    Generator,

    /// <summary>The LNS, or the path to it.</summary>
    Server,

    /// <summary>What was asked for: it was carried as it was.</summary>
    Plan,
}

/// <summary>The judgement of one phase.</summary>
/// <param name="Phase">"setup", "upstream" or "downstream".</param>
public sealed record Verdict(string Phase, LoadLimit Limit, string Reason)
{
    /// <summary>A loop that waits less than this much of its time has no room left.</summary>
    public const double Saturated = 0.9;

    /// <summary>Loss that a path which is not full may have.</summary>
    private const double Negligible = 0.01;

    /// <param name="busiest">Part of the set-up that the busiest thread was busy, 0 to 1.</param>
    /// <param name="receiveDrops">Datagrams of the LNS that our sockets had no room for.</param>
    public static Verdict OfSetup(double busiest, long receiveDrops, string busiestName) =>
        receiveDrops > 0 ? new Verdict("setup", LoadLimit.Generator, $"{receiveDrops} datagrams of the LNS found our receive buffer full")
        : busiest >= Saturated ? new Verdict("setup", LoadLimit.Generator, $"{busiestName} was busy {busiest:0%} of the time")
        : new Verdict("setup", LoadLimit.Server, $"we waited for it: our busiest thread, {busiestName}, was busy {busiest:0%} of the time");

    /// <param name="receiverBusy">Part of the time that the thread which counts arrivals was busy.</param>
    public static Verdict OfTraffic(string phase, TrafficFigures figures, double receiverBusy)
    {
        var loss = figures.Sent == 0 ? 0 : (double)figures.Lost / figures.Sent;
        if (figures.ReceiveDrops > figures.Sent * Negligible)
            return new Verdict(phase, LoadLimit.Generator, $"{figures.ReceiveDrops} packets arrived and found our receive buffer full");
        if (figures.Skipped > 0 && figures.Skipped > (figures.Sent + figures.Skipped) * Negligible)
            return new Verdict(phase, LoadLimit.Generator, $"{figures.Skipped} packets were due and could not be sent in time");
        if (loss > Negligible)
            return new Verdict(phase, LoadLimit.Server, $"{loss:0.0%} of what we sent did not arrive{(receiverBusy >= Saturated ? $"; note that our receiver was busy {receiverBusy:0%} of the time" : "")}");
        return figures.Rate > 0
            ? new Verdict(phase, LoadLimit.Plan, "all arrived that was to be sent")
            : new Verdict(phase, LoadLimit.Generator, "all arrived that we could send: it would carry more");
    }
}
