using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Reliability;

/// <summary>A channel as an operator sees it.</summary>
/// <param name="Ns">Of the next message that is sent for the first time.</param>
/// <param name="Nr">Of the next message that is expected.</param>
/// <param name="PeerWindow">The peer's Receive Window Size.</param>
/// <param name="CongestionWindow">CWND of RFC 2661 appendix A.</param>
/// <param name="SlowStartThreshold">SSTHRESH of appendix A.</param>
/// <param name="Unacknowledged">Messages sent and not acknowledged.</param>
/// <param name="Queued">Messages not yet sent.</param>
/// <param name="SmoothedRoundTrip">Null before the first measurement.</param>
/// <param name="RetransmissionTimeout">What the next message to be sent would be given.</param>
/// <param name="InvalidAcknowledgements">Datagrams whose Nr acknowledged what was never sent.</param>
public readonly record struct ChannelFacts(
    SequenceNumber Ns, SequenceNumber Nr, int PeerWindow, int CongestionWindow, int SlowStartThreshold, int Unacknowledged, int Queued,
    TimeSpan? SmoothedRoundTrip, TimeSpan RetransmissionTimeout,
    long Retransmissions, long Duplicates, long OutOfOrder, long OutOfWindow, long InvalidAcknowledgements)
{
    /// <summary>
    /// Whether a message can come from nobody but the peer, short of one who listens: it is the next one or repeats the last one, and acknowledges
    /// no less than the peer acknowledged before and no more than was sent. What was sent to where the peer is no longer it cannot acknowledge.
    /// </summary>
    public bool ProvesPeer(SequenceNumber ns, SequenceNumber nr) =>
        ns.DistanceTo(Nr) is 0 or 1 && nr.DistanceTo(Ns) is var missing && missing >= 0 && missing <= Unacknowledged;
}
