using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tables;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Paths;

/// <summary>A session's record: what its data messages look like, and what its frames are attached to; <see cref="ReceivedData"/> is the way in.</summary>
internal sealed class SessionPath : ISessionPath, IUserSpaceSession
{
    /// <summary>Room to keep in front of a frame for the L2TP header with all its fields and padding, and for address, control and protocol before a packet.</summary>
    public const int Headroom = 48;

    private readonly SessionPathOptions _options;
    private readonly IPppSink _sink;
    private readonly Lock _changing = new();
    private readonly Attachment _detached;
    private readonly LineErrors _line = new();
    private readonly TokenBucket? _sendRate;
    private readonly bool _followsPeer;
    private Attachment _attachment;
    private IPacketTap? _tap;
    private volatile ushort _peer;
    private volatile bool _sendSequence;
    private volatile bool _sequencingRequired;
    private volatile bool _withdrawn;
    private int _offered, _sentNs;
    private long _controlFrames, _sentPackets, _sentBytes, _dropped;

    public SessionPath(TunnelPath tunnel, SessionId id, SessionId peer, SessionPathOptions options, IPppSink sink)
    {
        (Tunnel, Id, _peer, _options, _sink) = (tunnel, id, peer.Value, options, sink);
        _attachment = _detached = new Detached(this);
        _sendSequence = options.Sequencing == DataSequencing.Always;
        _followsPeer = options.Sequencing == DataSequencing.AsPeer;
        _sendRate = options.SendRate is { } down ? new TokenBucket(down, Environment.TickCount64) : null;
        Received = new ReceivedData(this, options);
    }

    public SessionId Id { get; }

    public TunnelPath Tunnel { get; }

    public ReceivedData Received { get; }

    public SessionCounters Counters => Received.AddTo(new SessionCounters(
        ReceivedPackets: 0, ReceivedBytes: 0, Interlocked.Read(ref _sentPackets), Interlocked.Read(ref _sentBytes), Interlocked.Read(ref _dropped), LostReceived: 0, LateReceived: 0,
        _line.Snapshot)
    {
        ControlFrames = Interlocked.Read(ref _controlFrames),
    });

    public IPacketTap? Tap
    {
        get => Volatile.Read(ref _tap);
        set => Volatile.Write(ref _tap, value);
    }

    public void AssignPeer(SessionId peer) => _peer = peer.Value;

    public bool IsSequencing => _sendSequence;

    public void RequireSequencing() => _sendSequence = _sequencingRequired = true;

    public bool SetSequencing(bool on)
    {
        if (_followsPeer || (_sequencingRequired && !on))
            return false;
        _sendSequence = on;
        return true;
    }

    public bool SendPpp(ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (packet.Length > UdpReceiver.MaxDatagram - Headroom)
            return Drop(DropReason.TooBig);
        Span<byte> buffer = stackalloc byte[Headroom + packet.Length];
        packet.CopyTo(buffer[Headroom..]);
        var start = PppHead.WriteBefore(buffer, Headroom, protocol);
        return SendNow(buffer, start, protocol, packet.Length);
    }

    /// <summary>Sends a whole PPP frame as pppd made it, with the batch of the loop that has it.</summary>
    public void SendFrame(ReadOnlySpan<byte> frame, OnwardBatch batch)
    {
        var reason =
            !PppFrame.TryReadProtocol(frame, out var protocol, out var packetOffset) ? DropReason.MalformedPpp
            : frame.Length > UdpReceiver.MaxDatagram ? DropReason.TooBig
            : !MaySend(protocol, frame.Length - packetOffset) ? DropReason.OverRate
            : DropReason.None;
        if (reason == DropReason.None)
            batch.Add(this, protocol, frame, frame.Length - packetOffset);
        else
            Drop(reason);
    }

    /// <summary>Whether the session's rate has room for a packet to the peer; on the loop that the packet is on.</summary>
    public bool MaySend(ushort protocol, int packetLength) =>
        _sendRate is null || !PppProtocol.IsNetworkLayer(protocol) || _sendRate.TryTake(packetLength, Environment.TickCount64);

    /// <summary>Writes the L2TP header in front of a PPP frame; gives where the datagram begins. Counts it as sent.</summary>
    /// <param name="buffer">Ends with the frame, and has <see cref="Headroom"/> before it.</param>
    public int WriteHeader(Span<byte> buffer, int frameStart, ushort protocol, int packetLength, PeerAddress to)
    {
        var header = new DataHeader(
            _options.SendLength, _sendSequence, _options.SendPriority && !PppProtocol.IsNetworkLayer(protocol), _options.SendOffset);
        var start = frameStart - header.Size;
        var ns = header.WithSequence ? new SequenceNumber((ushort)(Interlocked.Increment(ref _sentNs) - 1)) : default;
        header.Write(buffer[start..], to.Tunnel, new SessionId(_peer), buffer.Length - frameStart, ns);
        Interlocked.Increment(ref _sentPackets);
        Interlocked.Add(ref _sentBytes, packetLength);
        if (!PppProtocol.IsNetworkLayer(protocol))
            CountControlFrame();
        Show(TapDirection.Sent, protocol, to.Path, buffer[start..]);
        return start;
    }

    public UdpRoute RouteTo(PeerAddress peer) => peer.Route(_options.Dscp);

    /// <summary>Sends a whole PPP frame from where it lies, with the batch of the loop that has it.</summary>
    /// <param name="buffer">Has <see cref="Headroom"/> before the frame.</param>
    public unsafe void Enqueue(byte* buffer, int frameStart, int end, ushort protocol, int packetLength, SendBatches batches)
    {
        var to = Tunnel.Peer;
        var start = WriteHeader(new Span<byte>(buffer, end), frameStart, protocol, packetLength, to);
        batches.For(Tunnel.Port).Add(RouteTo(to), buffer + start, end - start);
    }

    /// <summary>A packet of its is about to come, so it had better be near; two packets ahead.</summary>
    public void Announce() => Prefetch.Of(this, lines: 3);

    /// <summary>The same, one packet ahead: <see cref="Announce"/> has brought the session itself, which says where its parts are.</summary>
    public void AnnounceParts()
    {
        Prefetch.Of(Received, lines: 2);
        Prefetch.Of(_attachment, lines: 2);
    }

    /// <summary>What becomes of its frames now.</summary>
    public Attachment Attachment => Volatile.Read(ref _attachment);

    /// <summary>The LNS decides whether data messages have numbers (RFC 2661 section 5.4), by having some or none itself.</summary>
    public void PeerSequences(bool on)
    {
        if (_followsPeer && !_sequencingRequired)
            _sendSequence = on;
    }

    public void PppFrameHandled() => Interlocked.Decrement(ref _offered);

    /// <summary>Hands a frame to the sink, unless it has too many already.</summary>
    public DropReason Offer(ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (Interlocked.Increment(ref _offered) > _options.PppQueueLimit)
        {
            Interlocked.Decrement(ref _offered);
            return DropReason.PppQueueFull;
        }

        UdpReceiver.CountForActor();
        _sink.OnPppFrame(protocol, packet);
        return DropReason.None;
    }

    public void AttachTun(ITunPort tun, SubscriberAddresses addresses, PppLinkOptions options)
    {
        if (tun is TunPort device)
            Attach(() => new TunAttachment(this, device, addresses, options));
    }

    public IPtyLine AttachPty(IPtyPort pty, PtyLinkOptions options)
    {
        var line = new PtyAttachment(this, (PtyPort)pty, options);
        Attach(() => line);
        return line;
    }

    public void AttachPppoe(IPppoePath host)
    {
        if (host is PppoePath path)
            Attach(() => new PppoeAttachment(this, path));
    }

    public void Join(ISessionPath other)
    {
        var session = ((IUserSpaceSession)other).InUserSpace();
        Attach(() => new JoinedAttachment(session));
        session.Attach(() => new JoinedAttachment(this));
    }

    /// <summary>It carries nothing any more.</summary>
    public bool IsWithdrawn => _withdrawn;

    SessionPath IUserSpaceSession.InUserSpace() => this;

    public void Detach() => Attach(() => _detached);

    public void Withdraw()
    {
        Tunnel.Remove(this);
        lock (_changing)
        {
            Detach();
            _withdrawn = true;
        }
    }

    /// <summary>Counts a packet that this session loses; false, for the caller to pass on.</summary>
    public bool Drop(DropReason reason)
    {
        Count(reason);
        Tunnel.Counters.Drops.Count(reason);
        return false;
    }

    public void CountControlFrame() => Interlocked.Increment(ref _controlFrames);

    /// <summary>Counts a packet that this session loses, where the loops count it too.</summary>
    public void Count(DropReason reason)
    {
        Interlocked.Increment(ref _dropped);
        _line.Count(reason);
    }

    /// <summary>Counts packets that were delivered, and that the device refused when it was their turn.</summary>
    public void CountRefused(int packets) => Interlocked.Add(ref _dropped, packets);

    private bool SendNow(Span<byte> buffer, int frameStart, ushort protocol, int packetLength)
    {
        var to = Tunnel.Peer;
        var start = WriteHeader(buffer, frameStart, protocol, packetLength, to);
        var reason = Tunnel.Port.Post(RouteTo(to), buffer[start..]);
        if (_sendSequence)
            Tunnel.Port.FlushPosted();   // payload, which does not wait, has later numbers
        if (reason != DropReason.None)
            Interlocked.Increment(ref _dropped);
        return reason == DropReason.None;
    }

    /// <summary>Whether anybody looks at its packets.</summary>
    public bool IsTapped => Tap is not null || Tunnel.Tap is not null;

    /// <summary>Shows a frame to the taps that passed elsewhere, as it would look here; without Ns, which only the kernel knows.</summary>
    public void ShowFrame(TapDirection direction, SessionId peer, ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (!IsTapped)
            return;
        var to = Tunnel.Peer;
        var header = new DataHeader();
        Span<byte> datagram = new byte[header.Size + PppHead.Size + packet.Length];
        var start = header.Size + PppHead.Size;
        packet.CopyTo(datagram[start..]);
        PppHead.WriteBefore(datagram, start, protocol);
        var (tunnel, session) = direction is TapDirection.Sent ? (to.Tunnel, peer) : (Tunnel.Id, Id);
        header.Write(datagram, tunnel, session, PppHead.Size + packet.Length);
        Show(direction, protocol, to.Path, datagram);
    }

    public void Show(TapDirection direction, ushort protocol, in UdpPath path, ReadOnlySpan<byte> datagram)
    {
        Tunnel.Tap.Show(TapExtensions.KindOf(protocol), direction, path, datagram);
        Tap.Show(TapExtensions.KindOf(protocol), direction, path, datagram);
    }

    /// <summary>The new one comes before the old one leaves, so that a change of options loses no packet.</summary>
    private void Attach(Func<Attachment> next)
    {
        lock (_changing)
        {
            if (_withdrawn)
                return;
            var left = _attachment;
            Volatile.Write(ref _attachment, next());
            left.Leave();
        }
    }
}
