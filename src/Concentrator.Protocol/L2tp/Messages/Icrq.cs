using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Incoming-Call-Request (ICRQ, RFC 2661 section 6.6): offers an incoming call to the LNS.</summary>
public sealed record Icrq(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Icrq, Avps)
{
    public SessionId AssignedSessionId => new(Get(AvpCatalog.AssignedSessionId));

    public uint CallSerialNumber => Get(AvpCatalog.CallSerialNumber, 0u);

    public BearerTypes BearerType => Get(AvpCatalog.BearerType, BearerTypes.None);

    public string? CallingNumber => Find(AvpCatalog.CallingNumber)?.Value;

    public string? CalledNumber => Find(AvpCatalog.CalledNumber)?.Value;

    public string? SubAddress => Find(AvpCatalog.SubAddress)?.Value;

    public uint? PhysicalChannelId => Find(AvpCatalog.PhysicalChannelId)?.Value;
}
