using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Call-Disconnect-Notify (CDN, RFC 2661 section 6.12): ends a call.</summary>
public sealed record Cdn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Cdn, Avps);
