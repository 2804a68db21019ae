using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Failover Session Response (FSR, RFC 4951 section 4.2): answers an FSQ.</summary>
public sealed record Fsr(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Fsr, Avps)
{
    public IEnumerable<FailoverSessionState> Sessions => All(AvpCatalog.FailoverSessionState);
}
