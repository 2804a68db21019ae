using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Incoming-Call-Connected (ICCN, RFC 2661 section 6.8): completes the establishment of an incoming call.</summary>
public sealed record Iccn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Iccn, Avps);
