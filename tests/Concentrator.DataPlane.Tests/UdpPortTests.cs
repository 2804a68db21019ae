using System.Collections.Concurrent;
using System.Net;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class UdpPortTests
{
    private const int AddressInUse = 98;

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.9", "127.0.0.2")]
    [InlineData("::", "::1", "::1")]
    public void Answer_should_leave_from_the_address_that_the_peer_contacted(string listen, string contacted, string from)
    {
        using var bench = new Bench();
        var sink = new Answering();
        using var port = bench.Namespace.Run(
            () => bench.Plane.OpenUdp(new UdpPortOptions { Listen = new IPEndPoint(IPAddress.Parse(listen), 1702) }, sink));
        using var peer = bench.OpenPeer(from);
        peer.Connect(IPAddress.Parse(contacted), 1702);

        peer.Send([0xc8, 0x02, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(12, peer.Receive(new byte[100]));
        Assert.Equal(IPAddress.Parse(contacted), sink.Paths.Single().Local.ToIPAddress());
    }

    [Fact]
    public void Ipv6_peer_should_be_told_from_others_too()
    {
        using var bench = new Bench("::1", "fd00::2");
        var session = bench.Install();
        using var stranger = bench.OpenPeer("::1");

        stranger.SendTo(Bench.Data([0xc0, 0x21, 1]), bench.Port.Local.ToIPEndPoint());
        bench.FromPeer(Bench.Data([0xc0, 0x21, 2]));
        session.SendPpp(PppProtocol.Lcp, [9]);

        Assert.True(bench.Ppp.Seen.TryTake(out var seen, Bench.Patience));
        Assert.Equal([2], seen.Packet);
        Assert.Equal(1, bench.Drops(DropReason.WrongPeer));
        Assert.Equal([9], bench.AtPeer().Frame[^1..]);
    }

    [Fact]
    public void Send_should_be_safe_from_many_threads()
    {
        using var bench = new Bench();
        var path = bench.Path.Path;

        Parallel.For(0, 400, n => Assert.True(bench.Port.Send(path, [0xc8, 0x02, (byte)(n >> 8), (byte)n])));

        var buffer = new byte[100];
        var seen = Enumerable.Range(0, 400).Select(_ => bench.Peer.Receive(buffer) == 4 ? buffer[2] << 8 | buffer[3] : -1).Order().ToList();
        Assert.Equal(Enumerable.Range(0, 400), seen);
        Assert.Equal(400, bench.Plane.Counters.SentControl);
    }

    [Fact]
    public void Verdict_of_the_control_sink_should_be_counted_and_its_exception_cost_one_datagram()
    {
        using var bench = new Bench();
        var sink = new Answering { Verdict = () => DropReason.ControlNotAllowed };
        using var port = bench.Namespace.Run(() => bench.Plane.OpenUdp(new UdpPortOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, sink));
        bench.Peer.SendTo([0xc8, 0x02], port.Local.ToIPEndPoint());
        Bench.Eventually(() => bench.Drops(DropReason.ControlNotAllowed) == 1);

        sink.Verdict = () => throw new InvalidOperationException("a defect");
        bench.Peer.SendTo([0xc8, 0x02], port.Local.ToIPEndPoint());
        Bench.Eventually(() => bench.Drops(DropReason.InternalError) == 1);

        Assert.True(bench.Faults.TryDequeue(out var fault));
        Assert.Equal("a defect", fault.Message);
    }

    [Fact]
    public void Closed_port_should_drop_what_its_sessions_send_and_free_its_address()
    {
        using var bench = new Bench();
        var session = bench.Install();
        bench.Port.Dispose();

        Assert.False(session.SendPpp(PppProtocol.Lcp, [9]));
        Assert.Equal(1, bench.Drops(DropReason.SendFailed));
        Bench.Eventually(IsFree);

        // A child that some other test is starting holds the closed socket until it runs its program.
        bool IsFree()
        {
            try
            {
                bench.Namespace.Run(() => bench.Plane.OpenUdp(new UdpPortOptions { Listen = bench.Port.Local.ToIPEndPoint() }, new Answering())).Dispose();
                return true;
            }
            catch (Linux.LinuxException used) when (used.Errno == AddressInUse)
            {
                return false;
            }
        }
    }

    private sealed class Answering : IControlSink
    {
        public Func<DropReason> Verdict { get; set; } = () => DropReason.None;

        public ConcurrentQueue<UdpPath> Paths { get; } = [];

        public DropReason OnControl(IUdpPort port, in UdpPath path, ReadOnlySpan<byte> datagram)
        {
            Paths.Enqueue(path);
            port.Send(path, datagram);
            return Verdict();
        }
    }
}
