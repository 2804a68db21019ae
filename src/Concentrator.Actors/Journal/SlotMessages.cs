using System.Collections.Immutable;
using Akka.Actor;

namespace Concentrator.Actors.Journal;

/// <summary>Between the journal actor and the journals of its slots, which are its children. A slot has one batch in hand at most.</summary>
internal static class SlotCommands
{
    /// <summary>Answered with <see cref="SlotEvents.Written"/>, or by the slot's end when its store failed.</summary>
    public sealed record Write(ImmutableArray<IJournalFact> Facts) : INoSerializationVerificationNeeded;

    /// <summary>Tells a late subscriber what the slot remembers.</summary>
    public sealed record Recall(IActorRef Subscriber) : INoSerializationVerificationNeeded;
}

internal static class SlotEvents
{
    /// <param name="Rejected">How many of the batch the store would not take.</param>
    public sealed record Written(byte Slot, int Facts, int Rejected) : INoSerializationVerificationNeeded;

    /// <summary>The slot's journal is gone, whatever the reason; what it had in hand is lost.</summary>
    public sealed record SlotEnded(byte Slot) : INoSerializationVerificationNeeded;
}
