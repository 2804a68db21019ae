using System.Collections.Concurrent;
using System.Net;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>How a plane's receive loops write to TUN devices.</summary>
public sealed class TunWritesTests
{
    private const string Subscriber = "10.9.0.2", Node = "10.9.0.1";

    /// <summary>The ring is of its loop's thread, so when another writes by it the kernel does nothing, and the ring is given up.</summary>
    [Theory]
    [InlineData(1, "TUN writes one by one")]
    [InlineData(2, "TUN writes by io_uring on 1 of 2 threads")]
    public void Plane_should_say_how_it_writes_now(int threads, string withoutOneRing)
    {
        using var bench = new Bench(options: new PlaneOptions { Threads = threads });
        var (loop, session) = LoopOf(bench);
        Assert.DoesNotContain("TUN writes", bench.Plane.Description);
        using var tun = bench.OpenTun();
        bench.Namespace.AddAddress(tun.Name, new LinkAddress(IPAddress.Parse(Node), 24));
        using var host = bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0x5678));
        if (!loop.TunWrites.AreTogetherFor(((TunPort)tun).Device))
        {
            Assert.EndsWith("TUN writes one by one", bench.Plane.Description);
            return;   // nothing that could break
        }

        Assert.EndsWith("TUN writes by io_uring", bench.Plane.Description);
        for (byte i = 0; i < 2; i++)
        {
            Write(loop.TunWrites, tun, ((SessionPath)session, Packets.Udp4(Subscriber, Node, [i])));
            var payload = new byte[2];
            Assert.Equal((1, i), (host.Receive(payload), payload[0]));
        }

        Assert.EndsWith(withoutOneRing, bench.Plane.Description);
        Assert.Equal(0, bench.Drops(DropReason.TunWriteFailed));
        Assert.Contains("one by one", Assert.Single(bench.Faults).Message);
        bench.Faults.Clear();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packets_that_are_refused_should_count_for_their_sessions(bool offloads)
    {
        using var bench = new Bench(options: new PlaneOptions { Offloads = offloads });
        using var tun = bench.OpenTun();
        bench.Namespace.Network.SetLink(tun.Name, up: false);
        var sessions = new[] { bench.Install(id: new SessionId(1)), bench.Install(id: new SessionId(2)) };
        var (drops, received) = (new DropCounters(), new ReceiveCounters());
        using var writes = new TunWrites(drops, received, loop: 0, bench.Faults.Enqueue);
        received.CountReceived(datagrams: 5, deliveredData: 5);

        byte[] Packet(int flow, int number) => Packets.Udp($"10.9.0.{flow + 2}", Node, [1, 2, 3, 4], id: number);
        Write(writes, tun, [.. Enumerable.Range(0, 5).Select(number => ((SessionPath)sessions[number % 2], Packet(number % 2, number / 2)))]);

        Assert.Equal([3, 2], sessions.Select(session => session.Counters.Dropped));
        Assert.Equal((5, 0), (drops.Snapshot()[DropReason.TunWriteFailed], received.DeliveredData));
    }

    /// <summary>The receive loop that the peer's datagrams come to, and the session that they are of.</summary>
    private static (UdpReceiver Loop, ISessionPath Session) LoopOf(Bench bench)
    {
        var sink = new LoopRecorder();
        var session = bench.Path.InstallSession(Bench.Session, Bench.PeerSession, new SessionPathOptions(), sink);
        bench.FromPeer(Bench.Data([0xc0, 0x21, 9, 1, 0, 4]));
        Assert.True(sink.Seen.TryTake(out var loop, Bench.Patience));
        return (loop, session);
    }

    /// <summary>Writes packets as one batch.</summary>
    private static void Write(TunWrites writes, ITunPort tun, params (SessionPath Session, byte[] Octets)[] packets)
    {
        const int room = 32, stride = 256;
        var memory = new PinnedMemory(packets.Length * stride);
        using (writes.Begin())
        {
            foreach (var (i, (session, octets)) in packets.Index())
            {
                var buffer = memory.Octets.Slice(i * stride, room + octets.Length);
                octets.CopyTo(buffer[room..]);
                Assert.True(IpPacket.TryParse(octets, out var packet));
                writes.Add((TunPort)tun, session, buffer, room, packet);
            }
        }

        memory.KeepAlive();
    }

    private sealed class LoopRecorder : IPppSink
    {
        public BlockingCollection<UdpReceiver> Seen { get; } = [];

        public void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet) => Seen.Add(UdpReceiver.Current);
    }
}
