using System.Buffers;
using Akka.Event;
using Concentrator.Actors.Endpoints;
using Concentrator.Control.Reliability;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tunnels;

/// <summary>A tunnel's reliable channel on its UDP path: messages in order on one side, datagrams on the other.</summary>
internal sealed class TunnelWire(ITunnelPath path, TunnelInbox inbox, ChannelOptions options, AvpHiding? hiding, ILoggingAdapter log)
{
    /// <summary>Of this thread: what is written is sent at once, and a tunnel need not keep a kilobyte for it.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    private readonly ReliableChannel<ControlDatagram> _channel = new(options);

    public ITunnelPath Path => path;

    public ChannelFacts Facts => _channel.Facts;

    /// <summary>The peer has acknowledged all that was sent.</summary>
    public bool IsDrained => _channel.IsDrained;

    /// <summary>Opens the peer's window, and addresses all that follows to its tunnel.</summary>
    public void Open(TunnelId peer, int receiveWindow)
    {
        inbox.PeerTunnel = peer;
        path.AssignPeer(peer);
        _channel.OpenWindow(receiveWindow);
    }

    public ControlFate Receive(ControlDatagram datagram, TimeSpan now)
    {
        switch (_channel.Received(datagram.Ns, datagram.Nr, datagram.IsZlb ? null : datagram, now))
        {
            case Arrival.Acknowledgement:
                return ControlFate.Acknowledgement;
            case Arrival.Deliverable:
                return ControlFate.Delivered;
            case Arrival.Queued:
                return ControlFate.Queued;
            case Arrival.Duplicate:
                return ControlFate.Duplicate;
            default:
                log.Debug("dropped, outside of the receive window: {Datagram}", datagram);
                return ControlFate.OutOfWindow;
        }
    }

    public bool TryTake(out ControlDatagram? datagram) => _channel.TryTake(out datagram);

    public EnqueueResult Enqueue(OutgoingMessage message) => _channel.Enqueue(message);

    /// <summary>Sends what may be sent now.</summary>
    /// <param name="wakeAt">When to flush again at the latest.</param>
    /// <returns>False, once, when the peer has been given up.</returns>
    public bool Flush(TimeSpan now, out TimeSpan? wakeAt)
    {
        var wasLost = _channel.PeerLost;
        var output = _channel.Tick(now);
        foreach (var transmission in output.Transmit)
            Send(transmission);
        inbox.LastSequence = (_channel.Facts.Ns, _channel.Facts.Nr);
        wakeAt = output.WakeAt;
        return wasLost || !output.PeerLost;
    }

    private void Send(in Transmission transmission)
    {
        var (message, ns, nr, isRetransmission) = transmission;
        if (message is not null && log.IsDebugEnabled)
            log.Debug("sent {Message} Ns {Ns} Nr {Nr}{Again}", message.Message, ns, nr, isRetransmission ? ", again" : "");
        var datagram = _output ??= new ArrayBufferWriter<byte>(1024);
        datagram.ResetWrittenCount();
        ControlEncoder.Write(datagram, message?.Message, inbox.PeerTunnel, message?.Peer ?? SessionId.Unassigned, ns, nr, hiding);
        path.SendControl(datagram.WrittenSpan);
    }
}
