using System.Collections.Concurrent;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Xunit;
using static Concentrator.DataPlane.Tests.Forwarding.SubscriberBench;

namespace Concentrator.DataPlane.Tests.Forwarding;

public sealed class TapTests : IDisposable
{
    private readonly Bench _bench = new();

    [Fact]
    public void Tap_should_see_what_it_wants_both_ways()
    {
        var session = _bench.Install();
        var tap = new TapRecorder(TapKinds.Control | TapKinds.PppControl);
        _bench.Path.Tap = tap;

        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
        _bench.FromPeer(Bench.Data([0x21, .. Packets.Udp4(Subscriber, Node, [1])]));
        _bench.FromPeer([0xc8, 0x02, 0, 12, 0, (byte)Bench.Tunnel.Value, 0, 0, 0, 0, 0, 0]);
        session.SendPpp(PppProtocol.Lcp, [10]);
        _bench.Path.SendControl([0xc8, 0x02, 0, 12, 0, 105, 0, 0, 0, 0, 0, 0]);
        _bench.Settle();

        Assert.Equal(
            [
                (TapKinds.PppControl, TapDirection.Received), (TapKinds.Control, TapDirection.Received),
                (TapKinds.PppControl, TapDirection.Sent), (TapKinds.Control, TapDirection.Sent),
            ],
            tap.Seen.OrderBy(seen => seen.Direction).ThenByDescending(seen => seen.Kind));
    }

    public void Dispose() => _bench.Dispose();

    private sealed class TapRecorder(TapKinds wanted) : IPacketTap
    {
        public ConcurrentQueue<(TapKinds Kind, TapDirection Direction)> Seen { get; } = [];

        public TapKinds Wanted => wanted;

        public void OnDatagram(TapKinds kind, TapDirection direction, in UdpPath path, ReadOnlySpan<byte> datagram) => Seen.Enqueue((kind, direction));
    }
}
