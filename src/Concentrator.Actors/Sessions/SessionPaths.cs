using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Paths;

namespace Concentrator.Actors.Sessions;

/// <summary>How the data messages of a session are to look, by its profile and our part in the call.</summary>
internal static class SessionPaths
{
    /// <param name="dscp">Agreed upon with the peer; null: that of the socket.</param>
    public static SessionPathOptions Options(SessionStart start, DataProfile data, int? dscp)
    {
        var rates = (start as SessionStart.Accepted)?.Lns.Rates ?? SessionRates.None;
        return new SessionPathOptions
        {
            ReceiveRate = rates.Up is { } up ? new RateLimit(up, rates.Burst) : null,
            SendRate = rates.Down is { } down ? new RateLimit(down, rates.Burst) : null,
            Sequencing = start.Role is CallRole.LacIncoming or CallRole.LacOutgoing ? DataSequencing.AsPeer
                : data.Sequencing is SequencingPolicy.Never ? DataSequencing.Never
                : DataSequencing.Always,
            SendPriority = data.Priority,
            SendOffset = data.Offset,
            ReorderTimeout = data.ReorderTimeout,
            ReorderWindow = data.ReorderWindow,
            Dscp = dscp,
            MayLeaveToKernel = start switch
            {
                SessionStart.Accepted { Lns: { Ppp.Engine: PppEngine.Embedded, Group: null, Groups.IsEmpty: true } } => true,
                SessionStart.Dialed { Lac.Ppp.Engine: PppEngine.Embedded } => true,
                _ => false,
            },
        };
    }
}
