using System.Net;
using Concentrator.Load.Measuring;
using Concentrator.Load.Traffic;

namespace Concentrator.Load.Running;

/// <summary>The traffic of a run: both directions at once, for a time, then until nothing arrives any more.</summary>
/// <param name="until">Waits for a condition, a limit or an interruption.</param>
internal sealed class TrafficPhase(TrafficPlan plan, LoadWorker[] workers, FarEnd farEnd, Action<Func<bool>, TimeSpan, CancellationToken> until)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300), DrainLimit = TimeSpan.FromSeconds(5);

    private (int Number, IPAddress Address)[] _subscribers = [];

    /// <summary>Finds the subscribers; gives what is in the way of sending, if anything.</summary>
    public string? Prepare()
    {
        var links = workers.SelectMany(worker => worker.Ask(lac =>
            lac.CallsUp.Where(call => call is { Address: not null, Link: not null }).Select(call => (call.Number, Address: call.Address!, call.Link!.Mtu)).ToArray())).ToArray();
        if (links.Length == 0)
            return "no traffic was sent: no session has an IPv4 address";
        if (plan.Up is { } up && links.Min(link => link.Mtu) is var mtu && mtu < up.LargestSize)
            return $"no traffic was sent: the LNS takes packets of {mtu} octets, not of {up.LargestSize}";
        _subscribers = [.. links.Select(link => (link.Number, link.Address))];
        return null;
    }

    public (TrafficFigures? Up, TrafficFigures? Down, double Busiest, IReadOnlyList<Verdict> Verdicts) Run(CancellationToken interrupted)
    {
        var meters = workers.Select(worker => worker.Meter).ToArray();
        var marks = meters.Select(meter => meter.Take()).ToArray();
        var receiverMark = farEnd.Receiver.Take();
        var begun = LoopMeter.Now;
        Begin();
        until(() => false, plan.Duration, interrupted);
        var sent = workers.Select(worker => worker.EndUpstream()).ToArray();
        farEnd.StopSending();
        var seconds = (LoopMeter.Now - begun).TotalSeconds;
        var (upInTime, downInTime) = (AtFarEnd, AtLac);
        var workersBusy = meters.Select((meter, i) => meter.BusySince(marks[i])).Max();
        var receiverBusy = farEnd.Receiver.BusySince(receiverMark);
        Drain();

        List<Verdict> verdicts = [];
        TrafficFigures? up = null, down = null;
        if (plan.Up is { } upMix)
        {
            up = Figures(
                upMix, plan.UpRate, seconds, sent.Sum(share => share.Sent), workers.Sum(worker => worker.Refused), sent.Sum(share => share.Skipped),
                [farEnd.Arrivals], upInTime, AtFarEnd);
            verdicts.Add(Verdict.OfTraffic("upstream", up, receiverBusy));
        }

        if (plan.Down is { } downMix)
        {
            down = Figures(
                downMix, plan.DownRate, seconds, farEnd.Sent, farEnd.Refused, farEnd.Skipped, [.. workers.Select(worker => worker.Arrivals)], downInTime, AtLac);
            verdicts.Add(Verdict.OfTraffic("downstream", down, workersBusy));
        }

        return (up, down, Math.Max(workersBusy, receiverBusy), verdicts);
    }

    /// <summary>Each thread sends for its own sessions, so the rate is shared as they are.</summary>
    private void Begin()
    {
        if (plan.Up is not null)
            foreach (var worker in workers)
                worker.BeginUpstream(plan.UpRate * worker.Ask(lac => lac.CallsUp.Count()) / _subscribers.Length);
        if (plan.Down is not null)
            farEnd.Send(_subscribers, LoopMeter.Now, () => workers.Sum(worker => worker.Arrivals.Packets));
    }

    /// <summary>Waits until nothing arrives any more of what is under way.</summary>
    private void Drain()
    {
        var (seen, since) = (-1L, LoopMeter.Now);
        until(
            () =>
            {
                var arrived = farEnd.Arrivals.Packets + workers.Sum(worker => worker.Arrivals.Packets);
                if (arrived != seen)
                    (seen, since) = (arrived, LoopMeter.Now);
                return LoopMeter.Now - since > Quiet;
            },
            DrainLimit,
            CancellationToken.None);
    }

    private Received AtFarEnd => Received.Of([farEnd.Arrivals], farEnd.ReceiveDrops);

    private Received AtLac => Received.Of([.. workers.Select(worker => worker.Arrivals)], workers.Sum(worker => worker.ReceiveDrops));

    /// <param name="places">Where nothing arrives any more.</param>
    /// <param name="inTime">Before the last was sent.</param>
    public static TrafficFigures Figures(
        PacketMix mix, double rate, double seconds, long sent, long refused, long skipped, Arrivals[] places, in Received inTime, in Received inAll) => new(
        mix.Name, rate, seconds, sent, refused, skipped, inAll.Packets, sent - inAll.Packets, inAll.Drops, places.Sum(place => place.Strangers), sent / seconds,
        inTime.Packets / seconds, inTime.Arrived / seconds, inTime.Octets * 8 / seconds / 1e6, Percentiles.Of(Histogram.Sum(places.Select(place => place.Latency))));
}
