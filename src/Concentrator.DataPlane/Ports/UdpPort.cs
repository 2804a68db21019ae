using Concentrator.DataPlane.Counting;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Ports;

/// <summary>An address and port that tunnels have: a UDP socket on each receive loop. What is sent may leave by any of them.</summary>
internal sealed class UdpPort : IUdpPort, ISendFailures
{
    private readonly UdpSocket[] _sockets;
    private readonly Lane[] _lanes;
    private readonly UdpOutbox _outbox;
    private readonly Action<UdpPort> _closed;

    /// <param name="sockets">One for each of the loops.</param>
    /// <param name="closed">Told after the sockets are closed, so that the sending loops let go of their batches for it.</param>
    public UdpPort(UdpSocket[] sockets, IControlSink sink, UdpReceiver[] receivers, Action<UdpPort> closed)
    {
        (_sockets, Sink, Receiver, _closed) = (sockets, sink, receivers[0], closed);
        _outbox = new UdpOutbox(Socket, this);
        _lanes = [.. sockets.Zip(receivers, (socket, receiver) => new Lane(this, socket, receiver))];
    }

    public UdpSocket Socket => _sockets[0];

    public IControlSink Sink { get; }

    /// <summary>The first of the loops.</summary>
    public UdpReceiver Receiver { get; }

    public Endpoint Local => Socket.Local.ToEndpoint();

    public int ReceiveBuffer => Socket.ReceiveBuffer;

    public int SendBuffer => Socket.SendBuffer;

    public long ReceiveDrops => _sockets.Sum(socket => (long)socket.ReceiveDrops);

    /// <summary>The one for a sending loop of this number, so that no two of them wait for each other in the kernel.</summary>
    public UdpSocket SocketOf(int loop) => _sockets[loop % _sockets.Length];

    public bool Send(in UdpPath path, ReadOnlySpan<byte> datagram) => SendControl(path.ToRoute(), datagram);

    public bool SendControl(UdpRoute route, ReadOnlySpan<byte> datagram)
    {
        Receiver.Counters.CountSentControl();
        return Post(route, datagram) == DropReason.None;
    }

    /// <summary>Sends from any thread: with what else this thread sends, if it gathers that (<see cref="Departures"/>), or now. A refusal is counted, then or now.</summary>
    public DropReason Post(UdpRoute route, ReadOnlySpan<byte> datagram)
    {
        if (Departures.Current is not { } departures || datagram.Length > UdpOutbox.Longest)
            return Send(route, datagram);
        _outbox.Add(route, datagram);
        departures.Note(_outbox);
        return DropReason.None;
    }

    /// <summary>What was posted leaves before anything that is sent from now on.</summary>
    public void FlushPosted() => _outbox.Empty();

    /// <summary>Sends now, from any thread; a refusal is counted.</summary>
    public DropReason Send(UdpRoute route, ReadOnlySpan<byte> datagram)
    {
        var errno = Socket.Send(route, datagram);
        if (errno == 0)
            return DropReason.None;
        var reason = ReasonOf(errno);
        Receiver.Counters.Drops.Count(reason);
        return reason;
    }

    public void OnRefused(int count, int errno) => Receiver.Counters.Drops.Count(ReasonOf(errno), count);

    public void Dispose()
    {
        _outbox.Empty();
        foreach (var lane in _lanes)
            lane.Close();
        _closed(this);
    }

    private static DropReason ReasonOf(int errno) =>
        SendErrors.IsTooBig(errno) ? DropReason.SendTooBig
        : SendErrors.IsQueueFull(errno) ? DropReason.SendQueueFull
        : DropReason.SendFailed;

    /// <summary>One socket on its loop.</summary>
    private sealed class Lane : IPollHandler
    {
        private readonly UdpPort _port;
        private readonly UdpSocket _socket;
        private readonly UdpReceiver _receiver;
        private readonly PollRegistration _registration;

        public Lane(UdpPort port, UdpSocket socket, UdpReceiver receiver)
        {
            (_port, _socket, _receiver) = (port, socket, receiver);
            _registration = receiver.Loop.Watch(socket, PollEvents.Readable, this);
        }

        public void OnReady(PollEvents events) => _receiver.Pump(_port, _socket);

        public void Close() => _receiver.Loop.Run(() =>
        {
            _registration.Forget();
            _receiver.Onward.Forget(_port);
            _socket.Dispose();
        });
    }
}
