using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux.Tests;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Xunit;

namespace Concentrator.DataPlane.Tests;

/// <summary>A data plane in a network namespace, with one peer on the loopback interface who speaks raw L2TP.</summary>
internal class Bench : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static readonly TunnelId Tunnel = new(5), PeerTunnel = new(105);
    public static readonly SessionId Session = new(7), PeerSession = new(107);

    private readonly ControlRecorder _control = new();

    public Bench(string local = "127.0.0.1", string peer = "127.0.0.2", PlaneOptions? options = null)
    {
        if (peer.Contains(':'))
            Namespace.AddLoopbackAddress(peer);
        Plane = new UserSpaceDataPlane(Namespace.Network, Faults.Enqueue, options);
        Port = Namespace.Run(() => Plane.OpenUdp(new UdpPortOptions { Listen = new IPEndPoint(IPAddress.Parse(local), 1701) }, _control));
        Peer = OpenPeer(peer);
        Path = Plane.InstallTunnel(Tunnel, Port, new UdpPath(Port.Local, Endpoint.From((IPEndPoint)Peer.LocalEndPoint!)), PeerTunnel);
    }

    public NetworkNamespace Namespace { get; } = new();

    public UserSpaceDataPlane Plane { get; }

    public ConcurrentQueue<Exception> Faults { get; } = new();

    public IUdpPort Port { get; }

    public Socket Peer { get; }

    public ITunnelPath Path { get; }

    public PppRecorder Ppp { get; } = new();

    public ISessionPath Install(SessionPathOptions? options = null, SessionId? id = null) =>
        Path.InstallSession(id ?? Session, id is { } own ? new SessionId((ushort)(own.Value + 100)) : PeerSession, options ?? new(), Ppp);

    public ITunPort OpenTun(string name = "tun0", TunUse use = TunUse.ManySubscribers)
    {
        var tun = Namespace.Run(() => Plane.OpenTun(new TunPortOptions(name, use)));
        Namespace.Network.SetLink(tun.Name, up: true);
        return tun;
    }

    public Socket OpenPeer(string address, int port = 0) => OpenSocket(new IPEndPoint(IPAddress.Parse(address), port));

    /// <summary>A socket that is given trains as they came.</summary>
    public UdpSocket OpenTrainReader() => Namespace.Run(() => new UdpSocket(new UdpSocketOptions(new IPEndPoint(IPAddress.Loopback, 0), ReceiveTrains: true)));

    public Socket OpenSocket(IPEndPoint local) => Namespace.Run(() =>
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.ReceiveBufferSize = 1 << 20;
        socket.Bind(local);
        return socket;
    });

    /// <summary>Sees each UDP packet to the peer's address, from its IPv4 header on.</summary>
    public Socket OpenWire() => Namespace.Run(() =>
    {
        var wire = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        wire.Bind(new IPEndPoint(((IPEndPoint)Peer.LocalEndPoint!).Address, 0));
        return wire;
    });

    /// <summary>DSCP of the next packet that is meant; others are passed over.</summary>
    public int MarkOf(Socket wire, Func<byte[], bool> isMeant)
    {
        var buffer = new byte[10_000];
        while (true)
        {
            var packet = buffer[..wire.Receive(buffer)];
            if (isMeant(packet))
                return packet[1] >> 2;
        }
    }

    public void FromPeer(byte[] datagram) => Peer.SendTo(datagram, Port.Local.ToIPEndPoint());

    /// <summary>A PPP frame in a data message without optional fields.</summary>
    public static byte[] Data(byte[] frame, SessionId? session = null, TunnelId? tunnel = null, DataHeader header = default, ushort ns = 0)
    {
        var datagram = new byte[header.Size + frame.Length];
        header.Write(datagram, tunnel ?? Tunnel, session ?? Session, frame.Length, new SequenceNumber(ns));
        frame.CopyTo(datagram, header.Size);
        return datagram;
    }

    /// <summary>
    /// The next datagram that reaches the peer: its header and the PPP frame. What the kernel says by itself on a new link, which
    /// is IPv6 multicast, is passed over.
    /// </summary>
    public (L2tpHeader Header, byte[] Frame) AtPeer()
    {
        var buffer = new byte[10_000];
        while (true)
        {
            var length = Peer.Receive(buffer);
            Assert.True(L2tpHeader.TryParse(buffer.AsSpan(0, length), out var header, out _));
            var frame = buffer[header.PayloadOffset..(header.PayloadOffset + header.PayloadLength)];
            Assert.True(PppFrame.TryReadProtocol(frame, out var protocol, out var at));
            if (protocol != PppProtocol.Ipv6 || frame[at + 24] != 0xff)
                return (header, frame);
        }
    }

    /// <summary>The next datagram that reaches the socket.</summary>
    public static (IPEndPoint Source, byte[] Payload) Receive(Socket socket)
    {
        var buffer = new byte[2048];
        EndPoint source = new IPEndPoint(IPAddress.Any, 0);
        var length = socket.ReceiveFrom(buffer, ref source);
        return ((IPEndPoint)source, buffer[..length]);
    }

    /// <summary>Waits until the receive loop has done everything that was sent to it before: loopback keeps the order.</summary>
    public void Settle()
    {
        FromPeer([0xc8, 0x02, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.True(_control.Seen.TryTake(out _, Patience));
    }

    public long Drops(DropReason reason) => Plane.Counters.Drops[reason];

    public static void Eventually(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience));

    public virtual void Dispose()
    {
        Plane.Dispose();
        Port.Dispose();
        Peer.Dispose();
        Namespace.Dispose();
        Assert.Empty(Faults);
    }

    private sealed class ControlRecorder : IControlSink
    {
        public BlockingCollection<byte[]> Seen { get; } = [];

        public DropReason OnControl(IUdpPort port, in UdpPath path, ReadOnlySpan<byte> datagram)
        {
            Seen.Add(datagram.ToArray());
            return DropReason.None;
        }
    }
}

internal sealed class PppRecorder : IPppSink
{
    public BlockingCollection<(ushort Protocol, byte[] Packet)> Seen { get; } = [];

    public void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet) => Seen.Add((protocol, packet.ToArray()));
}
