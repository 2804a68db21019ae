using Concentrator.Control.Reliability;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Control.Tests.Reliability;

/// <summary>One end of a <see cref="LossyLink"/>.</summary>
internal class Station(ReliableChannel<ControlMessage> channel)
{
    public ReliableChannel<ControlMessage> Channel => channel;

    public List<ControlMessage> Delivered { get; } = [];

    public TimeSpan? WakeAt { get; set; }

    /// <summary>Of timers beside the channel's.</summary>
    public virtual TimeSpan? NextTimer => null;

    public virtual void Deliver(ControlMessage message, TimeSpan now) => Delivered.Add(message);

    /// <summary>Before each time that the channel is ticked.</summary>
    public virtual void Turn(TimeSpan now)
    {
    }

    public virtual void PeerLost(TimeSpan now)
    {
    }
}

/// <summary>A network between two stations that loses, duplicates and reorders as its seed has it. Its time is virtual.</summary>
internal sealed class LossyLink(
    Station left, Station right, int seed, double loss = 0, double duplication = 0, int jitterMilliseconds = 0, int delayMilliseconds = 10)
{
    private readonly Random _chance = new(seed);
    private readonly PriorityQueue<(Station To, Transmission Datagram), (TimeSpan Due, int Order)> _underWay = new();
    private int _sent;

    public TimeSpan Now { get; private set; }

    public bool IsCut { get; set; }

    /// <summary>One way, without jitter.</summary>
    public int DelayMilliseconds { get; set; } = delayMilliseconds;

    /// <summary>Runs until <paramref name="isDone"/>, or nothing is left to happen before <paramref name="end"/>.</summary>
    public void Run(TimeSpan end, Func<bool>? isDone = null)
    {
        Turn(left);
        Turn(right);
        while (isDone?.Invoke() != true && NextEvent() is { } next && next <= end)
        {
            Now = next;
            if (_underWay.TryPeek(out var arrival, out var when) && when.Due <= Now)
            {
                _underWay.Dequeue();
                Arrive(arrival.To, arrival.Datagram);
            }
            else
            {
                Turn(IsDue(left) ? left : right);
            }
        }

        if (isDone?.Invoke() != true)
            Now = end;
    }

    private TimeSpan? NextEvent()
    {
        var arrival = _underWay.TryPeek(out _, out var when) ? when.Due : (TimeSpan?)null;
        return new[] { arrival, left.WakeAt, left.NextTimer, right.WakeAt, right.NextTimer }.Min();
    }

    private bool IsDue(Station station) => station.WakeAt <= Now || station.NextTimer <= Now;

    private void Arrive(Station station, Transmission datagram)
    {
        station.Channel.Received(datagram.Ns, datagram.Nr, datagram.Message?.Message, Now);
        while (station.Channel.TryTake(out var message))
            station.Deliver(message, Now);
        Turn(station);
    }

    private void Turn(Station station)
    {
        station.Turn(Now);
        var output = station.Channel.Tick(Now);
        station.WakeAt = output.WakeAt;
        Assert.True(station.Channel.Facts.Unacknowledged <= station.Channel.Facts.PeerWindow, "the peer's receive window is exceeded");
        foreach (var datagram in output.Transmit)
            Transmit(station == left ? right : left, datagram);
        if (output.PeerLost)
            station.PeerLost(Now);
    }

    private void Transmit(Station to, Transmission datagram)
    {
        for (var copies = _chance.NextDouble() < duplication ? 2 : 1; copies > 0; copies--)
            if (!IsCut && _chance.NextDouble() >= loss)
                _underWay.Enqueue((to, datagram), (Now + TimeSpan.FromMilliseconds(DelayMilliseconds + _chance.Next(jitterMilliseconds + 1)), _sent++));
    }
}
