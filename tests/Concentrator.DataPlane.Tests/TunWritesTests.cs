using System.Collections.Concurrent;
using System.Net;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Linux.Network;
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
        var loop = LoopOf(bench);
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
            Write(loop.TunWrites, (TunPort)tun, Packets.Udp4(Subscriber, Node, [i]));
            var payload = new byte[2];
            Assert.Equal((1, i), (host.Receive(payload), payload[0]));
        }

        Assert.EndsWith(withoutOneRing, bench.Plane.Description);
        Assert.Equal(0, bench.Drops(DropReason.TunWriteFailed));
        Assert.Contains("one by one", Assert.Single(bench.Faults).Message);
        bench.Faults.Clear();
    }

    /// <summary>The receive loop that the peer's datagrams come to.</summary>
    private static UdpReceiver LoopOf(Bench bench)
    {
        var sink = new LoopRecorder();
        bench.Path.InstallSession(Bench.Session, Bench.PeerSession, new SessionPathOptions(), sink);
        bench.FromPeer(Bench.Data([0xc0, 0x21, 9, 1, 0, 4]));
        Assert.True(sink.Seen.TryTake(out var loop, Bench.Patience));
        return loop;
    }

    private static void Write(TunWrites writes, TunPort port, byte[] octets)
    {
        var memory = new PinnedMemory(octets.Length);
        octets.CopyTo(memory.Octets);
        Assert.True(IpPacket.TryParse(octets, out var packet));
        using (writes.Begin())
            writes.Add(port, memory.Octets, 0, packet);
        memory.KeepAlive();
    }

    private sealed class LoopRecorder : IPppSink
    {
        public BlockingCollection<UdpReceiver> Seen { get; } = [];

        public void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet) => Seen.Add(UdpReceiver.Current);
    }
}
