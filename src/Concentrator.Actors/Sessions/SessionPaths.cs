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
            Kernel = start switch
            {
                SessionStart.Accepted { Lns: { Group: null, Groups.IsEmpty: true, Ppp: var ppp } } => KernelUseOf(ppp, ppp.Pppd.Authenticates),
                SessionStart.Dialed { Lac.Ppp: var ppp } => KernelUseOf(ppp, pppdIsAlone: true),
                _ => KernelUse.None,
            },
        };
    }

    /// <param name="pppdIsAlone">With engine "pppd", all of PPP is pppd's.</param>
    private static KernelUse KernelUseOf(PppProfile ppp, bool pppdIsAlone) =>
        ppp.Engine is PppEngine.Embedded ? KernelUse.Interface : pppdIsAlone ? KernelUse.Child : KernelUse.None;
}
