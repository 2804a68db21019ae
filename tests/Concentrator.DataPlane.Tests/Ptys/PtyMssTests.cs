using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;
using Xunit;
using static Concentrator.DataPlane.Tests.Ptys.PtyBench;

namespace Concentrator.DataPlane.Tests.Ptys;

/// <summary>The MSS that TCP announces across a pty.</summary>
public sealed class PtyMssTests : IDisposable
{
    private readonly PtyBench _bench = new();

    [Theory]
    [InlineData(1300, 1260)]
    [InlineData(0, 1460)]
    public void Mss_should_be_clamped_on_the_way_to_the_child(int clampToMtu, int mss)
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { ClampToMtu = clampToMtu });
        var child = _bench.Start(pty, "/bin/cat");

        _bench.FromPeer(Bench.Data([0x00, 0x21, .. Syn(1460)]));

        Assert.Equal([0x00, 0x21, .. Syn(mss)], _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    [Fact]
    public void Mss_should_be_clamped_on_the_way_to_the_peer()
    {
        using var pty = _bench.Plane.OpenPty();
        _bench.Install().AttachPty(pty, new PtyLinkOptions { ClampToMtu = 1300 });
        var child = _bench.StartSpeaker(pty, Encoded([0x00, 0x21, .. Syn(1460)]));

        Assert.Equal([0x00, 0x21, .. Syn(1260)], _bench.AtPeer().Frame);
        child.Signal(Signal.Kill);
    }

    public void Dispose() => _bench.Dispose();

    private static byte[] Syn(int mss) => Packets.Segment("10.0.0.9", "198.51.100.1", 2, 2, 4, (byte)(mss >> 8), (byte)mss);
}
