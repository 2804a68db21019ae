using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests;

public sealed class NullDataPlaneTests
{
    [Fact]
    public void Signalling_should_pass_and_payload_be_dropped_even_when_attached()
    {
        using var plane = new NullDataPlane(fault => throw fault);
        using var port = plane.OpenUdp(new UdpPortOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, new NoControl());
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var path = new UdpPath(port.Local, Endpoint.From((IPEndPoint)peer.LocalEndPoint!));
        var ppp = new PppRecorder();
        var session = plane.InstallTunnel(Bench.Tunnel, port, path, Bench.PeerTunnel)
            .InstallSession(Bench.Session, Bench.PeerSession, new SessionPathOptions(), ppp);
        session.AttachTun(plane.OpenTun(new TunPortOptions("ppp%d")), SubscriberAddresses.Anywhere, new PppLinkOptions());

        peer.SendTo(Bench.Data([0x21, .. Packets.Udp4("10.0.0.2", "10.0.0.1", [1])]), port.Local.ToIPEndPoint());
        peer.SendTo(Bench.Data([0xc0, 0x21, 9]), port.Local.ToIPEndPoint());

        Assert.True(ppp.Seen.TryTake(out var seen, Bench.Patience));
        Assert.Equal(PppProtocol.Lcp, seen.Protocol);
        Assert.Equal(1, plane.Counters.Drops[DropReason.NotAttached]);
    }

    private sealed class NoControl : IControlSink
    {
        public DropReason OnControl(IUdpPort port, in UdpPath path, ReadOnlySpan<byte> datagram) => DropReason.ControlNotAllowed;
    }
}
