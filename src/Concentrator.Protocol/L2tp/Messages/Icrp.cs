using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Incoming-Call-Reply (ICRP, RFC 2661 section 6.7): accepts an incoming call.</summary>
public sealed record Icrp(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Icrp, Avps);
