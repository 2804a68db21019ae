using System.Collections.Immutable;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Connect-Speed-Update-Notification (CSUN, RFC 5515 section 4.1): tells the LNS how fast sessions are connected now.</summary>
public sealed record Csun(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Csun, Avps)
{
    public IEnumerable<ConnectSpeedUpdate> Updates => All(AvpCatalog.ConnectSpeedUpdate);
}
