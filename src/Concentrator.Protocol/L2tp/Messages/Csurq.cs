using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Connect-Speed-Update-Request (CSURQ, RFC 5515 section 4.2): asks the LAC how fast sessions are connected.</summary>
public sealed record Csurq(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Csurq, Avps)
{
    public IEnumerable<ConnectSpeedUpdate> Sessions => All(AvpCatalog.ConnectSpeedUpdate);
}
