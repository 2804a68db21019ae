using System.Diagnostics;
using Concentrator.Linux.Udp;

namespace Concentrator.Load.Traffic;

/// <summary>The subscribers of one thread as senders: in turn over sessions and flows, as fast as the <see cref="Pacer"/> lets them.</summary>
internal sealed class Upstream(TrafficPlan plan, Pacer pacer, (TestPacket Packet, int Port)[] subscribers, Outbox[] ports, UdpRoute route)
{
    private readonly PacketMix _mix = plan.Up!;
    private int _subscriber, _flow, _size, _inARow;
    private long _sent;

    public long Sent => Volatile.Read(ref _sent);

    public long Skipped => pacer.Skipped;

    public TimeSpan NextDue => subscribers.Length == 0 ? TimeSpan.MaxValue : pacer.NextDue;

    /// <summary>Writes what is due, one batch at most, into the outboxes.</summary>
    public void Run(TimeSpan now)
    {
        if (subscribers.Length == 0)
            return;
        var count = pacer.Take(now, Outbox.Capacity);
        var ticks = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var (packet, port) = subscribers[_subscriber];
            packet.Write(ports[port].Take(route, packet.DatagramSize(_mix.Sizes[_size])), _flow, ticks, withChecksum: plan.InARow > 1);
            Step();
        }

        Volatile.Write(ref _sent, _sent + count);
    }

    private void Step()
    {
        if (++_size == _mix.Sizes.Length)
            _size = 0;
        if (++_inARow < plan.InARow)
            return;
        _inARow = 0;
        if (++_subscriber < subscribers.Length)
            return;
        _subscriber = 0;
        _flow = (_flow + 1) % plan.Flows;
    }
}
