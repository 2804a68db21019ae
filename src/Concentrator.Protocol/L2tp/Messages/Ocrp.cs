using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Outgoing-Call-Reply (OCRP, RFC 2661 section 6.10): says that the LAC can attempt the call.</summary>
public sealed record Ocrp(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Ocrp, Avps);
