using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.L2tp;
using Xunit;
using static Concentrator.DataPlane.Tests.Ptys.PtyBench;

namespace Concentrator.DataPlane.Tests.Ptys;

/// <summary>Frames from the child to the peer, as they are read.</summary>
public sealed class PtyReadTests : IDisposable
{
    private readonly PtyBench _bench = new();

    [Fact]
    public void Frames_of_one_read_should_leave_in_their_order_however_many_they_are()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions());
        var frames = Enumerable.Range(0, 100).Select(n => (byte[])[0xc0, 0x21, (byte)n, .. new byte[n % 3]]).ToArray();

        var child = _bench.StartSpeaker(pty, [.. frames.SelectMany(frame => Encoded(frame))]);

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

        var child = _bench.Start(pty, "/bin/sh", "-c", $"cat {file}; read x");

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
        var child = _bench.StartSpeaker(pty, line);

        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        Assert.Equal(
            (1L, 1L, 1L),
            (_bench.Drops(DropReason.PtyBadFcs), _bench.Drops(DropReason.PtyAborted), _bench.Drops(DropReason.PtyFrameTooShort)));
        Assert.Equal(new CallErrors(CrcErrors: 1, FramingErrors: 2, 0, BufferOverruns: 0, 0, 0), session.Counters.LineErrors);
        child.Signal(Signal.Kill);
    }

    public void Dispose() => _bench.Dispose();
}
