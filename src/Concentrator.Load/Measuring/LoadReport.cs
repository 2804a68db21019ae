namespace Concentrator.Load.Measuring;

/// <summary>What a run has found, as its JSON prints it. Times are seconds, sizes octets.</summary>
/// <param name="Target">Address and port of the LNS.</param>
/// <param name="Succeeded">All came up, was held and was ended, and traffic was sent where that was asked for.</param>
/// <param name="Failures">How many tunnels and sessions did not come up, by reason.</param>
/// <param name="Losses">How many were lost after they were up, by reason.</param>
/// <param name="Problems">What kept the run from doing what it was asked for.</param>
public sealed record LoadReport(
    string Target, LoadShape Shape, bool Succeeded, SetupFigures Tunnels, SetupFigures Sessions, ControlFigures Control, TrafficFigures? Upstream,
    TrafficFigures? Downstream, double HeldSeconds, TeardownFigures Teardown, RadiusFigures? Radius, OwnFigures Own, IReadOnlyList<Verdict> Verdicts,
    IReadOnlyDictionary<string, long> Failures, IReadOnlyDictionary<string, long> Losses, IReadOnlyList<string> Problems);

/// <summary>How the load was made.</summary>
/// <param name="Train">Datagrams of a UDP_SEGMENT train at most; 1: UDP GSO was not used.</param>
public sealed record LoadShape(int Tunnels, int SessionsPerTunnel, int InFlight, int Threads, int Ports, int Flows, int Train);

/// <summary>Tunnels or sessions coming up.</summary>
/// <param name="Seconds">From when the first was begun until the last was up.</param>
/// <param name="Times">Of a tunnel: SCCRQ until SCCRP; of a session: ICRQ sent until IPCP open.</param>
public sealed record SetupFigures(int Planned, int Up, int Failed, int Lost, double Seconds, double PerSecond, Percentiles Times);

/// <summary>Null where nothing was measured.</summary>
public sealed record Percentiles(double? P50, double? P90, double? P99, double? Max)
{
    public static Percentiles Of(Histogram times) =>
        new(Seconds(times.Percentile(0.5)), Seconds(times.Percentile(0.9)), Seconds(times.Percentile(0.99)), Seconds(times.Percentile(1)));

    private static double? Seconds(TimeSpan? time) => time?.TotalSeconds;
}

/// <summary>The reliable channels of all tunnels, from our side.</summary>
/// <param name="Strays">Datagrams of no tunnel or session of ours, or from elsewhere.</param>
public sealed record ControlFigures(long Retransmissions, long Duplicates, long OutOfOrder, long OutOfWindow, long Invalid, long Strays);

/// <summary>Traffic of one direction.</summary>
/// <param name="Size">Octets of the IP packets, or the name of the mix.</param>
/// <param name="Rate">Packets per second that were asked for; 0: as fast as possible.</param>
/// <param name="Sent">Given to the kernel.</param>
/// <param name="Refused">Of these, what the kernel refused at once.</param>
/// <param name="Skipped">Due by the rate, and not sent because the sender was late.</param>
/// <param name="ReceiveDrops">Arrived at the receiving socket of this program, and found its buffer full.</param>
/// <param name="ReceivedPerSecond">While it was sent: what a deep queue gives back afterwards is received, but says nothing of the rate.</param>
/// <param name="ArrivedPerSecond">The same with <paramref name="ReceiveDrops"/>: what the LNS has passed on.</param>
/// <param name="Mbps">Received while it was sent, of IP packets.</param>
/// <param name="Latency">From sender to receiver, both in this program.</param>
/// <param name="Strangers">Packets that were none of ours, or came on the wrong session.</param>
public sealed record TrafficFigures(
    string Size, double Rate, double Seconds, long Sent, long Refused, long Skipped, long Received, long Lost, long ReceiveDrops, long Strangers,
    double SentPerSecond, double ReceivedPerSecond, double ArrivedPerSecond, double Mbps, Percentiles Latency);

/// <param name="Sessions">Whose end the LNS has acknowledged, or told us of.</param>
/// <param name="IsComplete">All calls and tunnels were ended, and the LNS has acknowledged it.</param>
public sealed record TeardownFigures(int Sessions, double Seconds, double PerSecond, bool IsComplete);

/// <summary>The RADIUS responder.</summary>
public sealed record RadiusFigures(long Accepted, long Rejected, long Accounted, long Repeated, long Discarded);

/// <summary>What the run itself has cost.</summary>
/// <param name="SetupBusy">Part of its time that the busiest thread did not wait, 0 to 1.</param>
/// <param name="TrafficBusy">The same while traffic was sent; null without.</param>
public sealed record OwnFigures(double CpuSeconds, long PeakMemory, double SetupBusy, double? TrafficBusy, long ReceiveDrops, long SendsRefused);
