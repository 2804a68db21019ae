using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Calls;

/// <summary>Connect speeds that change while calls last (RFC 5515 section 4).</summary>
public static class SpeedUpdates
{
    /// <summary>AVPs in one CSUN, which then fits every path.</summary>
    private const int MostInOne = 50;

    /// <summary>What an LNS knows after its part of a CSUN: the message holds this call's update alone.</summary>
    internal static CallParameters Apply(CallParameters call, Csun csun)
    {
        var update = csun.Updates.First();
        return call with { Connection = call.Connection with { TxSpeed = update.TxSpeed, RxSpeed = update.RxSpeed } };
    }

    /// <summary>The part of a CSUN for each session of ours that it names.</summary>
    public static IEnumerable<(SessionId Session, Csun Part)> Split(Csun csun) =>
        csun.Updates.Select(update => (update.Session, new Csun([AvpCatalog.ConnectSpeedUpdate.Of(update)])));

    /// <summary>
    /// What a LAC answers to a CSURQ (RFC 5515 section 4.2): sessions that it does not know, or announced no updates for, are passed over. One message,
    /// or more when it would become too long for a datagram.
    /// </summary>
    /// <param name="speeds">How fast a session of ours is connected, by its id here: the peer's id of it, and its speeds; null for those to be passed over.</param>
    public static IEnumerable<Csun> Answer(Csurq question, Func<SessionId, ConnectSpeedUpdate?> speeds) =>
        question.Sessions.Select(asked => asked.Session).Distinct().Select(speeds).OfType<ConnectSpeedUpdate>()
            .Chunk(MostInOne)
            .Select(known => new Csun([.. known.Select(AvpCatalog.ConnectSpeedUpdate.Of)]));
}
