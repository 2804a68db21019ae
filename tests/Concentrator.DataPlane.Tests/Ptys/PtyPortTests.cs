using System.Collections.Concurrent;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;
using Xunit;
using static Concentrator.DataPlane.Tests.Ptys.PtyBench;

namespace Concentrator.DataPlane.Tests.Ptys;

/// <summary>A pty or a serial device by itself: text before there are frames, and the end.</summary>
public sealed class PtyPortTests : IDisposable
{
    private readonly PtyBench _bench = new();

    [Fact]
    public async Task Text_should_be_told_line_by_line_and_no_longer_than_a_line_may_be()
    {
        using var pty = _bench.Plane.OpenPty();
        var heard = new BlockingCollection<string>();
        var child = _bench.Start(
            pty, "/bin/sh", "-c", @"printf 'one\ntw'; sleep 0.1; printf 'o\n\n'; head -c 3000 /dev/zero | tr '\0' x; printf '\nlast\nunfinished'");

        pty.ReadText(heard.Add);

        foreach (var line in (string[])["one", "two", "", new string('x', 1024), "last"])
        {
            Assert.True(heard.TryTake(out var text, TimeSpan.FromSeconds(30)), $"\"{line}\" was never told");
            Assert.Equal(line, text);
        }

        await child.Exited.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(heard);
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
        await _bench.Start(pty, "/bin/true").Exited.WaitAsync(Bench.Patience);
        Assert.True(hungUp.Wait(Bench.Patience));
    }

    public void Dispose() => _bench.Dispose();
}
