using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Outgoing-Call-Reply (OCRP, RFC 2661 section 6.10): says that the LAC can attempt the call.</summary>
public sealed record Ocrp(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Ocrp, Avps)
{
    public SessionId AssignedSessionId => new(Get(AvpCatalog.AssignedSessionId));

    public uint? PhysicalChannelId => Find(AvpCatalog.PhysicalChannelId)?.Value;

    /// <summary>Which per hop behaviour the call's packets are to have (RFC 3308 section 4).</summary>
    public PhbCode? SessionDs => Find(AvpCatalog.SessionDs)?.Value;
}
