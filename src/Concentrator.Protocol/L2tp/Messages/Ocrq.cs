using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Outgoing-Call-Request (OCRQ, RFC 2661 section 6.9): asks the LAC to place a call.</summary>
public sealed record Ocrq(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.Ocrq, Avps)
{
    public SessionId AssignedSessionId => new(Get(AvpCatalog.AssignedSessionId));

    public uint CallSerialNumber => Get(AvpCatalog.CallSerialNumber, 0u);

    public uint MinimumBps => Get(AvpCatalog.MinimumBps);

    public uint MaximumBps => Get(AvpCatalog.MaximumBps);

    public BearerTypes BearerType => Get(AvpCatalog.BearerType);

    public FramingTypes FramingType => Get(AvpCatalog.FramingType);

    public string CalledNumber => Get(AvpCatalog.CalledNumber);

    public string? SubAddress => Find(AvpCatalog.SubAddress)?.Value;
}
