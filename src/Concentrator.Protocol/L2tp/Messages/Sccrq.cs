using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Start-Control-Connection-Request (SCCRQ, RFC 2661 section 6.1): opens a control connection.</summary>
public sealed record Sccrq(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Sccrq, Avps);
