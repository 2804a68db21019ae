using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Network;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>Several loops each way: peers and flows are spread over them, and nothing else may be different.</summary>
public sealed class ThreadsTests
{
    private const int Threads = 3, Tunnels = 24, Rounds = 100, InFlight = 10;
    private const string Node = "10.64.0.1", Node6 = "fd64::1";

    public static TheoryData<string, string, string> Families => new()
    {
        { "127.0.0.1", "127.0.0.2", Node },
        { "::1", "fd00::2", Node6 },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Packets_of_a_session_should_keep_their_order_both_ways(string local, string peer, string node)
    {
        using var bench = MakeBench(local, peer);
        using var tun = OpenTun(bench);
        var subscribers = Enumerable.Range(0, Tunnels).Select(number => new Subscriber(bench, tun, number, peer, node, new SessionPathOptions())).ToArray();
        using var host = bench.OpenSocket(new IPEndPoint(IPAddress.Parse(node), 0x5678));
        host.ReceiveBufferSize = 4 << 20;

        var next = new int[Tunnels];
        var buffer = new byte[2048];
        // A few rounds at a time, which sockets and the device's queues hold.
        for (var first = 0; first < Rounds; first += InFlight)
        {
            for (var round = first; round < first + InFlight; round++)
                foreach (var subscriber in subscribers)
                    subscriber.SendUp(round);
            for (var i = 0; i < InFlight * Tunnels; i++)
            {
                Assert.Equal(8, host.Receive(buffer));
                Assert.Equal(next[BinaryPrimitives.ReadInt32BigEndian(buffer)]++, BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(4)));
            }
        }

        for (var first = 0; first < Rounds; first += InFlight)
        {
            for (var round = first; round < first + InFlight; round++)
                foreach (var subscriber in subscribers)
                    host.SendTo(Payload(subscriber.Number, round), new IPEndPoint(subscriber.Address, 9));
            foreach (var subscriber in subscribers)
                for (var round = first; round < first + InFlight; round++)
                    Assert.Equal(Payload(subscriber.Number, round), subscriber.NextDown());
        }

        Bench.Eventually(() => bench.Plane.Counters.DeliveredData == Rounds * Tunnels);
        Assert.Equal(Rounds * Tunnels, bench.Plane.Counters.ReceivedDatagrams);
        Assert.All(subscribers, subscriber => Assert.Equal((Rounds, Rounds), (subscriber.Session.Counters.ReceivedPackets, subscriber.Session.Counters.SentPackets)));
        Dispose(subscribers);
    }

    [Fact]
    public void Session_whose_peer_moves_about_should_lose_and_repeat_nothing()
    {
        using var bench = MakeBench("127.0.0.1", "127.0.0.2");
        using var tun = OpenTun(bench);
        var subscriber = new Subscriber(
            bench, tun, 0, "127.0.0.2", Node, new SessionPathOptions { ReorderTimeout = TimeSpan.FromSeconds(20), ReceiveRate = new RateLimit(1_000_000_000, TimeSpan.FromSeconds(1)) });
        using var host = bench.OpenSocket(new IPEndPoint(IPAddress.Parse(Node), 0x5678));
        var places = Enumerable.Range(0, 12).Select(_ => bench.OpenPeer("127.0.0.2")).ToArray();
        var (number, buffer) = (0, new byte[2048]);
        subscriber.Socket.SendTo(subscriber.Up(number++, withNs: true), bench.Port.Local.ToIPEndPoint());
        host.Receive(buffer);

        // Of each pair the later number comes first, from one place, the earlier from the next: held on one loop, let go by another.
        foreach (var place in places.Concat(places))
        {
            foreach (var ns in (int[])[number + 1, number])
            {
                var from = ns == number ? place : places[^1];
                subscriber.Tunnel.MovePeer(subscriber.Tunnel.Path with { Peer = Endpoint.From((IPEndPoint)from.LocalEndPoint!) });
                from.SendTo(subscriber.Up(ns, withNs: true), bench.Port.Local.ToIPEndPoint());
                if (ns > number)
                    Bench.Eventually(() => bench.Plane.Counters.ReceivedDatagrams == ns);   // it is held
            }

            for (var i = 0; i < 2; i++)
            {
                host.Receive(buffer);
                Assert.Equal(number++, BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(4)));
            }
        }

        Assert.Equal((number, 0L, 0L), (subscriber.Session.Counters.ReceivedPackets, subscriber.Session.Counters.LostReceived, subscriber.Session.Counters.Dropped));
        Dispose([subscriber]);
        foreach (var place in places)
            place.Dispose();
    }

    [Fact]
    public void Control_messages_should_reach_their_sink_from_every_peer()
    {
        using var bench = MakeBench("127.0.0.1", "127.0.0.2");
        var peers = Enumerable.Range(0, Tunnels).Select(_ => bench.OpenPeer("127.0.0.2")).ToArray();

        foreach (var peer in peers)
            peer.SendTo((byte[])[0xc8, 0x02, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0], bench.Port.Local.ToIPEndPoint());

        Bench.Eventually(() => bench.Plane.Counters.ReceivedControl == Tunnels);
        foreach (var peer in peers)
            peer.Dispose();
    }

    private static Bench MakeBench(string local, string peer) => new(local, peer, new PlaneOptions { Threads = Threads, BusyPoll = TimeSpan.FromMicroseconds(50) });

    private static ITunPort OpenTun(Bench bench)
    {
        var tun = bench.OpenTun();
        bench.Namespace.AddAddress(tun.Name, new LinkAddress(IPAddress.Parse(Node), 24));
        bench.Namespace.AddAddress(tun.Name, new LinkAddress(IPAddress.Parse(Node6), 64));
        return tun;
    }

    private static byte[] Payload(int number, int round)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(4), round);
        return payload;
    }

    private static void Dispose(Subscriber[] subscribers)
    {
        foreach (var subscriber in subscribers)
            subscriber.Socket.Dispose();
    }

    /// <summary>One subscriber in a tunnel of its own.</summary>
    private sealed class Subscriber
    {
        private readonly Bench _bench;
        private readonly string _node;
        private readonly byte[] _buffer = new byte[2048];

        public Subscriber(Bench bench, ITunPort tun, int number, string peer, string node, SessionPathOptions options)
        {
            (_bench, _node, Number, Socket) = (bench, node, number, bench.OpenPeer(peer));
            Address = IPAddress.Parse(node.Contains(':') ? $"fd64::{number + 16:x}" : $"10.64.0.{number + 16}");
            var path = new UdpPath(bench.Port.Local, Endpoint.From((IPEndPoint)Socket.LocalEndPoint!));
            Tunnel = bench.Plane.InstallTunnel(new TunnelId((ushort)(1000 + number)), bench.Port, path, new TunnelId(1));
            Session = Tunnel.InstallSession(Bench.Session, Bench.PeerSession, options, bench.Ppp);
            Session.AttachTun(tun, SubscriberAddresses.Of(SubscriberAddresses.Host(Address)), new PppLinkOptions());
        }

        public int Number { get; }

        public Socket Socket { get; }

        public IPAddress Address { get; }

        public ITunnelPath Tunnel { get; }

        public ISessionPath Session { get; }

        public void SendUp(int round) => Socket.SendTo(Up(round, withNs: false), _bench.Port.Local.ToIPEndPoint());

        public byte[] Up(int round, bool withNs)
        {
            var packet = Packets.Udp(Address.ToString(), _node, Payload(Number, round));
            Packets.FixChecksums(packet);
            byte[] frame = [(byte)(packet[0] >> 4 == 4 ? 0x21 : 0x57), .. packet];
            return Bench.Data(frame, tunnel: new TunnelId((ushort)(1000 + Number)), header: new DataHeader(WithSequence: withNs), ns: (ushort)round);
        }

        /// <summary>The payload of the next packet.</summary>
        public byte[] NextDown() => _buffer.AsSpan(Socket.Receive(_buffer) - 8, 8).ToArray();
    }
}
