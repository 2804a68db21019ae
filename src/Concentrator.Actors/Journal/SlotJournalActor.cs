using System.Collections.Immutable;
using Akka.Event;
using Akka.Persistence;

namespace Concentrator.Actors.Journal;

/// <summary>
/// The journal of one slot, kept by Akka.Persistence under the id journal-{slot}. It writes one batch at a time, and replaces what it
/// wrote by a snapshot before that grows long. It stops when its store fails; the journal actor starts it again later.
/// </summary>
internal sealed class SlotJournalActor : UntypedPersistentActor
{
    private const string IdPrefix = "journal-";

    private readonly byte _slot;
    private readonly JournalSettings _settings;
    private readonly DateTimeOffset _nodeStarted;
    private readonly SlotState _state;
    private readonly ILoggingAdapter _log;
    private int _rejected;
    private int _sinceSnapshot;

    public SlotJournalActor(byte slot, JournalSettings settings, DateTimeOffset nodeStarted)
    {
        _slot = slot;
        _settings = settings;
        _nodeStarted = nodeStarted;
        _state = new SlotState(settings.KeepEnded, settings.KeepAddresses);
        _log = Context.GetLogger().WithContext("Slot", slot);
    }

    public override string PersistenceId => IdPrefix + _slot;

    /// <summary>The slot whose journal has this persistence id; null when it is of something else.</summary>
    public static byte? SlotOf(string persistenceId) =>
        persistenceId.StartsWith(IdPrefix, StringComparison.Ordinal) && byte.TryParse(persistenceId.AsSpan(IdPrefix.Length), out var slot)
            ? slot
            : null;

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: SlotSnapshot snapshot }:
                Apply(snapshot.Facts);
                break;
            case FactBatch batch:
                Apply(batch.Facts);
                _sinceSnapshot += batch.Facts.Length;
                break;
            case IJournalFact fact: // as earlier versions stored them
                _state.Apply(fact);
                _sinceSnapshot++;
                break;
            case RecoveryCompleted:
                Write(_state.Lost(_nodeStarted), () => Tell(new JournalEvents.Recovered(_slot, _state.Facts())));
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case SlotCommands.Write write:
                Write(write.Facts, () => Tell(new SlotEvents.Written(_slot, write.Facts.Length, _rejected)));
                break;
            case SlotCommands.Recall recall:
                recall.Subscriber.Tell(new JournalEvents.Recovered(_slot, _state.Facts()), Self);
                break;
            case SaveSnapshotSuccess saved:
                DeleteMessages(saved.Metadata.SequenceNr);
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failure:
                _log.Warning(failure.Cause, "The snapshot was not stored; tried again when the next one is due");
                break;
            case DeleteMessagesFailure failure:
                _log.Warning(failure.Cause, "Old facts were not deleted from the journal; they are tried again after the next snapshot");
                break;
            case DeleteSnapshotsFailure failure:
                _log.Warning(failure.Cause, "Old snapshots were not deleted from the journal; they are tried again after the next one");
                break;
        }
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _log.Error(cause, "The journal cannot store {Facts}", @event);
        _rejected = ((FactBatch)@event).Facts.Length;
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        _log.Warning("The journal could not be written: {Reason}", cause.Message);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        _log.Warning("The journal could not be read: {Reason}", reason.Message);

    private void Write(ImmutableArray<IJournalFact> facts, Action done)
    {
        _rejected = 0;
        if (!facts.IsEmpty)
            Persist(new FactBatch(facts), batch => Apply(batch.Facts));
        // Runs after that, also when the store rejected it or there was nothing to store.
        DeferAsync(facts, _ =>
        {
            done();
            SnapshotWhenDue(facts.Length);
        });
    }

    private void Apply(ImmutableArray<IJournalFact> facts)
    {
        foreach (var fact in facts)
            _state.Apply(fact);
    }

    private void SnapshotWhenDue(int written)
    {
        _sinceSnapshot += written;
        // A large state is not written again for every few facts: in the long run no fact costs more than one of a snapshot.
        if (_sinceSnapshot < Math.Max(_settings.SnapshotEvery, _state.Size))
            return;
        _sinceSnapshot = 0;
        SaveSnapshot(new SlotSnapshot(_state.Facts()));
    }

    private static void Tell(object message) => Context.Parent.Tell(message, Context.Self);
}
