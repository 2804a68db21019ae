using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Set-Link-Info (SLI, RFC 2661 section 6.14): tells the LAC what PPP negotiated.</summary>
public sealed record Sli(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Sli, Avps)
{
    /// <summary>Null: nothing changes.</summary>
    public Accm? Accm => Find(AvpCatalog.Accm)?.Value;
}
