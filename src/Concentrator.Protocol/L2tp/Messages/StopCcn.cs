using System.Collections.Immutable;
using Concentrator.Protocol.Ids;

namespace Concentrator.Protocol.L2tp.Messages;

/// <summary>Stop-Control-Connection-Notification (StopCCN, RFC 2661 section 6.4): ends a control connection and all its calls.</summary>
public sealed record StopCcn(ImmutableArray<Avp> Avps) : ControlMessage(MessageType.StopCcn, Avps)
{
    /// <summary>Whose tunnel it is, for a receiver whose id the sender never learned; <see cref="TunnelId.Unassigned"/> when left out.</summary>
    public TunnelId AssignedTunnelId => new(Get(AvpCatalog.AssignedTunnelId, TunnelId.Unassigned.Value));

    /// <summary>Why; the default, result 0 "reserved", when the peer did not say.</summary>
    public ResultCode Result => Get(AvpCatalog.Result, default);
}
