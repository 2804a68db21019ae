using System.Collections.Concurrent;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Ppp.Hdlc;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>The line to a pppd, whose part is played by cat (which echoes frames) and by shell scripts.</summary>
public sealed class PtyTests : IDisposable
{
    private static readonly SessionId OtherSession = new(8);

    private readonly Bench _bench = new();
    private readonly ChildProcesses _children = new(fault => throw new InvalidOperationException("a handler failed", fault));

    public static TheoryData<uint> Accms => [0, uint.MaxValue];

    [Fact]
    public async Task Text_should_be_told_line_by_line_and_no_longer_than_a_line_may_be()
    {
        using var pty = _bench.Plane.OpenPty();
        var heard = new BlockingCollection<string>();
        var child = Start(pty, "/bin/sh", "-c", @"printf 'one\ntw'; sleep 0.1; printf 'o\n\n'; head -c 3000 /dev/zero | tr '\0' x; printf '\nlast\nunfinished'");

        pty.ReadText(heard.Add);

        foreach (var line in (string[])["one", "two", "", new string('x', 1024), "last"])
        {
            Assert.True(heard.TryTake(out var text, TimeSpan.FromSeconds(30)), $"\"{line}\" was never told");
            Assert.Equal(line, text);
        }

        await child.Exited.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(heard);
    }

    [Theory]
    [MemberData(nameof(Accms))]
    public async Task Every_octet_should_pass_to_the_child_and_back(uint accm)
    {
        using var pty = _bench.Plane.OpenPty();
        var session = _bench.Install();
        session.AttachPty(pty, new PtyLinkOptions { Accm = accm });
        var child = Start(pty, "/bin/cat");
        byte[] frame = [0xff, 0x03, 0x00, 0x21, .. Enumerable.Range(0, 256).Select(n => (byte)n)];
        byte[] agreed = [0xc0, 0x21, 2, 1, 0, 10, 2, 6, .. BitConverter.GetBytes(accm)];
        _bench.FromPeer(Bench.Data(agreed));
        Assert.Equal(agreed, _bench.AtPeer().Frame);

        _bench.FromPeer(Bench.Data(frame));

        Assert.Equal(frame, _bench.AtPeer().Frame);
        // The frame may be back before the receive loop has counted it.
        Bench.Eventually(() => Traffic(session.Counters) == (2L, 266L, 2L, 266L));
        pty.Dispose();
        Assert.Equal(new ExitStatus(null, (int)Signal.Hangup), await child.Exited.WaitAsync(Bench.Patience));
    }

    [Fact]
    public void Lcp_should_go_to_the_child_and_not_to_the_sink()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());
        var child = Start(pty, "/bin/cat");

        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9, 1, 0, 4]));

        Assert.Equal([0xc0, 0x21, 9, 1, 0, 4], _bench.AtPeer().Frame);
        Assert.Empty(_bench.Ppp.Seen);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public async Task Lcp_should_be_escaped_whatever_the_accm()
    {
        byte[] frame = [0xc0, 0x21, 9, 1, 0, 4];
        var expected = new byte[HdlcEncoder.MaxEncodedSize(frame.Length)];
        expected = expected[..HdlcEncoder.Cautious.Encode(frame, expected)];
        var file = Path.GetTempFileName();
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { Accm = 0 });
        var child = Start(pty, "/bin/sh", "-c", $"head -c {expected.Length} > {file}");

        _bench.FromPeer(Bench.Data(frame));

        Assert.Equal(0, (await child.Exited.WaitAsync(Bench.Patience)).Code);
        Assert.Equal(expected, await File.ReadAllBytesAsync(file));
        File.Delete(file);
    }

    [Fact]
    public async Task Characters_that_are_to_be_escaped_should_be_so_from_then_on()
    {
        byte[] frame = [0x00, 0x21, 0x11, 0x13, 0x14];
        byte[] EncodedBy(uint accm)
        {
            var encoded = new byte[HdlcEncoder.MaxEncodedSize(frame.Length)];
            return encoded[..new HdlcEncoder(accm).Encode(frame, encoded)];
        }

        byte[] expected = [.. EncodedBy(0), .. EncodedBy(0x000a0000)];
        var file = Path.GetTempFileName();
        using var pty = _bench.Plane.OpenPty();
        var line = _bench.Install().AttachPty(pty, new PtyLinkOptions { Accm = 0 });
        var child = Start(pty, "/bin/sh", "-c", $"head -c {expected.Length} > {file}");

        _bench.FromPeer(Bench.Data(frame));
        _bench.Settle();
        line.SetAccm(0x000a0000);
        _bench.FromPeer(Bench.Data(frame));

        Assert.Equal(0, (await child.Exited.WaitAsync(Bench.Patience)).Code);
        Assert.Equal(expected, await File.ReadAllBytesAsync(file));
        File.Delete(file);
    }

    /// <summary>As a modem puts them in; until the far end acknowledges that it need not escape them.</summary>
    [Fact]
    public void Control_characters_that_come_unescaped_should_be_dropped_until_the_far_end_may_send_them_so()
    {
        byte[] Noisy(params byte[] frame) => [.. Encoded(frame).SelectMany(octet => octet == 0x7e ? new[] { octet } : [0x11, octet, 0x13])];
        byte[] acknowledged = [0xc0, 0x21, 2, 1, 0, 10, 2, 6, 0, 0, 0, 0], unescaped = [0x00, 0x21, 0x11, 0x13];
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());

        var plain = new byte[HdlcEncoder.MaxEncodedSize(unescaped.Length)];
        plain = plain[..new HdlcEncoder(0).Encode(unescaped, plain)];
        // All in one read.
        var child = Start(pty, "/bin/sh", "-c", $"printf '{Escaped([.. Noisy(0xc0, 0x21, 9), .. Noisy(acknowledged), .. plain])}'; read x");

        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        Assert.Equal(acknowledged, _bench.AtPeer().Frame);
        Assert.Equal(unescaped, _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Frames_queued_before_the_child_is_there_should_wait_for_it()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());
        _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
        _bench.Settle();

        var child = Start(pty, "/bin/cat");

        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Frames_of_one_read_should_leave_in_their_order_however_many_they_are()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());
        var frames = Enumerable.Range(0, 100).Select(n => (byte[])[0xc0, 0x21, (byte)n, .. new byte[n % 3]]).ToArray();

        var child = Start(pty, "/bin/sh", "-c", $"printf '{Escaped([.. frames.SelectMany(frame => Encoded(frame))])}'; read x");

        foreach (var frame in frames)
            Assert.Equal(frame, _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Frame_that_is_too_long_for_a_datagram_should_be_counted_and_the_next_pass()
    {
        using var pty = _bench.Plane.OpenPty();
        var session = _bench.Install();
        session.AttachPty(pty, new PtyLinkOptions { MaxFrame = 20_000 });
        var file = Path.GetTempFileName();
        byte[] tooLong = [0xc0, 0x21, .. new byte[10_000]];
        File.WriteAllBytes(file, Encoded(tooLong).Concat(Encoded(0xc0, 0x21, 9)).ToArray());

        var child = Start(pty, "/bin/sh", "-c", $"cat {file}; read x");

        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        Assert.Equal((1L, 1L), (_bench.Drops(DropReason.TooBig), session.Counters.Dropped));
        child.Signal(Signal.Kill);
        File.Delete(file);
    }

    [Fact]
    public void Errors_on_the_line_should_be_counted_by_kind_and_the_next_frame_pass()
    {
        using var pty = _bench.Plane.OpenPty();
        var session = _bench.Install();
        session.AttachPty(pty, new PtyLinkOptions());

        // Bad FCS; escape before flag; too short; then a right one.
        byte[] line = [0x7e, 0x41, 0x42, 0x43, 0x44, 0x45, 0x7e, 0x41, 0x42, 0x7d, 0x7e, 0x41, 0x7e, .. Encoded(0xc0, 0x21, 9)];
        var child = Start(pty, "/bin/sh", "-c", $"printf '{Escaped(line)}'; read x");

        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        Assert.Equal(
            (1L, 1L, 1L),
            (_bench.Drops(DropReason.PtyBadFcs), _bench.Drops(DropReason.PtyAborted), _bench.Drops(DropReason.PtyFrameTooShort)));
        Assert.Equal(new CallErrors(CrcErrors: 1, FramingErrors: 2, 0, BufferOverruns: 0, 0, 0), session.Counters.LineErrors);
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
        var stopped = Start(stalled, "/bin/cat");
        var running = Start(flowing, "/bin/cat");
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
    public async Task Frames_for_a_child_that_is_gone_should_be_counted()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());
        await Start(pty, "/bin/true").Exited.WaitAsync(Bench.Patience);

        Bench.Eventually(() =>
        {
            _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
            _bench.Settle();
            return _bench.Drops(DropReason.PtyClosed) > 0;
        });
    }

    [Fact]
    public void Late_frames_should_not_reach_a_pppd()
    {
        using var pty = _bench.Plane.OpenPty();
        var session = _bench.Install();
        session.AttachPty(pty, new PtyLinkOptions());
        var child = Start(pty, "/bin/cat");
        foreach (var ns in (ushort[])[0, 2, 1, 3])
            _bench.FromPeer(Bench.Data([0xc0, 0x21, (byte)ns], header: new(WithSequence: true), ns: ns));

        Assert.Equal([0, 2, 3], new[] { _bench.AtPeer().Frame[^1], _bench.AtPeer().Frame[^1], _bench.AtPeer().Frame[^1] });
        Assert.Equal((1L, 1L, 1L), (session.Counters.LostReceived, session.Counters.LateReceived, _bench.Drops(DropReason.OutOfOrder)));
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

        var child = Start(pty, "/usr/bin/perl", "-MPOSIX", "-e", $"tcflush(0, TCIFLUSH); syswrite STDOUT, \"{Escaped(Encoded(0xc0, 0x21, 8))}\"; exec '/bin/cat'");

        Assert.Equal([0xc0, 0x21, 8], _bench.AtPeer().Frame);
        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Frames_should_not_wait_longer_than_patience_lasts()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { Patience = TimeSpan.FromMilliseconds(1) });
        var child = Start(pty, "/bin/cat");

        Bench.Eventually(() =>
        {
            _bench.FromPeer(Bench.Data([0xc0, 0x21, 9]));
            return _bench.Peer.Poll(TimeSpan.FromMilliseconds(10), System.Net.Sockets.SelectMode.SelectRead);
        });
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Observer_should_see_what_is_negotiated_both_ways_and_no_payload()
    {
        var observer = new Observer();
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { Observer = observer });
        var child = Start(pty, "/bin/cat");

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
    public void Split_link_should_end_on_either_side_and_let_networks_pass_once_it_is_open()
    {
        var observer = new Observer();
        using var pty = _bench.Plane.OpenPty();
        var line = _bench.Install().AttachPty(pty, new PtyLinkOptions { SplitsLink = true, Observer = observer });
        var child = Start(pty, "/bin/cat");

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

    [Theory]
    [InlineData(1300, 1260)]
    [InlineData(0, 1460)]
    public void Mss_should_be_clamped_on_the_way_to_the_child(int clampToMtu, int mss)
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { ClampToMtu = clampToMtu });
        var child = Start(pty, "/bin/cat");

        _bench.FromPeer(Bench.Data([0x00, 0x21, .. Syn(1460)]));

        Assert.Equal([0x00, 0x21, .. Syn(mss)], _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Mss_should_be_clamped_on_the_way_to_the_peer()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { ClampToMtu = 1300 });
        var child = Start(pty, "/bin/sh", "-c", $"printf '{Escaped(Encoded([0x00, 0x21, .. Syn(1460)]))}'; read x");

        Assert.Equal([0x00, 0x21, .. Syn(1260)], _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    /// <summary>The slave of a pseudo terminal is a device to whoever opens it, and its master the far end.</summary>
    [Fact]
    public void Device_should_carry_frames_until_it_hangs_up()
    {
        var far = new Pty();
        var hungUp = new ManualResetEventSlim();
        using var device = _bench.Plane.OpenDevice(far.SlavePath, 9600);
        _bench.Install().AttachPty(device, new PtyLinkOptions { HungUp = hungUp.Set });

        _bench.FromPeer(Bench.Data([0xff, 0x03, 0x00, 0x21, 1]));
        var octets = new byte[100];
        var read = 0;
        Bench.Eventually(() => (read += far.Read(octets.AsSpan(read))) == Encoded(0xff, 0x03, 0x00, 0x21, 1).Length);
        Assert.Equal(Encoded(0xff, 0x03, 0x00, 0x21, 1), octets[..read]);
        Assert.Equal(octets[..read].Length, far.Write(octets.AsSpan(0, read)));
        Assert.Equal([0xff, 0x03, 0x00, 0x21, 1], _bench.AtPeer().Frame);

        far.Dispose();
        Assert.True(hungUp.Wait(Bench.Patience));
    }

    [Fact]
    public async Task Hang_up_of_the_child_should_be_told()
    {
        var hungUp = new ManualResetEventSlim();
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { HungUp = hungUp.Set });
        await Start(pty, "/bin/true").Exited.WaitAsync(Bench.Patience);
        Assert.True(hungUp.Wait(Bench.Patience));
    }

    private static byte[] Syn(int mss) => Packets.Segment("10.0.0.9", "198.51.100.1", 2, 2, 4, (byte)(mss >> 8), (byte)mss);

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

    public void Dispose()
    {
        _bench.Dispose();
        _children.Dispose();
    }

    private static (long, long, long, long) Traffic(SessionCounters counters) =>
        (counters.ReceivedPackets, counters.ReceivedBytes, counters.SentPackets, counters.SentBytes);

    private static byte[] Encoded(params byte[] frame)
    {
        var encoded = new byte[HdlcEncoder.MaxEncodedSize(frame.Length)];
        return encoded[..HdlcEncoder.Cautious.Encode(frame, encoded)];
    }

    /// <summary>For a string of printf or Perl.</summary>
    private static string Escaped(byte[] octets) => string.Concat(octets.Select(octet => $"\\{Convert.ToString(octet, 8).PadLeft(3, '0')}"));

    private sealed class Observer : IPppObserver
    {
        public ConcurrentQueue<(TapDirection Direction, ushort Protocol, string Packet)> Seen { get; } = new();

        public void OnPppFrame(TapDirection direction, ushort protocol, ReadOnlySpan<byte> packet) =>
            Seen.Enqueue((direction, protocol, Convert.ToHexString(packet)));
    }

    private IChildProcess Start(IPtyPort pty, string file, params string[] arguments) =>
        _children.Start(new ChildProcessOptions { File = file, Arguments = arguments, Terminal = pty.SlavePath });
}
