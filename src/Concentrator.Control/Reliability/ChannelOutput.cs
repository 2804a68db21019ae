using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Reliability;

/// <summary>What the owner of a <see cref="ReliableChannel{T}"/> has to do now.</summary>
/// <param name="Transmit">To be sent in this order. The list is used again by the next call.</param>
/// <param name="WakeAt">When to call <c>Tick</c> again at the latest; null: not before something else happens.</param>
/// <param name="PeerLost">The peer does not answer: the tunnel and all its calls must be cleared (RFC 2661 section 5.8).</param>
public readonly record struct ChannelOutput(IReadOnlyList<Transmission> Transmit, TimeSpan? WakeAt, bool PeerLost);

/// <summary>One datagram to be sent.</summary>
/// <param name="Message">Null: a ZLB.</param>
public readonly record struct Transmission(OutgoingMessage? Message, SequenceNumber Ns, SequenceNumber Nr, bool IsRetransmission = false);
