using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Incoming-Call-Reply (ICRP, RFC 2661 section 6.7): accepts an incoming call.</summary>
public sealed record Icrp(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Icrp, Avps)
{
    public SessionId AssignedSessionId => new(Get(AvpCatalog.AssignedSessionId));

    /// <summary>Which per hop behaviour the call's packets are to have (RFC 3308 section 4).</summary>
    public PhbCode? SessionDs => Find(AvpCatalog.SessionDs)?.Value;
}
