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

    /// <summary>Which per hop behaviour the call's packets are to have (RFC 3308 section 4).</summary>
    public PhbCode? SessionDs => Find(AvpCatalog.SessionDs)?.Value;

    /// <summary>What the LAC says of the access line (RFC 5515 section 5).</summary>
    public ImmutableArray<Avp> AccessLine => [.. Avps.Where(avp => avp.Definition.Vendor == AccessLineAvps.Vendor)];

    /// <summary>The LAC may send CSUNs about the call, and answers CSURQs (RFC 5515 section 6.2).</summary>
    public bool ConnectSpeedUpdateEnable => Has(AvpCatalog.ConnectSpeedUpdateEnable);
}
