using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tables;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Polling;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Ppp.Hdlc;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// PPP frames pass between the peer and a pppd behind a pty, as asynchronous HDLC (RFC 1662): all of them, or those of network protocols
/// where LCP is split. Who has a frame for pppd encodes it into a bounded queue; everything else happens on the pty loop.
/// </summary>
internal sealed class PtyAttachment : Attachment, IPollHandler, IPtyLine
{
    private readonly SessionPath _session;
    private readonly PtyPort _port;
    private readonly HdlcDecoder _decoder;
    private readonly ByteRing _queue;
    private readonly Lock _queueing = new();
    private readonly int _maxFrame, _clampToMtu;
    private readonly bool _splitsLink;
    private readonly IPppObserver? _observer;
    private readonly Action? _hungUp;
    private readonly long _patientUntil;
    private PollRegistration? _registration;
    private HdlcEncoder _encoder;
    private int _marked;
    private bool _waitsForRoom;
    private bool _hasSpoken;
    private volatile bool _stopped, _isOpen;

    public PtyAttachment(SessionPath session, PtyPort port, PtyLinkOptions options)
    {
        (_session, _port, _maxFrame, _clampToMtu) = (session, port, options.MaxFrame, options.ClampToMtu);
        (_splitsLink, _isOpen) = (options.SplitsLink, !options.SplitsLink);
        _encoder = EncoderOf(options.Accm);
        _decoder = new HdlcDecoder(options.MaxFrame);
        _queue = new ByteRing(options.QueueBytes);
        (_observer, _hungUp) = (options.Observer, options.HungUp);
        _patientUntil = Environment.TickCount64 + (long)options.Patience.TotalMilliseconds;
        port.Lines.Loop.Post(Start);
    }

    /// <summary>The line below this one on the stack of <see cref="PtyLines"/>.</summary>
    public PtyAttachment? NextReady { get; set; }

    /// <summary>pppd may use stateful compression or encryption, which a late frame would break.</summary>
    public override bool NeedsOrder => true;

    public override DropReason Deliver(in ReceivedFrame frame)
    {
        var protocol = frame.Protocol;
        var isNetworkLayer = PppProtocol.IsNetworkLayer(protocol);
        if (_splitsLink && (!_isOpen || PppProtocol.IsLinkControl(protocol)))
            return isNetworkLayer ? DropReason.NotAttached : _session.Offer(protocol, frame.Packet);
        // Before pppd can answer it, so that the answer is not seen first.
        if (!isNetworkLayer)
            _observer?.OnPppFrame(TapDirection.Received, protocol, frame.Packet);
        ClampMss(protocol, frame.Packet);
        return Queue(protocol, frame.Octets, UdpReceiver.Current);
    }

    public bool Send(ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (packet.Length + PppHead.Size > _maxFrame)
            return false;
        Span<byte> frame = stackalloc byte[PppHead.Size + packet.Length];
        packet.CopyTo(frame[PppHead.Size..]);
        PppHead.WriteBefore(frame, PppHead.Size, protocol);
        return Queue(protocol, frame) == DropReason.None;
    }

    public void Open() => _isOpen = true;

    public void Close() => _isOpen = !_splitsLink;

    public void SetAccm(uint accm) => Volatile.Write(ref _encoder, EncoderOf(accm));

    /// <param name="batch">The loop whose batch the frame is of; it wakes that of the ptys at the batch's end, unless the queue would not last.</param>
    private DropReason Queue(ushort protocol, ReadOnlySpan<byte> frame, UdpReceiver? batch = null)
    {
        if (_stopped)
            return DropReason.PtyClosed;
        if (frame.Length > _maxFrame)
            return DropReason.PtyFrameTooBig;

        // LCP goes out as if nothing had been agreed (RFC 1661 section 5).
        Span<byte> encoded = stackalloc byte[HdlcEncoder.MaxEncodedSize(frame.Length)];
        var length = (protocol == PppProtocol.Lcp ? HdlcEncoder.Cautious : Volatile.Read(ref _encoder)).Encode(frame, encoded);
        lock (_queueing)
        {
            if (!_queue.TryWrite(encoded[..length]))
                return DropReason.PtyQueueFull;
        }

        var isFirst = Interlocked.Exchange(ref _marked, 1) == 0 && _port.Lines.Add(this);
        if (isFirst && batch is not null && !_queue.IsHalfFull)
            batch.FlushLater(_port.Lines);
        else if (isFirst || _queue.IsHalfFull)
            _port.Lines.Flush();
        return DropReason.None;
    }

    public override void Leave() => _port.Lines.Loop.Post(Stop);

    public void OnReady(PollEvents events)
    {
        if ((events & PollEvents.Writable) != 0)
            Write();
        if ((events & ~PollEvents.Writable) != 0)
            Read(isHungUp: (events & PollEvents.HungUp) != 0);
    }

    /// <summary>On the pty loop, after frames were queued.</summary>
    public void Drain()
    {
        // Before the octets are taken: what is queued from here on marks the line again.
        Interlocked.Exchange(ref _marked, 0);
        if (_registration is not null && !_waitsForRoom)
            Write();
    }

    /// <summary>On the pty loop. Idempotent.</summary>
    public void Stop()
    {
        _stopped = true;
        _registration?.Forget();
        _registration = null;
        if (_port.Served == this)
            _port.Served = null;
    }

    private void Start()
    {
        if (_stopped)
            return;
        _port.Served?.Stop();
        _port.Served = this;
        _registration = _port.Lines.Loop.Watch(_port.Line, PollEvents.Readable, this);
        Write();
    }

    private void Write()
    {
        if (!_hasSpoken && Environment.TickCount64 < _patientUntil)
            return;
        while (!_queue.IsEmpty)
        {
            var written = _port.Line.Write(_queue.Peek());
            if (written < 0)
            {
                HangUp();
                return;
            }

            if (written == 0)
            {
                WaitForRoom(true);
                return;
            }

            _queue.Skip(written);
        }

        WaitForRoom(false);
    }

    /// <summary>One read; what is left keeps the pty readable, so the other lines have their turn first.</summary>
    private void Read(bool isHungUp)
    {
        var buffer = _port.Lines.ReadBuffer;
        var read = _port.Line.Read(buffer);
        // A pseudo terminal says EIO, a device that is hung up says nothing for ever.
        if (read < 0 || (read == 0 && isHungUp))
        {
            HangUp();
            return;
        }

        if (!_hasSpoken && read > 0)
        {
            _hasSpoken = true;
            Write();
        }

        ReadOnlySpan<byte> octets = buffer.AsSpan(0, read);
        while (_decoder.Read(ref octets, out var frame) is var found && found != HdlcEvent.Starved)
        {
            if (found == HdlcEvent.Frame)
                Send(frame);
            else
                _session.Drop(ReasonOf(found));
        }

        _port.Lines.Onward.Flush();
    }

    private void HangUp()
    {
        Stop();
        _hungUp?.Invoke();
    }

    private void Send(Span<byte> frame)
    {
        if (PppFrame.TryReadProtocol(frame, out var protocol, out var packetOffset))
        {
            var packet = frame[packetOffset..];
            // Here and not when somebody else has seen it: what follows may be in the same read.
            if (protocol == PppProtocol.Lcp && AcknowledgedAccm.Of(packet) is { } accm)
                _decoder.Accm = accm;
            if (!PppProtocol.IsNetworkLayer(protocol))
                _observer?.OnPppFrame(TapDirection.Sent, protocol, packet);
            if (_splitsLink && PppProtocol.IsLinkControl(protocol))
                return;
            ClampMss(protocol, packet);
        }

        _session.SendFrame(frame, _port.Lines.Onward);
    }

    /// <summary>Packets that pppd compresses or encrypts have other protocol numbers, and stay as they are.</summary>
    private void ClampMss(ushort protocol, Span<byte> octets)
    {
        if (_clampToMtu > 0 && protocol is PppProtocol.Ipv4 or PppProtocol.Ipv6 && IpPacket.TryParse(octets, out var packet))
            TcpMss.Clamp(octets[..packet.Length], _clampToMtu);
    }

    private void WaitForRoom(bool wait)
    {
        if (_waitsForRoom == wait)
            return;
        _waitsForRoom = wait;
        _registration?.Change(PollEvents.Readable | (wait ? PollEvents.Writable : PollEvents.None));
    }

    private static HdlcEncoder EncoderOf(uint accm) => accm == uint.MaxValue ? HdlcEncoder.Cautious : new HdlcEncoder(accm);

    private static DropReason ReasonOf(HdlcEvent error) => error switch
    {
        HdlcEvent.BadFcs => DropReason.PtyBadFcs,
        HdlcEvent.TooShort => DropReason.PtyFrameTooShort,
        HdlcEvent.TooLong => DropReason.PtyFrameTooLong,
        _ => DropReason.PtyAborted,
    };
}
