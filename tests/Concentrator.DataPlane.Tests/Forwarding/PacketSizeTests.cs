using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Paths;
using Xunit;
using static Concentrator.DataPlane.Tests.Forwarding.SubscriberBench;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>Packets that are too long for the subscriber's link, and how TCP is kept from sending them.</summary>
public sealed class PacketSizeTests : IDisposable
{
    private readonly SubscriberBench _bench = new();

    [Fact]
    public void Mss_of_a_syn_should_be_clamped_on_its_way_in_and_out()
    {
        using var tun = _bench.AttachSubscriber(out _, new PppLinkOptions { ClampToMtu = 1000 });
        using var listener = _bench.Namespace.Run(() => new TcpListener(IPAddress.Parse(Node), 80));
        _bench.Namespace.Run(() =>
        {
            listener.Start();
            return 0;
        });

        var syn = Packets.Segment(Subscriber, Node, flags: 2, 2, 4, 5, 180);
        syn[20] = 0x22; // source port
        syn[22] = 0;
        syn[23] = 80; // destination port
        Packets.FixChecksums(syn);
        _bench.FromPeer(Bench.Data([0x21, .. syn]));

        // The kernel's SYN-ACK announces its device's MSS, which is clamped on the way out.
        var (_, frame) = _bench.AtPeer();
        var answer = frame[4..];
        Assert.Equal(0x12, answer[33]);
        Assert.Equal([2, 4, 960 >> 8, 960 & 0xff], answer[40..44]);
        Assert.True(Packets.AreChecksumsRight(answer));
    }

    [Fact]
    public void Packet_beyond_the_peers_mru_with_df_should_come_back_as_an_error()
    {
        using var tun = _bench.AttachSubscriber(out _, new PppLinkOptions { PeerMru = 1000 });
        using var host = _bench.OpenHost();
        host.DontFragment = true;

        host.SendTo(new byte[1200], IPEndPoint.Parse($"{Subscriber}:9"));
        Bench.Eventually(() => _bench.Drops(DropReason.TooBig) == 1);

        // The kernel learned from the error and now refuses by itself.
        Bench.Eventually(() => _bench.Namespace.Network.LookUp(IPAddress.Parse(Subscriber)).Mtu == 1000);
    }

    [Fact]
    public void Packet_beyond_the_peers_mru_without_df_should_leave_in_fragments()
    {
        using var tun = _bench.AttachSubscriber(out _, new PppLinkOptions { PeerMru = 1000 });
        using var host = _bench.OpenHost();
        host.DontFragment = false;

        host.SendTo(new byte[1200], IPEndPoint.Parse($"{Subscriber}:9"));

        var (first, second) = (_bench.AtPeer().Frame[4..], _bench.AtPeer().Frame[4..]);
        Assert.Equal((20 + 976, 20 + 1208 - 976), (first.Length, second.Length));
        Assert.True(IpPacket.TryParse(second, out _));
    }

    public void Dispose() => _bench.Dispose();
}
