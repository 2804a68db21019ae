using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Stop-Control-Connection-Notification (StopCCN, RFC 2661 section 6.4): ends a control connection and all its calls.</summary>
public sealed record StopCcn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.StopCcn, Avps);
