using System.Diagnostics;
using System.Net;
using Concentrator.Benchmarks.Lab;
using Concentrator.Linux.Network;
using Concentrator.Linux.Udp;
using Concentrator.Load.Measuring;
using Concentrator.Load.Running;
using Concentrator.Load.Traffic;

namespace Concentrator.Benchmarks.Packets;

/// <summary>How long packets of 1400 octets are on their way from the LAC's host to the far end, at one rate: through a tunnel, and as they are over the same hosts.</summary>
/// <param name="Node">How the node was configured.</param>
/// <param name="Rate">Packets per second.</param>
internal sealed record Latency(string Node, double Rate, Percentiles Tunnel, Percentiles Bare)
{
    public static readonly PacketRow Row = new(Up: true, 1400, Mergeable: false);

    public static Latency Of(Access access, IServer server, string node, double rate, TimeSpan duration) =>
        new(node, rate, PacketMeasurement.Of(access, server, Row, duration, rate).Latency, WithoutTunnel(access, rate, duration));

    private static Percentiles WithoutTunnel(Access access, double rate, TimeSpan duration)
    {
        var plan = access.Plan.Traffic with { SampleOneOf = PacketRow.Sample };
        using var farEnd = new FarEnd(plan, access.Far.Namespace);
        using var socket = NetworkNamespaces.Run(access.Lac.Namespace, () => new UdpSocket(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 0))));
        var (route, outbox, pacer) = (new UdpRoute(socket.Local, InetEndpoint.From(plan.FarEnd!)), new Outbox(socket, train: 1), new Pacer(rate, LoopMeter.Now, PacketMeasurement.Patience));
        var number = 0;
        for (var end = LoopMeter.Now + duration; LoopMeter.Now < end;)
        {
            var count = pacer.Take(LoopMeter.Now, Outbox.Capacity);
            for (var i = 0; i < count; i++)
                new Stamp(number++, Stopwatch.GetTimestamp()).Write(outbox.Take(route, Row.Size - TestPacket.HeaderSize));
            outbox.Flush();
            if (count == 0)
                LoopMeter.SleepUntil(pacer.NextDue, TimeSpan.FromMilliseconds(1));
        }

        Thread.Sleep(100);   // what is still under way
        return Percentiles.Of(farEnd.Arrivals.Latency);
    }
}
