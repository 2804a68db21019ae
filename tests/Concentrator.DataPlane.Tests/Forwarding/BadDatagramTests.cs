using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Xunit;
using static Concentrator.DataPlane.Tests.Forwarding.SubscriberBench;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>What a peer may send and nobody must take.</summary>
public sealed class BadDatagramTests : IDisposable
{
    private readonly SubscriberBench _bench = new();

    public static TheoryData<string, byte[], DropReason> Bad => new()
    {
        { "empty", [], DropReason.MalformedHeader },
        { "version 3", [0x00, 0x03, 0, 5, 0, 7], DropReason.MalformedHeader },
        { "no session id", [0x00, 0x02, 0, 5], DropReason.MalformedHeader },
        { "length beyond the end", [0x40, 0x02, 0xff, 0xff, 0, 5, 0, 7, 0xc0, 0x21], DropReason.MalformedHeader },
        { "length within the header", [0x40, 0x02, 0, 4, 0, 5, 0, 7, 0xc0, 0x21], DropReason.MalformedHeader },
        { "offset beyond the end", [0x02, 0x02, 0, 5, 0, 7, 0xff, 0xff, 0xc0, 0x21], DropReason.MalformedHeader },
        { "unknown tunnel", Bench.Data([0xc0, 0x21], tunnel: new TunnelId(6)), DropReason.UnknownTunnel },
        { "tunnel 0", Bench.Data([0xc0, 0x21], tunnel: TunnelId.Unassigned), DropReason.UnknownTunnel },
        { "unknown session", Bench.Data([0xc0, 0x21], new SessionId(8)), DropReason.UnknownSession },
        { "session beyond the table", Bench.Data([0xc0, 0x21], new SessionId(65535)), DropReason.UnknownSession },
        { "no protocol", Bench.Data([0xff, 0x03]), DropReason.MalformedPpp },
        { "even protocol", Bench.Data([0xc0, 0x22]), DropReason.MalformedPpp },
        { "no frame", Bench.Data([]), DropReason.MalformedPpp },
        { "IP shorter than it says", Bench.Data([0x21, .. Packets.Udp4(Subscriber, Node, [1, 2])[..^1]]), DropReason.MalformedPacket },
        { "no IP at all", Bench.Data([0x21]), DropReason.MalformedPacket },
        { "IPv4 in a frame for IPv6", Bench.Data([0x57, .. Packets.Udp4(Subscriber, Node, [1, 2])]), DropReason.MalformedPacket },
        { "another's source", Bench.Data([0x21, .. Packets.Udp4("10.64.0.10", Node, [1])]), DropReason.BadSourceAddress },
        { "another's IPv6 source", Bench.Data([0x57, .. Packets.Udp6("fd64:0:0:a::9", Node6, [1])]), DropReason.BadSourceAddress },
        { "longer than a jumbo frame", Bench.Data(new byte[9300]), DropReason.Truncated },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_datagram_should_be_dropped_under_its_name(string what, byte[] datagram, DropReason reason)
    {
        using var tun = _bench.AttachSubscriber(out _);
        var before = _bench.Plane.Counters.Drops;

        _bench.FromPeer(datagram);
        _bench.Settle();

        var changed = _bench.Plane.Counters.Drops.Where(entry => IsAboutDatagrams(entry.Key) && entry.Value != before[entry.Key]);
        Assert.True(changed.SequenceEqual([KeyValuePair.Create(reason, before[reason] + 1)]), what);

        // The kernel's own multicast on the new link has no subscriber.
        static bool IsAboutDatagrams(DropReason reason) => reason != DropReason.UnknownDestination;
    }

    public void Dispose() => _bench.Dispose();
}
