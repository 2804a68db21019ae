using System.Diagnostics.CodeAnalysis;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Reliability;

/// <summary>
/// Delivers the control messages of one tunnel, in order and once (RFC 2661 section 5.8 and appendix A).
///
///   Enqueue ─► unsent ─► in flight ─► acknowledged        Received ─► in order ─► TryTake
///               (no Ns yet)  (resent until Nr passes it)              (Nr passes what was taken)
///
/// One owner calls it; time is what that owner's clock says, from any origin. A turn is: <see cref="Received"/>, <see cref="TryTake"/> until it
/// is false, <see cref="Enqueue"/> what came of that, <see cref="Tick"/>. Only <see cref="Tick"/> sends, so that an acknowledgement
/// can ride on the answer.
/// </summary>
/// <typeparam name="T">A received datagram, not yet decoded.</typeparam>
public sealed class ReliableChannel<T> where T : class
{
    private readonly Retransmission _options;
    private readonly TimeSpan _ackDelay;
    private readonly int _receiveWindow;
    private readonly ReceiveQueue<T> _received;
    private readonly SendQueue _unsent;
    private readonly List<InFlight> _inFlight = [];
    private readonly CongestionWindow _window = new();
    private readonly RetransmissionTimeout _timeout;
    private readonly List<Transmission> _transmit = [];

    /// <summary>Of <see cref="_inFlight"/>, from its front: those sent since the last time-out. The rest waits for its turn to be sent again.</summary>
    private int _outstanding;

    private SequenceNumber _ns;
    private TimeSpan? _retransmitAt;
    private TimeSpan _unansweredSince;
    private int _timeoutsInARow;

    private TimeSpan? _acknowledgeAt;
    private int _unacknowledgedArrivals;

    private long _retransmissions;
    private long _duplicates;
    private long _outOfOrder;
    private long _outOfWindow;
    private long _invalidAcknowledgements;

    /// <param name="ns">Of the first message we send; not 0 only when a tunnel is taken over.</param>
    /// <param name="nr">Of the first message we expect.</param>
    public ReliableChannel(ChannelOptions options, SequenceNumber ns = default, SequenceNumber nr = default)
    {
        _options = options.Retransmission;
        _ackDelay = options.AckDelay;
        _receiveWindow = options.ReceiveWindow;
        _received = new ReceiveQueue<T>(options.ReceiveWindow, nr);
        _unsent = new SendQueue(options.SendQueueLimit);
        _timeout = new RetransmissionTimeout(_options);
        _ns = ns;
    }

    public bool PeerLost { get; private set; }

    /// <summary>Whether the peer has acknowledged all that was enqueued.</summary>
    public bool IsDrained => _inFlight.Count == 0 && _unsent.Count == 0;

    public ChannelFacts Facts => new(
        _ns, _received.Expected, _window.PeerWindow, _window.Size, _window.Threshold, _inFlight.Count, _unsent.Count,
        _timeout.SmoothedRoundTrip, _timeout.Value, _retransmissions, _duplicates, _outOfOrder, _outOfWindow, _invalidAcknowledgements);

    /// <summary>The peer's Receive Window Size is known.</summary>
    public void OpenWindow(int peerWindow) => _window.Open(peerWindow);

    /// <summary>
    /// Accepts a message for delivery. HELLO goes ahead of what is unsent; StopCCN takes the place of all that is unsent; CDN takes the place of
    /// what is unsent of its call.
    /// </summary>
    public EnqueueResult Enqueue(OutgoingMessage message) =>
        message.Message is Hello && _inFlight.Exists(sent => sent.Message.Message is Hello) ? EnqueueResult.Needless : _unsent.Add(message);

    /// <summary>Takes note of a datagram of this tunnel.</summary>
    /// <param name="datagram">Null for a ZLB.</param>
    public Arrival Received(SequenceNumber ns, SequenceNumber nr, T? datagram, TimeSpan now)
    {
        var arrival = datagram is null ? Arrival.Acknowledgement : _received.Place(ns, datagram);
        switch (arrival)
        {
            case Arrival.OutOfWindow:
                _outOfWindow++;
                return arrival;
            case Arrival.Duplicate: // the peer missed our acknowledgement, and is waiting for it
                _duplicates++;
                AcknowledgeBy(now);
                break;
            case Arrival.Deliverable or Arrival.Queued:
                _outOfOrder += arrival == Arrival.Queued ? 1 : 0;
                _unacknowledgedArrivals++;
                // A peer that may soon send no more must not wait for the delay.
                AcknowledgeBy(2 * _unacknowledgedArrivals < _receiveWindow ? now + _ackDelay : now);
                break;
        }

        Acknowledge(nr, now);
        return arrival;
    }

    /// <summary>The next message in order; what is taken counts as received by us, and is acknowledged.</summary>
    public bool TryTake([NotNullWhen(true)] out T? datagram) => _received.TryTake(out datagram);

    /// <summary>Sends what may be sent now, and again what should have been acknowledged.</summary>
    public ChannelOutput Tick(TimeSpan now)
    {
        _transmit.Clear();
        if (_retransmitAt <= now)
            TimedOut(now);
        if (PeerLost)
            return new ChannelOutput(_transmit, WakeAt: null, PeerLost: true);

        while (_outstanding < _window.Size && (_outstanding < _inFlight.Count || TakeUnsent(now)))
            Send(_inFlight[_outstanding++], now);

        if (_acknowledgeAt <= now)
            Transmit(new Transmission(null, _ns, _received.Expected));
        return new ChannelOutput(_transmit, Earliest(_retransmitAt, _acknowledgeAt), PeerLost: false);
    }

    private void Acknowledge(SequenceNumber nr, TimeSpan now)
    {
        var acknowledged = (_ns + -_inFlight.Count).DistanceTo(nr);
        if (acknowledged > _inFlight.Count)
            _invalidAcknowledgements++;
        if (acknowledged <= 0 || acknowledged > _inFlight.Count)
            return;

        // Karn: nothing that was in flight at a time-out may be timed, nor what was acknowledged together with it.
        var news = _inFlight[..acknowledged];
        if (news.Exists(sent => sent.IsAmbiguous))
            _timeout.Recovered(now - news.Max(sent => sent.SentAt));
        else
            _timeout.Measured(now - news[^1].SentAt);

        _inFlight.RemoveRange(0, acknowledged);
        _outstanding = Math.Max(_outstanding - acknowledged, 0);
        _window.Acknowledged();
        _timeoutsInARow = 0;
        _unansweredSince = now;
        _retransmitAt = _inFlight.Count == 0 ? null : now + _timeout.Value;
    }

    private void TimedOut(TimeSpan now)
    {
        if (_timeoutsInARow >= _options.Retries && now - _unansweredSince >= _options.GiveUpAfter)
        {
            PeerLost = true;
            _inFlight.Clear();
            _unsent.Clear();
            return;
        }

        // As TCP does: start again from the oldest message. A peer that kept what came after a gap acknowledges it all at once;
        // one that discarded it gets it anew, at the pace of slow start.
        _outstanding = 0;
        foreach (var sent in _inFlight)
            sent.IsAmbiguous = true;
        _timeoutsInARow++;
        _timeout.BackOff(_timeoutsInARow);
        _window.Congested();
        _retransmitAt = null;
    }

    private bool TakeUnsent(TimeSpan now)
    {
        if (!_unsent.TryTake(out var message))
            return false;
        if (_inFlight.Count == 0)
            _unansweredSince = now;
        _inFlight.Add(new InFlight(message, _ns));
        _ns = _ns.Next;
        return true;
    }

    private void Send(InFlight sent, TimeSpan now)
    {
        _retransmissions += sent.IsAmbiguous ? 1 : 0;
        sent.SentAt = now;
        _retransmitAt ??= now + _timeout.Value;
        Transmit(new Transmission(sent.Message, sent.Ns, _received.Expected, sent.IsAmbiguous));
    }

    /// <summary>Whatever we send carries Nr, so it acknowledges.</summary>
    private void Transmit(Transmission transmission)
    {
        _transmit.Add(transmission);
        _acknowledgeAt = null;
        _unacknowledgedArrivals = 0;
    }

    private void AcknowledgeBy(TimeSpan due) => _acknowledgeAt = Earliest(_acknowledgeAt, due);

    private static TimeSpan? Earliest(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b : a;

    private sealed class InFlight(OutgoingMessage message, SequenceNumber ns)
    {
        public OutgoingMessage Message => message;

        public SequenceNumber Ns => ns;

        public TimeSpan SentAt { get; set; }

        /// <summary>Its acknowledgement could be for more than one transmission of it, or late for another message's sake.</summary>
        public bool IsAmbiguous { get; set; }
    }
}
