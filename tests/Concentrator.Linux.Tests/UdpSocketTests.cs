using System.Net;
using System.Net.Sockets;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Xunit;

namespace Concentrator.Linux.Tests;

public sealed class UdpSocketTests : IDisposable
{
    private readonly UdpBench _udp = new();

    public static TheoryData<string, string[]> Families => new()
    {
        { "0.0.0.0", ["127.0.0.1", "127.0.0.7", "127.9.9.9"] },
        { "::", ["::1", "fd00::7", "fd00::9"] },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public unsafe void Reply_should_leave_from_the_address_that_the_peer_contacted(string listen, string[] contacted)
    {
        foreach (var address in contacted.Where(address => address.StartsWith("fd")))
            _udp.Namespace.AddLoopbackAddress(address);
        using var server = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Parse(listen), 0), ReceiveBuffer: 1 << 20));
        var clients = contacted.Select(address => _udp.Connect(IPAddress.Parse(address), server.Local.Port)).ToList();
        for (var i = 0; i < clients.Count; i++)
            clients[i].Send([(byte)i, 1, 2, 3]);

        var received = Arrivals.Take(server, clients.Count);
        var replies = new SendBatch(server, new RefusalsFail());
        var octets = stackalloc byte[clients.Count];
        for (var i = 0; i < clients.Count; i++)
        {
            var (data, arrival) = received[i];
            Assert.Equal([(byte)i, 1, 2, 3], data);
            Assert.Equal(InetEndpoint.From((IPEndPoint)clients[i].LocalEndPoint!), arrival.Source);
            Assert.Equal(InetEndpoint.From((IPEndPoint)clients[i].RemoteEndPoint!), arrival.Local);
            Assert.Equal(4, arrival.Segment);
            octets[i] = data[0];
            replies.Add(new UdpRoute(arrival.Local, arrival.Source), octets + i, 1);
        }

        replies.Flush();
        // A connected socket takes datagrams from the address it contacted only.
        foreach (var (client, i) in clients.Select((client, i) => (client, i)))
            Assert.Equal([(byte)i], UdpBench.Receive(client));
        Assert.Equal(0, new ReceiveBatch(2048).Receive(server));
    }

    [Fact]
    public void Both_families_should_open_on_one_port_and_a_second_daemon_should_not()
    {
        using var ipv4 = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 1701)));
        using var ipv6 = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.IPv6Any, 1701)));

        var refused = Assert.Throws<LinuxException>(() => _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 1701))));

        Assert.Contains("bind UDP 0.0.0.0:1701", refused.Message);
    }

    [Fact]
    public void Connected_socket_beside_a_shared_one_should_get_its_peers_datagrams_and_no_others()
    {
        using var port = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 1701)) { Shared = true });
        using var peer = _udp.Connect(IPAddress.Loopback, 1701);
        using var other = _udp.Connect(IPAddress.Loopback, 1701);

        using (var tunnel = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 1701)) { Peer = (IPEndPoint)peer.LocalEndPoint! }))
        {
            peer.Send([1]);
            other.Send([2]);
            var (data, arrival) = Arrivals.Take(tunnel, 1)[0];
            Assert.Equal([1], data);
            Assert.Equal(InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!), arrival.Source);
            Assert.Equal([2], Arrivals.Take(port, 1)[0].Data);

            // Its peer moves; what had come before is still there.
            peer.Send([3]);
            Arrivals.Await(tunnel);
            tunnel.Connect((IPEndPoint)other.LocalEndPoint!);
            other.Send([4]);
            Assert.Equal<byte>([3, 4], Arrivals.Take(tunnel, 2).SelectMany(message => message.Data));
        }

        // A child that some other test is starting holds the closed socket until it runs its program, and what comes until then is lost.
        var again = new ReceiveBatch(2048);
        Assert.True(SpinWait.SpinUntil(() => other.Send([5]) == 1 && again.Receive(port) > 0, Arrivals.Patience));
        Assert.Equal([5], again.Data(0).ToArray());
        Assert.Throws<LinuxException>(() => _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 1701)) { Shared = true }));
    }

    [Fact]
    public void Connected_socket_should_send_a_datagram_that_an_earlier_refusal_was_not_about()
    {
        var peer = _udp.Bind(IPAddress.Loopback);
        var at = (IPEndPoint)peer.LocalEndPoint!;
        using var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0)) { Peer = at });
        var route = UdpRoute.OfConnected();

        // Nobody is there for a while, which the kernel tells with the next datagram.
        peer.Dispose();
        using var refusal = new PollSet(socket);
        Assert.True(SpinWait.SpinUntil(() => socket.Send(route, [1]) == 0 && refusal.Wait(TimeSpan.FromMilliseconds(1)), Arrivals.Patience));
        using var again = _udp.Bind(at.Address, at.Port);

        Assert.Equal(0, socket.Send(route, [3]));
        Assert.Equal([3], UdpBench.Receive(again));
    }

    [Fact]
    public void Filtered_datagrams_should_be_counted_and_not_received()
    {
        using var server = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        server.Filter(new PayloadFilter(Offset: 1, Mask: 0x03));
        var client = _udp.Connect(IPAddress.Loopback, server.Local.Port);
        foreach (var datagram in (byte[][])[[7, 1], [7, 2, 9], [7], [7, 4], [7, 8, 9]])
            client.Send(datagram);

        var received = Arrivals.Take(server, 2);

        Assert.Equal([[7, 4], [7, 8, 9]], received.Select(one => one.Data));
        Assert.Equal(3u, server.ReceiveDrops);
    }

    [Fact]
    public void Receive_buffer_should_be_granted_beyond_the_system_limit()
    {
        const int wanted = 32 << 20;
        using var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), ReceiveBuffer: wanted));

        Assert.True(socket.ReceiveBuffer >= wanted);
    }

    [Theory]
    [InlineData("127.0.0.1", 0, 13 /* IP_RECVTOS */)]
    [InlineData("::1", 41, 66 /* IPV6_RECVTCLASS */)]
    public unsafe void Datagram_should_be_marked_as_its_route_says_else_as_the_socket(string address, int level, int tellMark)
    {
        var loopback = IPAddress.Parse(address);
        using var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(loopback, 0), Dscp: 10, SendTrains: true));
        using var peer = _udp.Bind(loopback);
        peer.SetRawSocketOption(level, tellMark, BitConverter.GetBytes(1));
        var to = InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!);
        var batch = new SendBatch(socket, new RefusalsFail());
        var octets = stackalloc byte[4];

        Assert.Equal(0, socket.Send(new UdpRoute(socket.Local, to, dscp: 46), [1]));
        Assert.Equal(0, socket.Send(new UdpRoute(socket.Local, to), [1]));
        batch.Add(new UdpRoute(socket.Local, to, dscp: 0), octets, 1);
        var train = new UdpRoute(socket.Local, to, dscp: 34);
        batch.Add(train, octets, 2);
        batch.Add(train, octets, 2);
        batch.Flush();

        Assert.Equal([46, 10, 0, 34, 34], Enumerable.Range(0, 5).Select(_ => Mark(peer)));
    }

    [Fact]
    public void Closed_socket_should_refuse_rather_than_use_another_file()
    {
        var socket = _udp.Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        socket.Dispose();

        Assert.NotEqual(0, socket.Send(new UdpRoute(default, socket.Local), [1]));
    }

    public void Dispose() => _udp.Dispose();

    /// <summary>The DSCP of the next datagram: what the kernel tells in the one control message.</summary>
    private static unsafe int Mark(Socket socket)
    {
        var (data, control) = (new byte[8], new byte[64]);
        fixed (byte* octets = data, told = control)
        {
            var vector = new IoVector { Base = octets, Length = (nuint)data.Length };
            var message = new BatchMessage { Header = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = told, ControlLength = 64 } };
            Assert.Equal(1, Libc.recvmmsg((int)socket.Handle, &message, 1, 0, null));
            return told[sizeof(ControlHeader)] >> 2;
        }
    }
}
