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

    /// <summary>Which per hop behaviour the call's packets are to have (RFC 3308 section 4).</summary>
    public PhbCode? SessionDs => Find(AvpCatalog.SessionDs)?.Value;

    /// <summary>Of the direction from the remote system to the LAC (RFC 3301 section 5.2): as the other when absent.</summary>
    public uint RxMinimumBps => Get(AvpCatalog.RxMinimumBps, MinimumBps);

    /// <inheritdoc cref="RxMinimumBps"/>
    public uint RxMaximumBps => Get(AvpCatalog.RxMaximumBps, MaximumBps);
}
