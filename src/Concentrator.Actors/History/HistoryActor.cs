using Akka.Actor;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;

namespace Concentrator.Actors.History;

/// <summary>
/// /user/history: what ended and why. Fed by the journal with each fact as it happens, and with those of earlier runs as they are read
/// back.
/// </summary>
internal sealed class HistoryActor(int capacity, IActorRef journal) : UntypedActor
{
    private readonly HistoryLog _log = new(capacity);

    protected override void PreStart() => journal.Tell(new JournalCommands.Subscribe(Self, Live: true));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IJournalFact fact:
                _log.Add(fact);
                break;
            case JournalEvents.Recovered recovered:
                foreach (var fact in recovered.Facts)
                    _log.Add(fact);
                break;
            case OperationsQueries.GetHistory query:
                Sender.Tell(new HistoryResult(_log.Newest(query.Last)));
                break;
        }
    }
}
