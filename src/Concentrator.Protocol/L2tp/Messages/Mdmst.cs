using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Modem-Status (MDMST, RFC 3573 section 3.1): tells the LNS that the caller's modem put the call on hold, or is back.</summary>
public sealed record Mdmst(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Mdmst, Avps)
{
    public ModemOnHold Status => Get(AvpCatalog.ModemOnHoldStatus);
}
