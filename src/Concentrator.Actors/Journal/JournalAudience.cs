using Akka.Actor;

namespace Concentrator.Actors.Journal;

/// <summary>
/// Who listens to the journal, and what earlier runs they have been told of. It belongs to the journal's actor but lives longer than one incarnation of
/// it: an actor that is restarted after an exception goes on telling them, and does not begin anew.
/// </summary>
internal sealed class JournalAudience
{
    private readonly Dictionary<IActorRef, bool> _subscribers = [];
    private readonly HashSet<byte> _told = [];

    public IReadOnlyCollection<IActorRef> Subscribers => _subscribers.Keys;

    /// <param name="live">Also each fact as it happens.</param>
    public void Add(IActorRef subscriber, bool live) => _subscribers[subscriber] = live;

    public void Remove(IActorRef subscriber) => _subscribers.Remove(subscriber);

    public void Tell(IJournalFact fact)
    {
        foreach (var (subscriber, live) in _subscribers)
            if (live)
                subscriber.Tell(fact);
    }

    /// <summary>Once for each slot: the facts would be taken for others if they came again.</summary>
    public void Tell(JournalEvents.Recovered recovered)
    {
        if (!_told.Add(recovered.Slot))
            return;
        foreach (var subscriber in _subscribers.Keys)
            subscriber.Tell(recovered);
    }
}
