using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Incoming-Call-Request (ICRQ, RFC 2661 section 6.6): offers an incoming call to the LNS.</summary>
public sealed record Icrq(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Icrq, Avps);
