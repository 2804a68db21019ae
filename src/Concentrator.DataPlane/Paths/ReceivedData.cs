using System.Numerics;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// A session's way in: data messages put in order, held to the session's rate, and passed to what the session is attached to.
/// </summary>
/// <remarks>
/// The kernel gives all datagrams of a peer to one receive loop, so a session's packets keep their order, and nearly always one thread is here. When the peer
/// moves to another address, two loops may be for a moment: hence the lock, for which nobody waits otherwise. It costs a hundredth of what a packet does.
/// </remarks>
internal sealed class ReceivedData : IFrameReceiver
{
    private readonly SessionPath _session;
    private readonly TokenBucket? _rate;
    private readonly Reordering? _reordering;
    private readonly int _reorderTimeout;
    private DataSequence _sequence;
    private bool _isHolding;
    private long _packets, _bytes;

    public ReceivedData(SessionPath session, SessionPathOptions options)
    {
        (_session, _reorderTimeout) = (session, (int)options.ReorderTimeout.TotalMilliseconds);
        _rate = options.ReceiveRate is { } rate ? new TokenBucket(rate, Environment.TickCount64) : null;
        _reordering = _reorderTimeout == 0 ? null : new Reordering(
            (int)BitOperations.RoundUpToPowerOf2((uint)options.ReorderWindow), _reorderTimeout, session.Tunnel.Port.Receiver.Held.Pool);
    }

    public SessionCounters AddTo(in SessionCounters counters) => counters with
    {
        ReceivedPackets = Volatile.Read(ref _packets),
        ReceivedBytes = Volatile.Read(ref _bytes),
        LostReceived = _sequence.Lost,
        LateReceived = _sequence.Late,
        DuplicateReceived = _sequence.Duplicates,
        Reordered = _reordering?.Restored ?? 0,
    };

    /// <summary>A data message from the tunnel's peer, on a receive loop; the reason when it is dropped.</summary>
    public DropReason Take(in L2tpHeader header, Span<byte> datagram)
    {
        DropReason reason;
        lock (this)   // and no lock of its own: an object more to be fetched for each packet
            reason = TakeAlone(header, datagram);
        if (reason != DropReason.None)
            _session.Count(reason);
        return reason;
    }

    /// <summary>On a receive loop, by its timer. Gives when to come again; null: not before messages are held again.</summary>
    public long? ReleaseDue(long now)
    {
        lock (this)
        {
            var due = _reordering!.ReleaseDue(ref _sequence, now, this);
            _isHolding = due is not null;
            return due;
        }
    }

    /// <summary>A frame that was held; it was found to be one when it came.</summary>
    void IFrameReceiver.Pass(Span<byte> frame)
    {
        PppFrame.TryReadProtocol(frame, out var protocol, out var packetOffset);
        if (Deliver(new ReceivedFrame(protocol, frame, 0, packetOffset)) is var reason && reason != DropReason.None)
            _session.Drop(reason);
    }

    private DropReason TakeAlone(in L2tpHeader header, Span<byte> datagram)
    {
        _session.PeerSequences(header.HasSequence);
        var message = datagram[..(header.PayloadOffset + header.PayloadLength)];
        if (!PppFrame.TryReadProtocol(message[header.PayloadOffset..], out var protocol, out var packetOffset))
            return DropReason.MalformedPpp;
        var frame = new ReceivedFrame(protocol, message, header.PayloadOffset, header.PayloadOffset + packetOffset);
        if (_session.IsTapped)
            _session.Show(TapDirection.Received, protocol, _session.Tunnel.Path, datagram);
        if (header.HasSequence)
            return InOrder(header.Ns, frame);

        // The LNS has switched sequencing off: nothing will come that those which are held wait for.
        if (_isHolding)
            _reordering!.ReleaseAll(ref _sequence, this);
        return Deliver(frame);
    }

    private DropReason InOrder(SequenceNumber ns, in ReceivedFrame frame)
    {
        switch (_sequence.Look(ns))
        {
            case SequenceOrder.Duplicate:
                return DropReason.DuplicateData;
            case SequenceOrder.Late:
                return _reordering is not null || _session.Attachment.NeedsOrder ? DropReason.OutOfOrder : Deliver(frame);
            case SequenceOrder.Restart:
                _reordering?.ReleaseAll(ref _sequence, this);
                _sequence.Restart();
                break;
            case SequenceOrder.Early when _reordering is not null:
                var now = Environment.TickCount64;
                if (!_reordering.TryHold(ref _sequence, ns, frame.Octets, now, this, out var isDuplicate))
                    break;
                if (!_isHolding)
                    UdpReceiver.Current.Held.Watch(this, now + _reorderTimeout);
                _isHolding = true;
                return isDuplicate ? DropReason.DuplicateData : DropReason.None;
        }

        _sequence.Take(ns);
        var reason = Deliver(frame);
        if (_isHolding)
            _reordering!.ReleaseRun(ref _sequence, this);
        return reason;
    }

    private DropReason Deliver(in ReceivedFrame frame)
    {
        var (isPayload, length) = (PppProtocol.IsNetworkLayer(frame.Protocol), frame.PacketLength);
        if (_rate is not null && isPayload && !_rate.TryTake(length, Environment.TickCount64))
            return DropReason.OverRate;
        var reason = _session.Attachment.Deliver(frame);
        if (reason != DropReason.None)
            return reason;
        if (!isPayload)
            _session.CountControlFrame();
        Volatile.Write(ref _packets, _packets + 1);
        Volatile.Write(ref _bytes, _bytes + length);
        return reason;
    }
}
