using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Pppoe;
using Xunit;
using static Concentrator.DataPlane.Tests.Pppoe.PppoeBench;

namespace Concentrator.DataPlane.Tests.Pppoe;

/// <summary>A PPPoE session's frames: whose they are, and which are nobody's.</summary>
public sealed class PppoePathTests : IDisposable
{
    private readonly PppoeBench _bench = new();

    [Fact]
    public void Frames_of_a_session_that_is_not_tied_should_go_to_the_sink_and_payload_be_dropped()
    {
        _bench.FromHost(Packet(Echo));
        Assert.True(_bench.PppoeSink.Seen.TryTake(out var seen, Bench.Patience));
        Assert.Equal(PppProtocol.Lcp, seen.Protocol);
        Assert.Equal(Echo[2..], seen.Packet);
        _bench.AssertDropped(DropReason.NotAttached, () => _bench.FromHost(Packet(Ip)));

        Assert.True(_bench.PppoePath.SendPpp(PppProtocol.Lcp, Echo.AsSpan(2)));
        Assert.Equal(Packet(Echo), _bench.AtHost());
        var counters = _bench.PppoePath.Counters;
        Assert.Equal((1, 8, 1, 8, 1), (counters.ReceivedPackets, counters.ReceivedBytes, counters.SentPackets, counters.SentBytes, counters.Dropped));
    }

    [Fact]
    public void Sink_that_does_not_keep_up_should_be_spared()
    {
        for (var i = 0; i < 4; i++)
            _bench.FromHost(Packet(Echo));
        _bench.AssertDropped(DropReason.PppQueueFull, () => _bench.FromHost(Packet(Echo)));
        _bench.PppoePath.PppFrameHandled();
        _bench.FromHost(Packet(Echo));
        Bench.Eventually(() => _bench.PppoeSink.Seen.Count == 5);
    }

    [Fact]
    public void Frames_of_others_and_malformed_ones_should_be_dropped_by_name()
    {
        _bench.Tie();
        _bench.AssertDropped(DropReason.PppoeUnknownSession, () => _bench.FromHost(Packet(Ip, new PppoeSessionId(9))));
        _bench.AssertDropped(DropReason.PppoeMalformed, () => _bench.FromHost([0x11]));
        _bench.AssertDropped(DropReason.PppoeMalformed, () => _bench.FromHost(Hex("2100 1234 0000")));
        _bench.AssertDropped(DropReason.PppoeMalformed, () => _bench.FromHost(Hex("1100 1234 7fff 0021")));
        _bench.AssertDropped(DropReason.PppoeMalformed, () => _bench.FromHost(Packet(Ip, code: PppoeCode.Padt)));
        _bench.AssertDropped(DropReason.MalformedPpp, () => _bench.FromHost(Packet([])));
        _bench.AssertDropped(DropReason.MalformedPpp, () => _bench.FromHost(Packet([0x00])));
        _bench.AssertDropped(DropReason.PppoeWrongHost, () => Assert.Equal(0, _bench.Host.Send(_bench.Host.To(MacAddress.Broadcast.Value), Packet(Ip))));

        _bench.PppoePort.InstallSession(Id, new MacAddress(0x02_00_00_00_00_99), _bench.PppoeSink, queueLimit: 4);
        _bench.AssertDropped(DropReason.PppoeWrongHost, () => _bench.FromHost(Packet(Ip)));
    }

    [Fact]
    public void Detached_session_should_be_the_sinks_again_and_a_withdrawn_one_nobodys()
    {
        var session = _bench.Tie();
        session.Detach();
        _bench.FromHost(Packet(Echo));
        Assert.True(_bench.PppoeSink.Seen.TryTake(out _, Bench.Patience));
        _bench.FromPeer(Bench.Data(Echo));
        Assert.True(_bench.Ppp.Seen.TryTake(out _, Bench.Patience));

        session.AttachPppoe(_bench.PppoePath);
        _bench.PppoePath.Withdraw();
        _bench.PppoePath.Withdraw();
        _bench.AssertDropped(DropReason.PppoeUnknownSession, () => _bench.FromHost(Packet(Echo)));
        _bench.AssertDropped(DropReason.NotAttached, () => _bench.FromPeer(Bench.Data(Echo)));
        Assert.False(_bench.PppoePath.SendPpp(PppProtocol.Lcp, Echo));
    }

    [Fact]
    public void Successor_of_a_session_should_survive_its_late_withdrawal()
    {
        _bench.PppoePort.InstallSession(Id, _bench.HostAddress, _bench.PppoeSink, queueLimit: 4);
        _bench.PppoePath.Withdraw();
        _bench.FromHost(Packet(Echo));
        Assert.True(_bench.PppoeSink.Seen.TryTake(out _, Bench.Patience));
    }

    public void Dispose() => _bench.Dispose();
}
