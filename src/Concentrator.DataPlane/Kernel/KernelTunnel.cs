using Concentrator.DataPlane.Ports;
using Concentrator.Linux.L2tp;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Kernel;

/// <summary>
/// A tunnel that the kernel knows: a socket of its own on the port, connected to the peer. Between bind and connect it may be given datagrams of
/// anybody, and of this peer whatever the kernel does not want: all of them are the receive loop's, just as those of the port's own socket.
/// </summary>
internal sealed class KernelTunnel : IPollHandler, IDisposable
{
    private readonly UdpPort _port;
    private readonly PollRegistration? _registration;
    private readonly L2tpTunnel? _tunnel;

    /// <exception cref="Linux.LinuxException">There is no way to the peer, or the kernel does not take the tunnel.</exception>
    public KernelTunnel(UdpPort port, UdpPortOptions options, TunnelId local, TunnelId peer, in UdpPath path, int dscp)
    {
        (_port, Dscp) = (port, dscp);
        Socket = new UdpSocket(
            new UdpSocketOptions(path.Local.ToIPEndPoint(), options.Df, dscp, options.ReceiveBuffer, options.SendBuffer) { Peer = path.Peer.ToIPEndPoint() });
        try
        {
            _registration = port.Receiver.Loop.Watch(Socket, PollEvents.Readable, this);
            _tunnel = new L2tpTunnel(Socket, local.Value, peer.Value);
        }
        catch
        {
            Close();
            throw;
        }
    }

    public UdpSocket Socket { get; }

    /// <summary>How its packets are marked.</summary>
    public int Dscp { get; }

    /// <summary>Data messages that the kernel has taken.</summary>
    public long Received => _tunnel!.Statistics.Received;

    public void OnReady(PollEvents events) => _port.Receiver.Pump(_port, Socket);

    /// <summary>The sessions end with it, as far as the kernel is concerned. What waits in the socket is taken first.</summary>
    public void Dispose() => _port.Receiver.Loop.Run(() =>
    {
        _port.Receiver.Pump(_port, Socket);
        Close();
    });

    private void Close()
    {
        _registration?.Forget();
        _tunnel?.Dispose();
        Socket.Dispose();
    }
}
