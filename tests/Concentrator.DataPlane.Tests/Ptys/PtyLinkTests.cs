using System.Collections.Concurrent;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests.Ptys;

/// <summary>Which frames are the child's, which are the sink's, and what an observer sees of them.</summary>
public sealed class PtyLinkTests : IDisposable
{
    private readonly PtyBench _bench = new();

    [Fact]
    public void Lcp_should_go_to_the_child_and_not_to_the_sink()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());
        var child = _bench.Start(pty, "/bin/cat");

        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9, 1, 0, 4]));

        Assert.Equal([0xc0, 0x21, 9, 1, 0, 4], _bench.AtPeer().Frame);
        Assert.Empty(_bench.Ppp.Seen);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Split_link_should_end_on_either_side_and_let_networks_pass_once_it_is_open()
    {
        var observer = new Observer();
        using var pty = _bench.Plane.OpenPty();
        var line = _bench.Install().AttachPty(pty, new PtyLinkOptions { SplitsLink = true, Observer = observer });
        var child = _bench.Start(pty, "/bin/cat");

        foreach (var early in new byte[][] { [0xc0, 0x21, 1], [0x80, 0x21, 2], [0x00, 0x21, 3] })
            _bench.FromPeer(Bench.Data(early));
        _bench.Settle();
        Assert.Equal([(PppProtocol.Lcp, "01"), (PppProtocol.Ipcp, "02")], _bench.Ppp.Seen.Select(frame => (frame.Protocol, Convert.ToHexString(frame.Packet))));
        Assert.Equal(1, _bench.Drops(DropReason.NotAttached));

        line.Open();
        foreach (var late in new byte[][] { [0xc2, 0x23, 4], [0x80, 0x21, 5], [0x00, 0x21, 6] })
            _bench.FromPeer(Bench.Data(late));
        Assert.Equal([0x80, 0x21, 5], _bench.AtPeer().Frame);
        Assert.Equal([0x00, 0x21, 6], _bench.AtPeer().Frame);
        Assert.Equal((PppProtocol.Chap, "04"), (_bench.Ppp.Seen.Last().Protocol, Convert.ToHexString(_bench.Ppp.Seen.Last().Packet)));

        // From here to cat, and back as if pppd had said it.
        Assert.True(line.Send(PppProtocol.Lcp, [7]));
        Bench.Eventually(() => observer.Seen.Contains((TapDirection.Sent, PppProtocol.Lcp, "07")));
        line.Close();
        _bench.FromPeer(Bench.Data([0x80, 0x21, 8]));
        _bench.Settle();
        Assert.Equal("08", Convert.ToHexString(_bench.Ppp.Seen.Last().Packet));
        Assert.Equal(
            [(TapDirection.Received, PppProtocol.Ipcp, "05"), (TapDirection.Sent, PppProtocol.Ipcp, "05"), (TapDirection.Sent, PppProtocol.Lcp, "07")],
            observer.Seen.ToArray());
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Observer_should_see_what_is_negotiated_both_ways_and_no_payload()
    {
        var observer = new Observer();
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { Observer = observer });
        var child = _bench.Start(pty, "/bin/cat");

        _bench.FromPeer(Bench.Data([0x00, 0x21, 1]));
        _bench.FromPeer(Bench.Data([0xff, 0x03, 0xc0, 0x21, 2]));
        _bench.AtPeer();
        _bench.AtPeer();

        Assert.Equal(
            [(TapDirection.Received, PppProtocol.Lcp, "02"), (TapDirection.Sent, PppProtocol.Lcp, "02")],
            observer.Seen.ToArray());
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Detached_session_should_hand_its_frames_to_the_sink_again()
    {
        using var pty = _bench.Plane.OpenPty();
        var session = _bench.Install();
        session.AttachPty(pty, new PtyLinkOptions());
        session.Detach();

        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));

        Assert.True(_bench.Ppp.Seen.TryTake(out _, Bench.Patience));
    }

    public void Dispose() => _bench.Dispose();

    private sealed class Observer : IPppObserver
    {
        public ConcurrentQueue<(TapDirection Direction, ushort Protocol, string Packet)> Seen { get; } = new();

        public void OnPppFrame(TapDirection direction, ushort protocol, ReadOnlySpan<byte> packet) =>
            Seen.Enqueue((direction, protocol, Convert.ToHexString(packet)));
    }
}
