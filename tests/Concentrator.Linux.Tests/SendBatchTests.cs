using System.Net;
using System.Net.Sockets;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Xunit;

namespace Concentrator.Linux.Tests;

/// <summary>Datagrams that a socket sends together, as trains where it can.</summary>
public sealed class SendBatchTests : IDisposable
{
    private readonly UdpBench _udp = new();

    [Fact]
    public unsafe void Datagram_that_is_refused_should_not_hold_up_those_behind_it()
    {
        _udp.Namespace.Network.SetLink("lo", up: true, mtu: 1500);
        using var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), DfPolicy.Set));
        using var peer = _udp.Bind(IPAddress.Loopback);
        var route = new UdpRoute(default, InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!));
        var refusals = new Refusals();
        var batch = new SendBatch(socket, refusals);
        var data = stackalloc byte[2000];

        batch.Add(route, data, 1);
        batch.Add(route, data, 2000);
        batch.Add(route, data, 2);
        batch.Flush();

        Assert.Equal([Errno.MessageTooBig], refusals.Seen);
        Assert.Equal([1, 2], [UdpBench.Receive(peer).Length, UdpBench.Receive(peer).Length]);
    }

    [Fact]
    public unsafe void Batch_should_flush_itself_when_it_is_full()
    {
        using var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        using var peer = _udp.Bind(IPAddress.Loopback);
        var route = new UdpRoute(default, InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!));
        var batch = new SendBatch(socket, new RefusalsFail());
        var octet = stackalloc byte[1];

        for (var i = 0; i < SendBatch.Capacity + 1; i++)
            batch.Add(route, octet, 1);

        Assert.Equal(1, batch.Count);
        Assert.All(Enumerable.Range(0, SendBatch.Capacity), _ => Assert.Single(UdpBench.Receive(peer)));
        Assert.False(peer.Poll(0, SelectMode.SelectRead));
    }

    /// <summary>Those of one length go together, a shorter one ends their train, and each peer's keep their order.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public unsafe void Datagrams_of_several_peers_should_arrive_whole_and_in_order_as_trains_or_not(bool offloads)
    {
        using var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), SendTrains: offloads));
        Socket[] peers = [_udp.Bind(IPAddress.Loopback), _udp.Bind(IPAddress.Loopback)];
        UdpRoute[] routes = [.. peers.Select(peer => new UdpRoute(socket.Local, InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!)))];
        var batch = new SendBatch(socket, new RefusalsFail());
        int[] lengths = [100, 100, 100, 50, 100, 200, 200, 10, 10];
        var octets = stackalloc byte[200 * lengths.Length];
        for (var i = 0; i < lengths.Length; i++)
        {
            octets[200 * i] = (byte)i;
            foreach (var route in routes)
                batch.Add(route, octets + 200 * i, lengths[i]);
        }

        batch.Flush();

        foreach (var peer in peers)
        {
            Assert.Equal(
                lengths.Select((length, i) => (i, length)),
                lengths.Select(_ => UdpBench.Receive(peer)).Select(datagram => ((int)datagram[0], datagram.Length)));
            peer.Dispose();
        }
    }

    [Fact]
    public unsafe void Train_should_be_received_as_one_with_the_length_of_its_datagrams()
    {
        using var sender = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), SendTrains: true));
        using var receiver = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), ReceiveTrains: true));
        Assert.True(sender.SendsTrains && receiver.ReceivesTrains);
        var batch = new SendBatch(sender, new RefusalsFail());
        var route = new UdpRoute(sender.Local, receiver.Local);
        var octets = stackalloc byte[1000];
        for (var i = 0; i < 10; i++)
            batch.Add(route, octets, i < 9 ? 1000 : 7);

        batch.Flush();

        Arrivals.Await(receiver);
        var received = new ReceiveBatch(ushort.MaxValue);
        Assert.Equal(1, received.Receive(receiver));
        Assert.Equal(new UdpArrival(sender.Local, receiver.Local, 1000), received.Arrival(0, receiver));
        Assert.Equal(9007, received.Data(0).Length);
    }

    [Fact]
    public unsafe void Train_of_datagrams_that_need_fragmentation_should_leave_one_by_one_from_then_on()
    {
        _udp.Namespace.Network.SetLink("lo", up: true, mtu: 1500);
        using var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), SendTrains: true));
        using var peer = _udp.Bind(IPAddress.Loopback);
        var route = new UdpRoute(default, InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!));
        var batch = new SendBatch(socket, new RefusalsFail());
        var octets = stackalloc byte[2000];
        for (var i = 0; i < 4; i++)
            batch.Add(route, octets, 2000);

        batch.Flush();

        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal(2000, UdpBench.Receive(peer).Length));
        Assert.Equal(1999, route.LongestSegment);
        Assert.True(socket.SendsTrains);
    }

    [Fact]
    public unsafe void Connected_socket_should_send_to_its_peer_what_an_earlier_refusal_was_not_about()
    {
        using var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 0), SendTrains: true));
        var peer = _udp.Bind(IPAddress.Loopback);
        var at = (IPEndPoint)peer.LocalEndPoint!;
        var route = UdpRoute.OfConnected();
        var batch = new SendBatch(socket, new RefusalsFail());
        var octets = stackalloc byte[] { 1, 2, 3 };

        socket.Connect(at);

        Assert.Equal(InetEndpoint.From(new IPEndPoint(IPAddress.Loopback, socket.Local.Port)), socket.Local);
        batch.Add(route, octets, 1);
        batch.Add(route, octets + 1, 1);
        batch.Flush();
        Assert.Equal<byte[]>([[1], [2]], [UdpBench.Receive(peer), UdpBench.Receive(peer)]);

        // Nobody is there for a while, which the kernel tells with the next datagram.
        peer.Dispose();
        using var refusal = new PollSet(socket);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                batch.Add(route, octets, 1);
                batch.Flush();
                return refusal.Wait(TimeSpan.FromMilliseconds(1));
            },
            Arrivals.Patience));
        using var again = _udp.Bind(at.Address, at.Port);
        batch.Add(route, octets + 2, 1);
        batch.Flush();
        Assert.Equal([3], UdpBench.Receive(again));
    }

    public void Dispose() => _udp.Dispose();

    private sealed class Refusals : ISendFailures
    {
        public List<int> Seen { get; } = [];

        public void OnRefused(int count, int errno) => Seen.AddRange(Enumerable.Repeat(errno, count));
    }
}
