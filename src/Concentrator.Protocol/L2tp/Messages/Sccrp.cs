using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Start-Control-Connection-Reply (SCCRP, RFC 2661 section 6.2): answers an SCCRQ.</summary>
public sealed record Sccrp(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Sccrp, Avps);
