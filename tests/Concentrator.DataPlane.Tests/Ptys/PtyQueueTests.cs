using System.Net.Sockets;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Xunit;
using static Concentrator.DataPlane.Tests.Ptys.PtyBench;

namespace Concentrator.DataPlane.Tests.Ptys;

/// <summary>Frames from the peer to the child: what waits until it reads, for how long, and what is dropped.</summary>
public sealed class PtyQueueTests : IDisposable
{
    private static readonly SessionId OtherSession = new(8);

    private readonly PtyBench _bench = new();

    [Fact]
    public void Frames_queued_before_the_child_is_there_should_wait_for_it()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
        _bench.Settle();

        var child = _bench.Start(pty, "/bin/cat");

        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    /// <summary>As pppd does when it sets up its terminal.</summary>
    [Fact]
    public void Frames_should_wait_for_a_child_that_flushes_its_line_before_it_speaks()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { Patience = TimeSpan.FromHours(1) });
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
        _bench.Settle();

        var child = _bench.Start(
            pty, "/usr/bin/perl", "-MPOSIX", "-e", $"tcflush(0, TCIFLUSH); syswrite STDOUT, \"{Escaped(Encoded(0xc0, 0x21, 8))}\"; exec '/bin/cat'");

        Assert.Equal([0xc0, 0x21, 8], _bench.AtPeer().Frame);
        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Frames_should_not_wait_longer_than_patience_lasts()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { Patience = TimeSpan.FromMilliseconds(1) });
        var child = _bench.Start(pty, "/bin/cat");

        Bench.Eventually(() =>
        {
            _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
            return _bench.Peer.Poll(TimeSpan.FromMilliseconds(10), SelectMode.SelectRead);
        });
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Stopped_child_should_fill_its_own_queue_while_another_session_flows()
    {
        using var stalled = _bench.Plane.OpenPty();
        using var flowing = _bench.Plane.OpenPty();
        var stalledSession = _bench.Install();
        stalledSession.AttachPty(stalled, new PtyLinkOptions { QueueBytes = 8192 });
        _bench.Install(id: OtherSession).AttachPty(flowing, new PtyLinkOptions());
        var stopped = _bench.Start(stalled, "/bin/cat");
        var running = _bench.Start(flowing, "/bin/cat");
        Assert.True(stopped.Signal(Signal.Stop));

        byte[] big = [0x00, 0x21, .. new byte[1400]];
        for (var i = 0; _bench.Drops(DropReason.PtyQueueFull) < 10; i++)
        {
            Assert.True(i < 10_000, "the queue should be full by now");
            _bench.FromPeer(Bench.Data(big));
            _bench.FromPeer(Bench.Data([0x00, 0x21, (byte)i], OtherSession));
            var (header, frame) = _bench.AtPeer();
            Assert.Equal((new SessionId(108), (byte)i), (header.SessionId, frame[^1]));
        }

        Assert.True(stalledSession.Counters.Dropped >= 10);
        Assert.True(stalledSession.Counters.LineErrors.BufferOverruns >= 10);
        Assert.True(stopped.Signal(Signal.Continue));
        Assert.Equal(big.Length, _bench.AtPeer().Frame.Length);
        stopped.Signal(Signal.Kill);
        running.Signal(Signal.Kill);
    }

    [Fact]
    public void Late_frames_should_not_reach_a_pppd()
    {
        using var pty = _bench.Plane.OpenPty();
        var session = _bench.Install();
        session.AttachPty(pty, new PtyLinkOptions());
        var child = _bench.Start(pty, "/bin/cat");
        foreach (var ns in (ushort[])[0, 2, 1, 3])
            _bench.FromPeer(Bench.Data([0xc0, 0x21, (byte)ns], header: new(WithSequence: true), ns: ns));

        Assert.Equal([0, 2, 3], new[] { _bench.AtPeer().Frame[^1], _bench.AtPeer().Frame[^1], _bench.AtPeer().Frame[^1] });
        Assert.Equal((1L, 1L, 1L), (session.Counters.LostReceived, session.Counters.LateReceived, _bench.Drops(DropReason.OutOfOrder)));
        child.Signal(Signal.Kill);
    }

    [Fact]
    public async Task Frames_for_a_child_that_is_gone_should_be_counted()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());
        await _bench.Start(pty, "/bin/true").Exited.WaitAsync(Bench.Patience);

        Bench.Eventually(() =>
        {
            _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
            _bench.Settle();
            return _bench.Drops(DropReason.PtyClosed) > 0;
        });
    }

    public void Dispose() => _bench.Dispose();
}
