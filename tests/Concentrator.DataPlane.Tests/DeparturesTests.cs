using System.Buffers.Binary;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>What a thread sends that gathers, and when it leaves.</summary>
public sealed class DeparturesTests
{
    [Fact]
    public void Gathered_should_leave_in_order_when_the_thread_says_so()
    {
        using var bench = new Bench();
        var session = bench.Install();
        Gathering(departures =>
        {
            bench.Path.SendControl(Numbered(0, 12));
            session.SendPpp(PppProtocol.Lcp, Numbered(1, 40));
            session.SendPpp(PppProtocol.Lcp, Numbered(2, 40));
            bench.Path.SendControl(Numbered(3, 12));
            Assert.Equal(0, bench.Peer.Available);
            departures.Flush();
        });

        Assert.Equal([0, 1, 2, 3], Arrivals(bench, 4));
        Assert.Equal(2, bench.Plane.Counters.SentControl);
    }

    [Fact]
    public void More_than_fits_should_leave_by_itself_and_keep_its_order()
    {
        const int Count = 1000;
        using var bench = new Bench();
        Gathering(departures =>
        {
            for (var i = 0; i < Count; i++)
                bench.Path.SendControl(Numbered(i, 12 + i % 300));
            departures.Flush();
        });

        Assert.Equal(Enumerable.Range(0, Count), Arrivals(bench, Count));
    }

    [Fact]
    public void What_one_thread_adds_behind_another_should_leave_behind_it()
    {
        const int Count = 2000, Threads = 4;
        using var bench = new Bench();
        var turn = new Lock();
        var next = 0;
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ => Gathering(departures =>
        {
            while (true)
            {
                // An actor runs on one thread at a time, on this one and then on that.
                lock (turn)
                {
                    if (next == Count)
                        break;
                    bench.Path.SendControl(Numbered(next++, 12));
                }

                if (next % 7 == 0)
                    departures.Flush();
            }

            departures.Flush();
        }));

        Assert.Equal(Enumerable.Range(0, Count), Arrivals(bench, Count));
    }

    /// <summary>A socket that takes trains is given them uncut.</summary>
    [Theory]
    [InlineData(3, 3)]
    [InlineData(32, 1)]
    public void Few_messages_should_go_singly_and_a_storm_of_one_length_together(int messages, int packets)
    {
        using var bench = new Bench();
        using var trains = bench.OpenTrainReader();
        var tunnel = bench.Plane.InstallTunnel(new TunnelId(6), bench.Port, new UdpPath(bench.Port.Local, trains.Local.ToEndpoint()), new TunnelId(106));
        Gathering(departures =>
        {
            for (var i = 0; i < messages; i++)
                tunnel.SendControl(Numbered(i, 12));
            departures.Flush();
        });

        var batch = new ReceiveBatch(ushort.MaxValue);
        List<int> sizes = [];
        Bench.Eventually(() =>
        {
            var received = batch.Receive(trains);
            for (var i = 0; i < received; i++)
                sizes.Add(batch.Data(i).Length);
            return sizes.Sum() == 12 * messages;
        });
        Assert.Equal(packets, sizes.Count);
    }

    [Fact]
    public void Thread_that_does_not_gather_should_send_at_once()
    {
        using var bench = new Bench();
        bench.Path.SendControl(Numbered(5, 12));
        Assert.Equal([5], Arrivals(bench, 1));
    }

    [Fact]
    public void Message_with_a_number_should_not_wait_since_payload_would_overtake_it()
    {
        using var bench = new Bench();
        var session = bench.Install(new SessionPathOptions { Sequencing = DataSequencing.Always });
        Gathering(_ =>
        {
            bench.Path.SendControl(Numbered(0, 12));
            session.SendPpp(PppProtocol.Lcp, Numbered(1, 12));
            Assert.Equal([0, 1], Arrivals(bench, 2));
        });
    }

    [Fact]
    public void Closing_a_port_should_let_go_what_waits_and_drop_what_comes_later()
    {
        using var bench = new Bench();
        Gathering(departures =>
        {
            bench.Path.SendControl(Numbered(0, 12));
            bench.Port.Dispose();
            bench.Path.SendControl(Numbered(1, 12));
            bench.Path.SendControl(Numbered(2, 12));
            departures.Flush();
        });

        Assert.Equal([0], Arrivals(bench, 1));
        Assert.Equal(2, bench.Drops(DropReason.SendFailed));
    }

    private static byte[] Numbered(int number, int length)
    {
        var datagram = new byte[length];
        datagram[0] = 0xc8;
        BinaryPrimitives.WriteInt32BigEndian(datagram.AsSpan(length - sizeof(int)), number);
        return datagram;
    }

    private static List<int> Arrivals(Bench bench, int count)
    {
        var buffer = new byte[10_000];
        return [.. Enumerable.Range(0, count).Select(_ => BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(bench.Peer.Receive(buffer) - sizeof(int))))];
    }

    /// <summary>On a thread of its own, for a thread that has begun to gather goes on.</summary>
    private static void Gathering(Action<Departures> work)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                work(Departures.Gather());
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
