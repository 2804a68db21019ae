using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Hello (HELLO, RFC 2661 section 6.5): asks whether the peer is still there.</summary>
public sealed record Hello(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Hello, Avps);
