using System.Net;
using Concentrator.Linux.Udp;
using Concentrator.Load.Traffic;

namespace Concentrator.Load.Tests.Traffic;

public sealed class FarEndTests
{
    private const int Batches = 10;

    /// <summary>
    /// The runtime watches the first sixty runs of a method and compiles it anew with what it saw: a batch that never leaves the receiving loop is then
    /// dissolved, and what only its fields kept would be collected while the kernel writes into it.
    /// </summary>
    [Fact]
    public void Memory_that_is_received_into_should_stay_however_often_and_well_the_loop_was_compiled()
    {
        var over = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref over))
            {
                GC.Collect();
                Thread.Sleep(1);
            }
        });
        collector.Start();
        try
        {
            for (var round = 0; round < 100; round++)
                ReceiveAll(round);
        }
        finally
        {
            Volatile.Write(ref over, true);
            collector.Join();
        }
    }

    private static void ReceiveAll(int round)
    {
        using var sender = new UdpSocket(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        var port = sender.Local.Port;
        using var receiver = new FarEnd(new TrafficPlan { FarEnd = new IPEndPoint(IPAddress.Parse("127.0.0.2"), port), Up = PacketMix.Imix }, @namespace: null);
        var (outbox, route) = (new Outbox(sender, train: 1), new UdpRoute(sender.Local, InetEndpoint.From(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port))));
        for (var batch = 0; batch < Batches; batch++)
        {
            // As many as the loopback interface keeps, which drops without a word what a busy machine does not take off it in time.
            Await(receiver, round, atLeast: (batch - 1) * Outbox.Capacity - outbox.Refused);
            for (var i = 0; i < Outbox.Capacity; i++)
                new Stamp(round, 0).Write(outbox.Take(route, Stamp.Size));
            outbox.Flush();
        }

        Await(receiver, round, atLeast: Batches * Outbox.Capacity - outbox.Refused);
    }

    private static void Await(FarEnd receiver, int round, long atLeast) => Assert.True(
        SpinWait.SpinUntil(() => receiver.Arrivals.Packets + receiver.ReceiveDrops >= atLeast, TimeSpan.FromSeconds(30)),
        $"round {round}: {receiver.Arrivals.Packets} received, {receiver.Arrivals.Strangers} strange ones beside them, {receiver.ReceiveDrops} dropped, of {atLeast}");
}
