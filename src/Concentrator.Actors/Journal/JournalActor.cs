using Akka.Actor;
using Akka.Event;

namespace Concentrator.Actors.Journal;

/// <summary>
/// /user/journal: the one address that everyone tells facts. It passes them on to subscribers at once, gathers them per slot, and hands
/// each slot's journal one batch at a time, so that all that can grow when the store is slow is its own bounded queue. Slots whose batch is not full take
/// turns, only some of them after each delay: what a batch costs beside its facts is far more than those, so in a storm of set-ups the batches are to grow
/// and not their number.
/// </summary>
/// <remarks>
/// The store is only touched after it was opened once, and is left alone for a while whenever it fails; facts are then dropped and
/// counted, and nobody who records them notices.
/// <code>
///   Opening ── opened ──► Open: recover the slots that hold something, write
///      ▲  │
///      └──┴─ failed: back-off, try again
/// </code>
/// </remarks>
internal sealed class JournalActor(JournalStore? store, JournalSettings settings, JournalHealth health, JournalAudience audience) : UntypedActor, IWithTimers
{
    private readonly Dictionary<byte, SlotWriter> _slots = [];
    private readonly List<IActorRef> _flushing = [];
    private readonly Queue<SlotWriter> _turns = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _open;
    private string? _trouble;
    private long _recorded, _written, _dropped;
    private int _openFailures, _waiting, _slotsOpen;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        foreach (var subscriber in audience.Subscribers)
            Watch(subscriber);
        TakeOver(health.Current);
        Open();
    }

    /// <summary>What waits to be written, or is not known to have been, goes with this incarnation.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        health.Current = Status();
        base.PreRestart(reason, message);
    }

    /// <summary>Goes on counting where the incarnation before this one has ended.</summary>
    private void TakeOver(JournalStatus before)
    {
        var lost = store is null ? 0 : before.Recorded - before.Written - before.Dropped;
        (_recorded, _written, _dropped) = (before.Recorded, before.Written, before.Dropped + lost);
        if (lost > 0)
            _log.Error("{Lost} facts that were not written yet are lost with a failure of the journal", lost);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JournalCommands.Record record:
                Record(record.Fact);
                break;
            case BatchDue:
                WriteSome();
                break;
            case SlotEvents.Written written when IsPresent(written.Slot):
                Written(_slots[written.Slot], written);
                break;
            case JournalEvents.Recovered recovered when IsPresent(recovered.Slot):
                Recovered(_slots[recovered.Slot], recovered);
                break;
            case SlotEvents.SlotEnded ended:
                Ended(_slots[ended.Slot]);
                break;
            case SlotRested rested:
                Rested(_slots[rested.Slot]);
                break;
            case StoreOpened opened:
                Opened(opened.Slots);
                break;
            case StoreNotOpened failed:
                OpeningFailed(failed.Cause);
                break;
            case OpenDue:
                Open();
                break;
            case JournalCommands.Subscribe subscribe:
                Subscribe(subscribe);
                break;
            case SubscriberEnded ended:
                audience.Remove(ended.Subscriber);
                break;
            case JournalCommands.Flush:
                _flushing.Add(Sender);
                foreach (var slot in _slots.Values)
                    Write(slot);
                AnswerFlushes();
                break;
        }

        health.Current = Status();
    }

    /// <summary>What the slots of an earlier incarnation still had to say concerns nobody any more.</summary>
    private bool IsPresent(byte slot) => _slots.TryGetValue(slot, out var writer) && Sender.Equals(writer.Journal);

    private JournalStatus Status() => new(State(), _recorded, _written, _dropped, _waiting, _slotsOpen);

    private void Record(IJournalFact fact)
    {
        _recorded++;
        audience.Tell(fact);
        if (store is null)
            return;
        if (_waiting >= settings.Capacity)
        {
            _dropped++;
            return;
        }

        var slot = SlotOf(fact.Slot);
        slot.Add(fact);
        _waiting++;
        WriteFull(slot);
    }

    /// <summary>A full batch goes at once; less waits for its turn.</summary>
    private void WriteFull(SlotWriter slot)
    {
        if (slot.Waiting >= settings.BatchSize)
            Write(slot);
        AwaitTurn(slot);
    }

    private void WriteSome()
    {
        var written = 0;
        for (var inLine = _turns.Count; inLine > 0 && written < settings.SlotsPerDelay; inLine--)
        {
            var slot = _turns.Dequeue();
            slot.IsInLine = false;
            written += Write(slot) ? 1 : 0;
            AwaitTurn(slot);
        }

        AwaitDelay();
    }

    /// <summary>Slots that cannot be written for now need no turn: they are written when they can be.</summary>
    private void AwaitTurn(SlotWriter slot)
    {
        if (slot.Waiting == 0 || slot.Resting || slot.IsInLine || !_open)
            return;
        slot.IsInLine = true;
        _turns.Enqueue(slot);
        AwaitDelay();
    }

    private void AwaitDelay()
    {
        if (_turns.Count > 0 && !Timers.IsTimerActive(BatchDue.Instance))
            Timers.StartSingleTimer(BatchDue.Instance, BatchDue.Instance, settings.BatchDelay);
    }

    private bool Write(SlotWriter slot)
    {
        if (!_open || !slot.CanWrite)
            return false;
        Start(slot);
        var batch = slot.Take(settings.BatchSize);
        _waiting -= batch.Length;
        slot.Journal.Tell(new SlotCommands.Write(batch));
        return true;
    }

    private void Written(SlotWriter slot, SlotEvents.Written written)
    {
        slot.Wrote();
        _trouble = null;
        _written += written.Facts - written.Rejected;
        _dropped += written.Rejected;
        if (_flushing.Count > 0)
            Write(slot);
        WriteFull(slot);
        AnswerFlushes();
    }

    private void Ended(SlotWriter slot)
    {
        _slotsOpen--;
        _dropped += slot.Lost();
        _trouble = "failing";
        Timers.StartSingleTimer(slot, new SlotRested(slot.Slot), settings.Backoff(slot.Failures));
        AnswerFlushes();
    }

    private void Rested(SlotWriter slot)
    {
        slot.Resting = false;
        if (!slot.Recovered)
            Start(slot);
        Write(slot);
    }

    private void Start(SlotWriter slot)
    {
        if (slot.Journal is not null)
            return;
        _slotsOpen++;
        slot.Journal = Context.ActorOf(store!.SlotJournal(slot.Slot), slot.Slot.ToString());
        Context.WatchWith(slot.Journal, new SlotEvents.SlotEnded(slot.Slot));
    }

    private void Recovered(SlotWriter slot, JournalEvents.Recovered recovered)
    {
        if (slot.Recovered)
            return;
        slot.Recovered = true;
        audience.Tell(recovered);
    }

    private void Subscribe(JournalCommands.Subscribe subscribe)
    {
        audience.Add(subscribe.Subscriber, subscribe.Live);
        Watch(subscribe.Subscriber);
        foreach (var slot in _slots.Values.Where(s => s.Recovered))
            slot.Journal?.Tell(new SlotCommands.Recall(subscribe.Subscriber));
    }

    private static void Watch(IActorRef subscriber) => Context.WatchWith(subscriber, new SubscriberEnded(subscriber));

    private void Open() =>
        store?.OpenAsync().PipeTo(Self, success: slots => new StoreOpened(slots), failure: cause => new StoreNotOpened(cause));

    private void Opened(IReadOnlyList<byte> slots)
    {
        (_open, _openFailures, _trouble) = (true, 0, null);
        foreach (var slot in slots.Select(SlotOf))
            Start(slot);
        foreach (var slot in _slots.Values)
            Write(slot);
    }

    private void OpeningFailed(Exception cause)
    {
        _openFailures++;
        _trouble = cause.Message;
        var delay = settings.Backoff(_openFailures);
        _log.Warning("The journal cannot be opened, history and leases are not kept; trying again in {Delay}: {Reason}", delay, cause.Message);
        Timers.StartSingleTimer(OpenDue.Instance, OpenDue.Instance, delay);
        AnswerFlushes();
    }

    /// <summary>Whoever waits for the last write is not kept waiting by a store that fails: what it did not take is lost.</summary>
    private void AnswerFlushes()
    {
        if (_flushing.Count == 0 || !(_trouble is not null || _slots.Values.All(slot => slot.IsIdle)))
            return;
        foreach (var asker in _flushing)
            asker.Tell(JournalEvents.Flushed.Instance);
        _flushing.Clear();
    }

    private string State() => (store, _trouble, _open) switch
    {
        (null, _, _) => "none",
        (_, { } trouble, _) => $"{store.Name}: {trouble}",
        (_, _, false) => $"{store.Name}: opening",
        _ => store.Name,
    };

    private SlotWriter SlotOf(byte slot)
    {
        if (!_slots.TryGetValue(slot, out var writer))
            _slots.Add(slot, writer = new SlotWriter(slot));
        return writer;
    }

    private sealed record StoreOpened(IReadOnlyList<byte> Slots) : INoSerializationVerificationNeeded;

    private sealed record StoreNotOpened(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record SubscriberEnded(IActorRef Subscriber) : INoSerializationVerificationNeeded;

    private sealed record SlotRested(byte Slot) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record BatchDue : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly BatchDue Instance = new();
    }

    private sealed record OpenDue : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly OpenDue Instance = new();
    }
}
