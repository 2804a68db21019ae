using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Ethernet;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.DataPlane.Tests.Pppoe.PppoeBench;

namespace Concentrator.DataPlane.Tests.Pppoe;

/// <summary>Frames between a PPPoE session and the session of a tunnel that it is tied to.</summary>
public sealed class PppoeForwardingTests : IDisposable
{
    private readonly PppoeBench _bench = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Frames_from_the_host_should_go_into_the_tunnel_with_address_and_control_field(int sequenced)
    {
        var session = _bench.Install(new SessionPathOptions { Sequencing = sequenced == 1 ? DataSequencing.Always : DataSequencing.Never });
        session.AttachPppoe(_bench.PppoePath);
        foreach (var frame in new[] { Echo, Ip, Hex("21 45") })
        {
            _bench.FromHost(Packet(frame));
            var (header, inside) = _bench.AtPeer();
            Assert.Equal((Bench.PeerTunnel, Bench.PeerSession, sequenced == 1), (header.TunnelId, header.SessionId, header.HasSequence));
            Assert.Equal([0xff, 0x03, .. frame], inside);
        }

        Assert.Empty(_bench.PppoeSink.Seen);
        Assert.Equal(3, session.Counters.SentPackets);
        Assert.Equal(3, _bench.PppoePath.Counters.ReceivedPackets);
        Bench.Eventually(() => _bench.Plane.Counters.Pppoe == new PppoeCounters(0, 3, 3));
    }

    [Fact]
    public void Frames_from_the_tunnel_should_reach_the_host_without_address_and_control_field_however_they_come()
    {
        var session = _bench.Tie();
        foreach (var header in new DataHeader[] { new(), new(WithLength: true, WithSequence: true, WithPriority: true, Offset: 5) })
            foreach (var frame in new[] { Echo, Ip, Hex("21 45") })
            {
                _bench.FromPeer(Bench.Data([0xff, 0x03, .. frame], header: header, ns: (ushort)session.Counters.ReceivedPackets));
                Assert.Equal(Packet(frame), _bench.AtHost());
                _bench.FromPeer(Bench.Data(frame, header: header, ns: (ushort)session.Counters.ReceivedPackets));
                Assert.Equal(Packet(frame), _bench.AtHost());
            }

        Assert.Equal(12, _bench.PppoePath.Counters.SentPackets);
        Assert.Empty(_bench.Ppp.Seen);
    }

    [Fact]
    public void A_burst_from_the_tunnel_should_arrive_whole_and_in_order()
    {
        _bench.Tie();
        for (var i = 0; i < 500; i++)
            _bench.FromPeer(Bench.Data([.. Ip, (byte)(i >> 8), (byte)i]));
        var batch = new FrameReceiveBatch(9216, 0);
        var expected = 0;
        Bench.Eventually(() =>
        {
            var received = batch.Receive(_bench.Host);
            for (var i = 0; i < received; i++)
                Assert.Equal(Packet([.. Ip, (byte)(expected >> 8), (byte)expected++]), batch.Frame(i).ToArray());
            return expected == 500;
        });
    }

    [Fact]
    public void Frame_that_exceeds_the_interface_should_be_dropped()
    {
        _bench.Tie();
        byte[] fits = [0x00, 0x21, .. new byte[1500]];
        _bench.FromPeer(Bench.Data(fits));
        Assert.Equal(Packet(fits), _bench.AtHost());
        _bench.AssertDropped(DropReason.PppoeTooBig, () => _bench.FromPeer(Bench.Data([.. fits, 0])));
        Assert.False(_bench.PppoePath.SendPpp(PppProtocol.Lcp, new byte[1501]));
        Assert.Equal(0, _bench.Drops(DropReason.PppoeSendFailed));
    }

    [Fact]
    public void Payload_should_allocate_nothing()
    {
        var session = _bench.Tie();
        Burst();
        var before = _bench.Plane.Counters.LoopAllocatedBytes;
        for (var i = 0; i < 5; i++)
            Burst();
        _bench.Settle();
        // A busy machine may take a path for the first time that allocates once; packets that did would make 2,000 objects of 24 octets at least.
        Assert.InRange(_bench.Plane.Counters.LoopAllocatedBytes - before, 0, 24_000);

        void Burst()
        {
            var (up, down) = (session.Counters.SentPackets, session.Counters.ReceivedPackets);
            for (var i = 0; i < 200; i++)
            {
                _bench.FromHost(Packet(Ip));
                _bench.FromPeer(Bench.Data(Ip));
            }

            Bench.Eventually(() => session.Counters.SentPackets == up + 200 && session.Counters.ReceivedPackets == down + 200);
            while (_bench.Peer.Available > 0)
                _bench.AtPeer();
        }
    }

    public void Dispose() => _bench.Dispose();
}
