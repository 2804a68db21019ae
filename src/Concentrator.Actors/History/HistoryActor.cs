using Akka.Actor;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;

namespace Concentrator.Actors.History;

/// <summary>
/// /user/history: what ended and why. Fed by the journal with each fact as it happens, and with those of earlier runs as they are read
/// back. The log outlives an incarnation of the actor.
/// </summary>
internal sealed class HistoryActor(HistoryLog log) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IJournalFact fact:
                log.Add(fact);
                break;
            case JournalEvents.Recovered recovered:
                foreach (var fact in recovered.Facts)
                    log.Add(fact);
                break;
            case OperationsQueries.GetHistory query:
                Sender.Tell(new HistoryResult(log.Newest(query.Last)));
                break;
        }
    }
}
