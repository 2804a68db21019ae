using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Outgoing-Call-Connected (OCCN, RFC 2661 section 6.11): says that the outgoing call is answered.</summary>
public sealed record Occn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Occn, Avps);
