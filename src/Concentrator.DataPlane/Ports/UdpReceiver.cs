using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// The receive loop: takes batches of datagrams off the sockets, hands control messages to their sink and data messages to the
/// session that their ids name, provided that they come from the tunnel's peer.
/// </summary>
internal sealed class UdpReceiver : IDisposable
{
    /// <summary>Longest datagram taken: a jumbo frame. PPP frames of an MRU of 1500 need a fifth of it.</summary>
    public const int MaxDatagram = 9216;

    private readonly TunnelTable _tunnels;
    private readonly Action<Exception> _onFault;
    private readonly ReceiveBatch _batch = new(MaxDatagram);
    private readonly List<IFlushable> _toFlush = [];

    public UdpReceiver(TunnelTable tunnels, Counters counters, Action<Exception> onFault)
    {
        (_tunnels, Counters, _onFault) = (tunnels, counters, onFault);
        Loop = new PollLoop("udp", onFault);
        Held = new HeldFrames(Loop, Flush);
    }

    public OnwardBatch Onward { get; } = new();

    public PollLoop Loop { get; }

    public Counters Counters { get; }

    /// <summary>Data messages that wait for others before them; on this loop.</summary>
    public HeldFrames Held { get; }

    /// <summary>One batch; what is left keeps the socket readable, so the other sockets have their turn first.</summary>
    public void Pump(UdpPort port)
    {
        var received = _batch.Receive(port.Socket);
        Counters.CountReceived(received);
        var now = Environment.TickCount64;
        var data = 0;
        for (var i = 0; i < received; i++)
        {
            var reason = _batch.IsTruncated(i) ? DropReason.Truncated : Guarded(port, i, now);
            Counters.Drops.Count(reason);
            if (reason is DropReason.None && !IsControl(_batch.Data(i)))
                data++;
        }

        Counters.CountDeliveredData(data);
        Flush();
    }

    /// <summary>On this loop: to be flushed at the end of the batch, while what was received still lies where it is.</summary>
    public void FlushLater(IFlushable flushable)
    {
        if (!_toFlush.Contains(flushable))
            _toFlush.Add(flushable);
    }

    public void Dispose()
    {
        Loop.Dispose();
        Held.Dispose();
    }

    private void Flush()
    {
        Onward.Flush();
        foreach (var flushable in _toFlush)
            flushable.Flush();
        _toFlush.Clear();
        Held.Pool.Recycle();
    }

    /// <summary>A sink that throws costs its own datagram, not the rest of the batch.</summary>
    private DropReason Guarded(UdpPort port, int index, long now)
    {
        try
        {
            return Take(port, index, now);
        }
        catch (Exception fault)
        {
            _onFault(fault);
            return DropReason.InternalError;
        }
    }

    private DropReason Take(UdpPort port, int index, long now)
    {
        var datagram = _batch.Data(index);
        if (IsControl(datagram))
            return TakeControl(port, index, datagram, now);
        if (!L2tpHeader.TryParse(datagram, out var header, out _))
            return DropReason.MalformedHeader;
        if (_tunnels.Find(header.TunnelId) is not { } tunnel)
            return DropReason.UnknownTunnel;
        if (!tunnel.IsFromPeer(_batch.Source(index).ToEndpoint()))
            return DropReason.WrongPeer;
        tunnel.Heard(now);
        return tunnel.Find(header.SessionId) is { } session ? session.Receive(header, datagram) : DropReason.UnknownSession;
    }

    /// <summary>Everything with the T bit is the sink's to judge, whatever else is wrong with it.</summary>
    private DropReason TakeControl(UdpPort port, int index, ReadOnlySpan<byte> datagram, long now)
    {
        Counters.CountReceivedControl();
        var path = new UdpPath(_batch.Local(index, port.Socket).ToEndpoint(), _batch.Source(index).ToEndpoint());
        if (L2tpHeader.TryParse(datagram, out var header, out _) && _tunnels.Find(header.TunnelId) is { } tunnel && tunnel.IsFromPeer(path.Peer))
        {
            tunnel.Heard(now);
            tunnel.Tap.Show(TapKinds.Control, TapDirection.Received, path, datagram);
        }

        return port.Sink.OnControl(port, path, datagram);
    }

    private static bool IsControl(ReadOnlySpan<byte> datagram) => !datagram.IsEmpty && (datagram[0] & (ushort)HeaderBits.Type >> 8) != 0;
}
