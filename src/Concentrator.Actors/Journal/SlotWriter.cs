using System.Collections.Immutable;
using Akka.Actor;

namespace Concentrator.Actors.Journal;

/// <summary>What the journal actor knows of one slot: what waits, what is being written, and how its journal fares.</summary>
internal sealed class SlotWriter(byte slot)
{
    private readonly Queue<IJournalFact> _waiting = [];

    public byte Slot => slot;

    /// <summary>The running journal of this slot; null before the first fact, and while a failed one is left alone.</summary>
    public IActorRef? Journal { get; set; }

    public int Waiting => _waiting.Count;

    /// <summary>Facts in the batch that was handed to the journal and is not answered yet.</summary>
    public int InHand { get; private set; }

    public int Failures { get; private set; }

    /// <summary>Whether it waits for its turn.</summary>
    public bool IsInLine { get; set; }

    /// <summary>A failed journal is left alone until its back-off is over.</summary>
    public bool Resting { get; set; }

    /// <summary>Whether subscribers have heard what earlier runs left: a journal that is started again must not tell them twice.</summary>
    public bool Recovered { get; set; }

    public bool IsIdle => InHand == 0 && _waiting.Count == 0;

    public bool CanWrite => InHand == 0 && _waiting.Count > 0 && !Resting;

    public void Add(IJournalFact fact) => _waiting.Enqueue(fact);

    public ImmutableArray<IJournalFact> Take(int most)
    {
        InHand = Math.Min(most, _waiting.Count);
        var batch = ImmutableArray.CreateBuilder<IJournalFact>(InHand);
        while (batch.Count < InHand)
            batch.Add(_waiting.Dequeue());
        return batch.MoveToImmutable();
    }

    public void Wrote() => (InHand, Failures) = (0, 0);

    /// <summary>The journal ended; answers how many facts went with it.</summary>
    public int Lost()
    {
        var lost = InHand;
        (Journal, InHand, Resting, Failures) = (null, 0, true, Failures + 1);
        return lost;
    }
}
