using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Reliability;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>
/// A LAC opens a tunnel to an LNS and brings its calls as soon as it is up, over a lossy link in virtual time: what a retransmission timer is there for.
/// </summary>
internal static class SetUpSimulation
{
    private const int Calls = 20;

    /// <summary>The timer that RFC 2661 section 5.8 suggests: a second for each message, doubled up to eight.</summary>
    public static readonly Retransmission Fixed = Patient with { Adaptive = false };

    public static readonly Retransmission Adaptive = Patient;

    /// <summary>No peer is given up: how long it takes is the question.</summary>
    private static Retransmission Patient => new() { Retries = 1000, GiveUpAfter = TimeSpan.FromHours(1) };

    public static SetUpResult Run(Retransmission timer, int roundTripMilliseconds, double loss, int seed)
    {
        var options = new ChannelOptions { Retransmission = timer };
        var (lac, lns) = (new Lac(new ReliableChannel<ControlMessage>(options)), new Lns(new ReliableChannel<ControlMessage>(options)));
        lac.Send(new Sccrq([]));
        var link = new LossyLink(lac, lns, seed, loss, delayMilliseconds: roundTripMilliseconds / 2);
        link.Run(TimeSpan.FromHours(1), () => lns.Connected == Calls && lac.Channel.IsDrained && lns.Channel.IsDrained);
        return new SetUpResult(
            lns.ConnectedAt, lac.Channel.Facts.Retransmissions + lns.Channel.Facts.Retransmissions, lac.Channel.Facts.Duplicates + lns.Channel.Facts.Duplicates);
    }

    private class Peer(ReliableChannel<ControlMessage> channel) : Station(channel)
    {
        public void Send(ControlMessage message) => Channel.Enqueue(new OutgoingMessage(message, new SessionId(1), new SessionId(1)));
    }

    private sealed class Lac(ReliableChannel<ControlMessage> channel) : Peer(channel)
    {
        public override void Deliver(ControlMessage message, TimeSpan now)
        {
            if (message is Icrp)
                Send(new Iccn([]));
            if (message is not Sccrp)
                return;
            Channel.OpenWindow(16);
            Send(new Scccn([]));
            for (var call = 0; call < Calls; call++)
                Send(new Icrq([]));
        }
    }

    private sealed class Lns(ReliableChannel<ControlMessage> channel) : Peer(channel)
    {
        public int Connected { get; private set; }

        public TimeSpan ConnectedAt { get; private set; }

        public override void Deliver(ControlMessage message, TimeSpan now)
        {
            switch (message)
            {
                case Sccrq:
                    Channel.OpenWindow(16);
                    Send(new Sccrp([]));
                    break;
                case Icrq:
                    Send(new Icrp([]));
                    break;
                case Iccn:
                    Connected++;
                    ConnectedAt = now;
                    break;
            }
        }
    }
}

/// <param name="Time">From the SCCRQ until the last call is connected.</param>
/// <param name="Retransmissions">Of both sides.</param>
/// <param name="Spurious">Those that repeated what had arrived.</param>
internal readonly record struct SetUpResult(TimeSpan Time, long Retransmissions, long Spurious);

/// <summary>Many runs of <see cref="SetUpSimulation"/> on one path.</summary>
/// <param name="Median">Of the time until all is set up.</param>
/// <param name="Slow">The time that one run in twenty exceeds.</param>
/// <param name="Retransmissions">A run's, on average.</param>
/// <param name="Spurious">A run's, on average.</param>
internal sealed record SetUpSummary(TimeSpan Median, TimeSpan Slow, double Retransmissions, double Spurious)
{
    public static SetUpSummary Of(Retransmission timer, int roundTripMilliseconds, double loss, int runs)
    {
        var results = Enumerable.Range(0, runs).Select(seed => SetUpSimulation.Run(timer, roundTripMilliseconds, loss, seed)).ToArray();
        var times = results.Select(result => result.Time).Order().ToArray();
        return new SetUpSummary(
            times[runs / 2], times[runs * 19 / 20], results.Average(result => result.Retransmissions), results.Average(result => result.Spurious));
    }
}
