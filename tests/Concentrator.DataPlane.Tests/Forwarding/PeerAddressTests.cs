using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests.Forwarding;

/// <summary>Whom a tunnel hears, and where it answers.</summary>
public sealed class PeerAddressTests : IDisposable
{
    private readonly Bench _bench = new();

    [Fact]
    public void Another_than_the_peer_should_not_be_heard()
    {
        _bench.Install();
        using var otherPort = _bench.OpenPeer("127.0.0.2");
        using var otherAddress = _bench.OpenPeer("127.0.0.3", ((IPEndPoint)_bench.Peer.LocalEndPoint!).Port);

        foreach (var stranger in (Socket[])[otherPort, otherAddress])
            stranger.SendTo(Bench.Data([0xc0, 0x21, 1]), _bench.Port.Local.ToIPEndPoint());
        _bench.Settle();

        Assert.Equal((2L, 0), (_bench.Drops(DropReason.WrongPeer), _bench.Ppp.Seen.Count));
    }

    [Fact]
    public void Peer_that_moved_should_be_heard_and_answered_at_its_new_place_only()
    {
        var session = _bench.Install();
        using var moved = _bench.OpenPeer("127.0.0.4");
        var place = Endpoint.From((IPEndPoint)moved.LocalEndPoint!);

        _bench.Path.MovePeer(_bench.Path.Path with { Peer = place });
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 1]));
        _bench.Settle();
        session.SendPpp(PppProtocol.Lcp, [9]);

        Assert.Equal(1, _bench.Drops(DropReason.WrongPeer));
        Assert.Equal([9], Bench.Receive(moved).Payload[^1..]);
    }

    [Fact]
    public void Sender_of_what_is_dropped_should_be_told()
    {
        using var stranger = _bench.OpenPeer("127.0.0.2");
        stranger.SendTo(Bench.Data([0xc0, 0x21, 1]), _bench.Port.Local.ToIPEndPoint());
        _bench.Settle();

        Assert.Equal(Endpoint.From((IPEndPoint)stranger.LocalEndPoint!), _bench.Plane.Counters.Senders[DropReason.WrongPeer]);
    }

    public void Dispose() => _bench.Dispose();
}
