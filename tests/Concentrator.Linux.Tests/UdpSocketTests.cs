using System.Net;
using System.Net.Sockets;
using Concentrator.Linux.Interop;
using Concentrator.Linux.Udp;
using Xunit;

namespace Concentrator.Linux.Tests;

public sealed class UdpSocketTests : IDisposable
{
    private readonly NetworkNamespace _namespace = new();

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
            _namespace.AddLoopbackAddress(address);
        using var server = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Parse(listen), 0), ReceiveBuffer: 1 << 20));
        var clients = contacted.Select(address => Connect(IPAddress.Parse(address), server.Local.Port)).ToList();
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
            Assert.Equal([(byte)i], Receive(client));
        Assert.Equal(0, new ReceiveBatch(2048).Receive(server));
    }

    [Fact]
    public void Both_families_should_open_on_one_port_and_a_second_daemon_should_not()
    {
        using var ipv4 = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 1701)));
        using var ipv6 = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.IPv6Any, 1701)));

        var refused = Assert.Throws<LinuxException>(() => Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 1701))));

        Assert.Contains("bind UDP 0.0.0.0:1701", refused.Message);
    }

    [Fact]
    public void Connected_socket_beside_a_shared_one_should_get_its_peers_datagrams_and_no_others()
    {
        using var port = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 1701)) { Shared = true });
        using var peer = Connect(IPAddress.Loopback, 1701);
        using var other = Connect(IPAddress.Loopback, 1701);

        using (var tunnel = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 1701)) { Peer = (IPEndPoint)peer.LocalEndPoint! }))
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
        Assert.Throws<LinuxException>(() => Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Any, 1701)) { Shared = true }));
    }

    [Fact]
    public void Filtered_datagrams_should_be_counted_and_not_received()
    {
        using var server = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        server.Filter(new PayloadFilter(Offset: 1, Mask: 0x03));
        var client = Connect(IPAddress.Loopback, server.Local.Port);
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
        using var socket = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), ReceiveBuffer: wanted));

        Assert.True(socket.ReceiveBuffer >= wanted);
    }

    [Fact]
    public unsafe void Datagram_that_is_refused_should_not_hold_up_those_behind_it()
    {
        _namespace.Network.SetLink("lo", up: true, mtu: 1500);
        using var socket = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), DfPolicy.Set));
        using var peer = Bind(IPAddress.Loopback);
        var route = new UdpRoute(default, InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!));
        var refusals = new Refusals();
        var batch = new SendBatch(socket, refusals);
        var data = stackalloc byte[2000];

        batch.Add(route, data, 1);
        batch.Add(route, data, 2000);
        batch.Add(route, data, 2);
        batch.Flush();

        Assert.Equal([Errno.MessageTooBig], refusals.Seen);
        Assert.Equal([1, 2], [Receive(peer).Length, Receive(peer).Length]);
    }

    [Fact]
    public unsafe void Batch_should_flush_itself_when_it_is_full()
    {
        using var socket = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        using var peer = Bind(IPAddress.Loopback);
        var route = new UdpRoute(default, InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!));
        var batch = new SendBatch(socket, new RefusalsFail());
        var octet = stackalloc byte[1];

        for (var i = 0; i < SendBatch.Capacity + 1; i++)
            batch.Add(route, octet, 1);

        Assert.Equal(1, batch.Count);
        Assert.All(Enumerable.Range(0, SendBatch.Capacity), _ => Assert.Single(Receive(peer)));
        Assert.False(peer.Poll(0, SelectMode.SelectRead));
    }

    /// <summary>Those of one length go together, a shorter one ends their train, and each peer's keep their order.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public unsafe void Datagrams_of_several_peers_should_arrive_whole_and_in_order_as_trains_or_not(bool offloads)
    {
        using var socket = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), SendTrains: offloads));
        Socket[] peers = [Bind(IPAddress.Loopback), Bind(IPAddress.Loopback)];
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
                lengths.Select((length, i) => (i, length)), lengths.Select(_ => Receive(peer)).Select(datagram => ((int)datagram[0], datagram.Length)));
            peer.Dispose();
        }
    }

    [Fact]
    public unsafe void Train_should_be_received_as_one_with_the_length_of_its_datagrams()
    {
        using var sender = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), SendTrains: true));
        using var receiver = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), ReceiveTrains: true));
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
        _namespace.Network.SetLink("lo", up: true, mtu: 1500);
        using var socket = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), SendTrains: true));
        using var peer = Bind(IPAddress.Loopback);
        var route = new UdpRoute(default, InetEndpoint.From((IPEndPoint)peer.LocalEndPoint!));
        var batch = new SendBatch(socket, new RefusalsFail());
        var octets = stackalloc byte[2000];
        for (var i = 0; i < 4; i++)
            batch.Add(route, octets, 2000);

        batch.Flush();

        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal(2000, Receive(peer).Length));
        Assert.Equal(1999, route.LongestSegment);
        Assert.True(socket.SendsTrains);
    }

    [Theory]
    [InlineData("127.0.0.1", 0, 13 /* IP_RECVTOS */)]
    [InlineData("::1", 41, 66 /* IPV6_RECVTCLASS */)]
    public unsafe void Datagram_should_be_marked_as_its_route_says_else_as_the_socket(string address, int level, int tellMark)
    {
        var loopback = IPAddress.Parse(address);
        using var socket = Open(new UdpSocketOptions(new IPEndPoint(loopback, 0), Dscp: 10, SendTrains: true));
        using var peer = Bind(loopback);
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

    [Fact]
    public void Closed_socket_should_refuse_rather_than_use_another_file()
    {
        var socket = Open(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0)));
        socket.Dispose();

        Assert.NotEqual(0, socket.Send(new UdpRoute(default, socket.Local), [1]));
    }

    public void Dispose() => _namespace.Dispose();

    private UdpSocket Open(UdpSocketOptions options) => _namespace.Run(() => new UdpSocket(options));

    private Socket Connect(IPAddress address, int port) => _namespace.Run(() =>
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        socket.Connect(address, port);
        return socket;
    });

    private Socket Bind(IPAddress address) => _namespace.Run(() =>
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    });

    private static byte[] Receive(Socket socket)
    {
        var buffer = new byte[2048];
        return buffer[..socket.Receive(buffer)];
    }

    private sealed class Refusals : ISendFailures
    {
        public List<int> Seen { get; } = [];

        public void OnRefused(int count, int errno) => Seen.AddRange(Enumerable.Repeat(errno, count));
    }

    private sealed class RefusalsFail : ISendFailures
    {
        public void OnRefused(int count, int errno) => Assert.Fail($"{count} datagrams refused with errno {errno}");
    }
}
