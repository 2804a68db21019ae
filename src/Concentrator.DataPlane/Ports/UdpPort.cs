using Concentrator.DataPlane.Counting;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Ports;

/// <summary>A UDP socket on the receive loop.</summary>
internal sealed class UdpPort : IUdpPort, IPollHandler, ISendFailures
{
    private readonly UdpReceiver _receiver;
    private readonly PollRegistration _registration;
    private readonly Action<UdpPort> _closed;

    /// <param name="closed">Told after the socket is closed, so that the sending loops let go of their batches for it.</param>
    public UdpPort(UdpSocket socket, IControlSink sink, UdpReceiver receiver, Action<UdpPort> closed)
    {
        (Socket, Sink, _receiver, _closed) = (socket, sink, receiver, closed);
        _registration = receiver.Loop.Watch(socket, PollEvents.Readable, this);
    }

    public UdpSocket Socket { get; }

    public IControlSink Sink { get; }

    /// <summary>Where frames of its tunnels wait that go on into others, on the receive loop.</summary>
    public OnwardBatch Onward => _receiver.Onward;

    /// <summary>The loop that it is on.</summary>
    public UdpReceiver Receiver => _receiver;

    public Endpoint Local => Socket.Local.ToEndpoint();

    public int ReceiveBuffer => Socket.ReceiveBuffer;

    public bool Send(in UdpPath path, ReadOnlySpan<byte> datagram) => SendControl(path.ToRoute(), datagram);

    public bool SendControl(UdpRoute route, ReadOnlySpan<byte> datagram)
    {
        _receiver.Counters.CountSentControl();
        return Send(route, datagram) == DropReason.None;
    }

    /// <summary>Sends now, from any thread; a refusal is counted.</summary>
    public DropReason Send(UdpRoute route, ReadOnlySpan<byte> datagram)
    {
        var errno = Socket.Send(route, datagram);
        if (errno == 0)
            return DropReason.None;
        var reason = ReasonOf(errno);
        _receiver.Counters.Drops.Count(reason);
        return reason;
    }

    public void OnReady(PollEvents events) => _receiver.Pump(this);

    public void OnRefused(int count, int errno) => _receiver.Counters.Drops.Count(ReasonOf(errno), count);

    public void Dispose()
    {
        _receiver.Loop.Run(() =>
        {
            _registration.Forget();
            _receiver.Onward.Forget(this);
            Socket.Dispose();
        });
        _closed(this);
    }

    private static DropReason ReasonOf(int errno) =>
        SendErrors.IsTooBig(errno) ? DropReason.SendTooBig
        : SendErrors.IsQueueFull(errno) ? DropReason.SendQueueFull
        : DropReason.SendFailed;
}
