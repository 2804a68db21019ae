using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ppp.Hdlc;
using Xunit;
using static Concentrator.DataPlane.Tests.Ptys.PtyBench;

namespace Concentrator.DataPlane.Tests.Ptys;

/// <summary>Which characters are escaped on the line, which must be, and which come through.</summary>
public sealed class PtyEscapingTests : IDisposable
{
    private readonly PtyBench _bench = new();

    public static TheoryData<uint> Accms => [0, uint.MaxValue];

    [Theory]
    [MemberData(nameof(Accms))]
    public async Task Every_octet_should_pass_to_the_child_and_back(uint accm)
    {
        using var pty = _bench.Plane.OpenPty();
        var session = _bench.Install();
        session.AttachPty(pty, new PtyLinkOptions { Accm = accm });
        var child = _bench.Start(pty, "/bin/cat");
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
    public async Task Lcp_should_be_escaped_whatever_the_accm()
    {
        byte[] frame = [0xc0, 0x21, 9, 1, 0, 4];
        var expected = Encoded(frame);
        var file = Path.GetTempFileName();
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { Accm = 0 });
        var child = _bench.Start(pty, "/bin/sh", "-c", $"head -c {expected.Length} > {file}");

        _bench.FromPeer(Bench.Data(frame));

        Assert.Equal(0, (await child.Exited.WaitAsync(Bench.Patience)).Code);
        Assert.Equal(expected, await File.ReadAllBytesAsync(file));
        File.Delete(file);
    }

    [Fact]
    public async Task Characters_that_are_to_be_escaped_should_be_so_from_then_on()
    {
        byte[] frame = [0x00, 0x21, 0x11, 0x13, 0x14];
        byte[] expected = [.. Encoded(new HdlcEncoder(0), frame), .. Encoded(new HdlcEncoder(0x000a0000), frame)];
        var file = Path.GetTempFileName();
        using var pty = _bench.Plane.OpenPty();
        var line = _bench.Install().AttachPty(pty, new PtyLinkOptions { Accm = 0 });
        var child = _bench.Start(pty, "/bin/sh", "-c", $"head -c {expected.Length} > {file}");

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

        // All in one read.
        var child = _bench.StartSpeaker(pty, [.. Noisy(0xc0, 0x21, 9), .. Noisy(acknowledged), .. Encoded(new HdlcEncoder(0), unescaped)]);

        Assert.Equal([0xc0, 0x21, 9], _bench.AtPeer().Frame);
        Assert.Equal(acknowledged, _bench.AtPeer().Frame);
        Assert.Equal(unescaped, _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    public void Dispose() => _bench.Dispose();

    private static (long, long, long, long) Traffic(SessionCounters counters) =>
        (counters.ReceivedPackets, counters.ReceivedBytes, counters.SentPackets, counters.SentBytes);
}
