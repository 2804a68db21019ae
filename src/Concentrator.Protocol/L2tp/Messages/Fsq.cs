using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Failover Session Query (FSQ, RFC 4951 section 4.1): asks which sessions the peer still knows.</summary>
public sealed record Fsq(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Fsq, Avps)
{
    public IEnumerable<FailoverSessionState> Sessions => All(AvpCatalog.FailoverSessionState);
}
