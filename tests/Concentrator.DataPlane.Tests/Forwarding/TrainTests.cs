using System.Net;
using Xunit;
using static Concentrator.DataPlane.Tests.Forwarding.SubscriberBench;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>Packets that the kernel gives and takes together, as one: trains of datagrams, and packets that it has left uncut.</summary>
public sealed class TrainTests : IDisposable
{
    private const int LevelUdp = 17, UdpSegment = 103;

    private readonly SubscriberBench _bench = new();

    /// <summary>The peer's packets arrive as a train, go to the kernel as one packet, and leave it as they were.</summary>
    [Fact]
    public void Train_of_the_peer_should_arrive_as_its_packets()
    {
        using var tun = _bench.AttachSubscriber(out var session);
        using var host = _bench.OpenHost(0x5678);
        byte[][] datagrams = [.. Enumerable.Range(0, 20).Select(i => Bench.Data([0x21, .. Packets.Udp(Subscriber, Node, [(byte)i, .. new byte[999]])]))];

        _bench.Peer.SetRawSocketOption(LevelUdp, UdpSegment, BitConverter.GetBytes(datagrams[0].Length));
        _bench.FromPeer([.. datagrams.SelectMany(datagram => datagram)]);

        for (var i = 0; i < datagrams.Length; i++)
            Assert.Equal((i, 1000), (Bench.Receive(host).Payload is var payload ? payload[0] : 0, payload.Length));
        _bench.Settle();
        Assert.Equal(20, session.Counters.ReceivedPackets);
    }

    /// <summary>The host's packets come from the kernel as one, and leave for the peer as they were.</summary>
    [Theory]
    [InlineData(Node, Subscriber)]
    [InlineData(Node6, Subscriber6)]
    public void Packets_that_the_kernel_has_left_uncut_should_reach_the_peer_one_by_one(string node, string subscriber)
    {
        using var tun = _bench.AttachSubscriber(out var session);
        using var host = _bench.OpenSocket(new IPEndPoint(IPAddress.Parse(node), 0));
        host.SetRawSocketOption(LevelUdp, UdpSegment, BitConverter.GetBytes(1000));

        host.SendTo([.. Enumerable.Range(0, 20_500).Select(n => (byte)(n / 1000))], new IPEndPoint(IPAddress.Parse(subscriber), 9));

        for (var i = 0; i <= 20; i++)
        {
            var packet = _bench.AtPeer().Frame[4..];
            Assert.True(Packets.AreChecksumsRight(packet));
            Assert.Equal(Enumerable.Repeat((byte)i, i < 20 ? 1000 : 500), packet[(packet[0] >> 4 == 6 ? 48 : 28)..]);
        }

        Assert.Equal(21, session.Counters.SentPackets);
    }

    public void Dispose() => _bench.Dispose();
}
