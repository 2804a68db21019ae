using System.Collections.Immutable;
using Akka.Actor;

namespace Concentrator.Actors.Journal;

/// <summary>What is told to the journal actor, whether the node keeps a database or not. None of it leaves the node.</summary>
public static class JournalCommands
{
    /// <summary>
    /// Told to the journal actor by tunnels and sessions. Never answered: nobody waits for the journal, and when it is too slow
    /// or broken facts are dropped and counted.
    /// </summary>
    public sealed record Record(IJournalFact Fact) : INoSerializationVerificationNeeded;

    /// <summary>
    /// Asks for <see cref="JournalEvents.Recovered"/> of every slot, now or when it has been read, and with <paramref name="Live"/> also for
    /// each fact as it is recorded from now on (the fact itself is the message). Ends when the subscriber stops.
    /// </summary>
    public sealed record Subscribe(IActorRef Subscriber, bool Live) : INoSerializationVerificationNeeded;

    /// <summary>Asks for <see cref="JournalEvents.Flushed"/> once nothing waits to be written any more; the node's last act.</summary>
    public sealed record Flush : INoSerializationVerificationNeeded
    {
        public static readonly Flush Instance = new();
    }
}

public static class JournalEvents
{
    /// <summary>What a slot's journal kept from earlier runs of the node, oldest first.</summary>
    public sealed record Recovered(byte Slot, ImmutableArray<IJournalFact> Facts) : INoSerializationVerificationNeeded;

    public sealed record Flushed : INoSerializationVerificationNeeded
    {
        public static readonly Flushed Instance = new();
    }
}

/// <summary>The journal as an operator sees it (`show node`).</summary>
/// <param name="State">"none", "sqlite", "sqlite: opening", or "sqlite: " and why nothing is being written.</param>
/// <param name="Recorded">Facts that were told to the journal.</param>
/// <param name="Dropped">Facts lost because the database was broken or too slow.</param>
public sealed record JournalStatus(string State, long Recorded, long Written, long Dropped, int Waiting, int SlotsOpen);

/// <summary>The journal's status for those who do not ask the actor: it writes, any thread reads.</summary>
public sealed class JournalHealth
{
    private JournalStatus _current = new("none", Recorded: 0, Written: 0, Dropped: 0, Waiting: 0, SlotsOpen: 0);

    public JournalStatus Current
    {
        get => Volatile.Read(ref _current);
        internal set => Volatile.Write(ref _current, value);
    }
}
