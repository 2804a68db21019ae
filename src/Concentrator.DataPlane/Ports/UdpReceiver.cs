using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tables;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// A receive loop: takes batches of datagrams off the sockets, hands control messages to their sink and data messages to the
/// session that their ids name, provided that they come from the tunnel's peer.
/// </summary>
internal sealed class UdpReceiver : IDisposable
{
    /// <summary>Longest datagram taken: a jumbo frame. PPP frames of an MRU of 1500 need a fifth of it.</summary>
    public const int MaxDatagram = 9216;

    [ThreadStatic]
    private static UdpReceiver? _ofThisThread;

    private readonly TunnelTable _tunnels;
    private readonly Action<Exception> _onFault;
    private readonly ReceiveBatch _batch = new(ushort.MaxValue);
    private readonly ReceiveCounters _own;
    private readonly List<IFlushable> _toFlush = [];
    private readonly Patience _patience = new();

    /// <summary>Datagrams of this batch that went to actors.</summary>
    private int _forActors;

    /// <param name="index">Among the receive loops.</param>
    /// <param name="frames">Memory of all receive loops for what they hold back.</param>
    /// <param name="busy">How long it goes on looking before it waits.</param>
    public UdpReceiver(int index, TunnelTable tunnels, Counters counters, FramePool frames, Action<Exception> onFault, TimeSpan busy)
    {
        (Index, _tunnels, Counters, _own, _onFault) = (index, tunnels, counters, counters.AddReceiveLoop(), onFault);
        Onward = new OnwardBatch(index);
        Loop = new PollLoop($"udp {index}", onFault, busy);
        Held = new HeldFrames(Loop, frames, Flush);
        TunWrites? writes = null;
        Loop.Run(() => (_ofThisThread, writes) = (this, new TunWrites(counters.Drops, _own, index, onFault)));
        TunWrites = writes!;
    }

    /// <summary>The receive loop that runs here: what is delivered is delivered on one.</summary>
    public static UdpReceiver Current => _ofThisThread!;

    public int Index { get; }

    public OnwardBatch Onward { get; }

    public TunWrites TunWrites { get; }

    public PollLoop Loop { get; }

    public Counters Counters { get; }

    /// <summary>Data messages that wait for others before them; on this loop.</summary>
    public HeldFrames Held { get; }

    /// <summary>One batch; what is left keeps the socket readable, so the other sockets have their turn first.</summary>
    public void Pump(UdpPort port, UdpSocket socket)
    {
        using (TunWrites.Begin())
            TakeBatch(port, socket);
        Flush();
    }

    /// <summary>On this loop: to be flushed at the end of the batch, while what was received still lies where it is.</summary>
    public void FlushLater(IFlushable flushable)
    {
        if (!_toFlush.Contains(flushable))
            _toFlush.Add(flushable);
    }

    /// <summary>On any loop: what is being received goes to an actor.</summary>
    public static void CountForActor()
    {
        if (_ofThisThread is { } here)
            here._forActors++;
    }

    public void Dispose()
    {
        Loop.Dispose();
        Held.Dispose();
        TunWrites.Dispose();
    }

    private void Flush()
    {
        Onward.Flush();
        foreach (var flushable in _toFlush)
            flushable.Flush();
        _toFlush.Clear();
        Held.Pool.Recycle();
    }

    private void TakeBatch(UdpPort port, UdpSocket socket)
    {
        var now = Environment.TickCount64;
        var received = _batch.Receive(socket);
        var datagrams = 0;
        _forActors = 0;
        for (var i = 0; i < received; i++)
        {
            Announce(i, received);
            var arrival = _batch.Arrival(i, socket);
            var path = new UdpPath(arrival.Local.ToEndpoint(), arrival.Source.ToEndpoint());
            datagrams += TakeTrain(port, path, _batch.Data(i), _batch.IsTruncated(i) ? 0 : arrival.Segment, now);
        }

        _patience.Took(datagrams, _forActors);
    }

    /// <summary>Has the sessions of the next two messages fetched.</summary>
    private void Announce(int i, int received)
    {
        if (i + 2 < received)
            Find(_batch.Data(i + 2))?.Announce();
        if (i + 1 < received)
            Find(_batch.Data(i + 1))?.AnnounceParts();
    }

    /// <summary>Has the sessions of a train's next two datagrams fetched, unless it is all one session's.</summary>
    private void Announce(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> rest, int segment)
    {
        if (L2tpHeader.BeginAlike(datagram, rest))
            return;
        if (rest.Length > segment)
            Find(rest[segment..])?.Announce();
        Find(rest)?.AnnounceParts();
    }

    /// <param name="segment">Octets of each datagram but the last, which may be shorter; 0: the end is not there.</param>
    /// <returns>How many datagrams it was.</returns>
    private int TakeTrain(UdpPort port, in UdpPath path, Span<byte> train, int segment, long now)
    {
        var (datagrams, delivered) = (0, 0);
        do
        {
            var datagram = segment == 0 ? train : train[..Math.Min(segment, train.Length)];
            var rest = train[datagram.Length..];
            Announce(datagram, rest, segment);
            var reason = segment == 0 || datagram.Length > MaxDatagram ? DropReason.Truncated : Guarded(port, path, datagram, now);
            Counters.Drops.Count(reason, path.Peer);
            if (reason is DropReason.None && !IsControl(datagram))
                delivered++;
            datagrams++;
            train = rest;
        }
        while (!train.IsEmpty);

        _own.CountReceived(datagrams, delivered);
        return datagrams;
    }

    /// <summary>The session of a data message, by what its ids would be; whether it is one, and from whom, is looked at when its turn comes.</summary>
    private SessionPath? Find(ReadOnlySpan<byte> datagram) => L2tpHeader.TryReadIds(datagram, out var tunnel, out var session) ? _tunnels.Find(tunnel)?.Find(session) : null;

    /// <summary>A sink that throws costs its own datagram, not the rest of the batch.</summary>
    private DropReason Guarded(UdpPort port, in UdpPath path, Span<byte> datagram, long now)
    {
        try
        {
            return Take(port, path, datagram, now);
        }
        catch (Exception fault)
        {
            _onFault(fault);
            return DropReason.InternalError;
        }
    }

    private DropReason Take(UdpPort port, in UdpPath path, Span<byte> datagram, long now)
    {
        if (IsControl(datagram))
            return TakeControl(port, path, datagram, now);
        if (!L2tpHeader.TryParse(datagram, out var header, out _))
            return DropReason.MalformedHeader;
        if (_tunnels.Find(header.TunnelId) is not { } tunnel)
            return DropReason.UnknownTunnel;
        if (!tunnel.IsFromPeer(path.Peer))
            return DropReason.WrongPeer;
        tunnel.Heard(now);
        return tunnel.Find(header.SessionId) is { } session ? session.Received.Take(header, datagram) : DropReason.UnknownSession;
    }

    /// <summary>Everything with the T bit is the sink's to judge, whatever else is wrong with it.</summary>
    private DropReason TakeControl(UdpPort port, in UdpPath path, ReadOnlySpan<byte> datagram, long now)
    {
        _own.CountControl();
        _forActors++;
        if (L2tpHeader.TryParse(datagram, out var header, out _) && _tunnels.Find(header.TunnelId) is { } tunnel && tunnel.IsFromPeer(path.Peer))
        {
            tunnel.Heard(now);
            tunnel.Tap.Show(TapKinds.Control, TapDirection.Received, path, datagram);
        }

        return port.Sink.OnControl(port, path, datagram);
    }

    private static bool IsControl(ReadOnlySpan<byte> datagram) => !datagram.IsEmpty && (datagram[0] & (ushort)HeaderBits.Type >> 8) != 0;
}
