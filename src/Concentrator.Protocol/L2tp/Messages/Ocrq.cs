using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Outgoing-Call-Request (OCRQ, RFC 2661 section 6.9): asks the LAC to place a call.</summary>
public sealed record Ocrq(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Ocrq, Avps);
