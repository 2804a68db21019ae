using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>WAN-Error-Notify (WEN, RFC 2661 section 6.13): reports errors of the line from the LAC.</summary>
public sealed record Wen(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Wen, Avps)
{
    /// <summary>All zero when the peer did not say.</summary>
    public CallErrors CallErrors => Get(AvpCatalog.CallErrors, default);
}
