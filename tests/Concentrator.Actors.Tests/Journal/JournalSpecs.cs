using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Journal;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Journal;

/// <summary>The journal over a store whose slots are played by a probe.</summary>
public class JournalSpecs : HostedTestKit
{
    private static readonly JournalSettings Settings = new() { BatchSize = 3, Capacity = 10, SlotsPerDelay = 2 };

    private readonly JournalHealth _health = new();
    private readonly JournalAudience _audience = new();
    private readonly TestProbe _slot;
    private IActorRef _slotJournal = ActorRefs.Nobody;
    private IReadOnlyList<byte> _stored = [];
    private Exception? _openFailure;

    public JournalSpecs(ITestOutputHelper output)
        : base(output, akka => akka.AddJournal(sqliteFile: null)) => _slot = CreateTestProbe();

    [Fact]
    public void Facts_should_wait_for_company_and_be_written_together()
    {
        var journal = StartJournal();
        Record(journal, 2);
        Assert.Equal(2, Status(journal).Waiting);
        ExpectNothing(_slot);

        Advance(Settings.BatchDelay);
        Assert.Equal([1, 2], ExpectWrite());
    }

    [Fact]
    public void Full_batch_should_not_wait()
    {
        var journal = StartJournal();
        Record(journal, 3);
        Assert.Equal([1, 2, 3], ExpectWrite());
    }

    [Fact]
    public void Slot_should_have_one_bounded_batch_in_hand_however_many_facts_come()
    {
        var journal = StartJournal();
        Record(journal, 8);
        Assert.Equal([1, 2, 3], ExpectWrite());
        Assert.Equal(5, Status(journal).Waiting);
        ExpectNothing(_slot);

        Answer(new SlotEvents.Written(Facts.Slot, Facts: 3, Rejected: 1));
        Assert.Equal([4, 5, 6], ExpectWrite());
        var status = Status(journal);
        Assert.Equal((2, 1, 2), (status.Written, status.Dropped, status.Waiting));
    }

    [Fact]
    public void Facts_that_gathered_during_a_write_should_wait_for_company_again()
    {
        var journal = StartJournal();
        Record(journal, 4);
        ExpectWrite();
        Answer(new SlotEvents.Written(Facts.Slot, Facts: 3, Rejected: 0));
        AwaitAssert(() => Assert.Equal((3, 1), (Status(journal).Written, Status(journal).Waiting)));
        ExpectNothing(_slot);

        Advance(Settings.BatchDelay);
        Assert.Equal([4], ExpectWrite());
    }

    [Fact]
    public void Slots_should_take_turns_so_that_many_of_them_are_not_many_writes()
    {
        var journal = StartJournal();
        foreach (var slot in (byte[])[5, 3, 4, 5, 3])
            journal.Tell(new JournalCommands.Record(Facts.TunnelEnded(slot << 8)));
        Assert.Equal(5, Status(journal).Waiting);

        Advance(Settings.BatchDelay);
        Assert.Equivalent(new[] { 3, 5 }, new[] { ExpectWriteOf(), ExpectWriteOf() });
        Assert.Equal(1, Status(journal).Waiting);
        ExpectNothing(_slot);
        Advance(Settings.BatchDelay);
        Assert.Equal(4, ExpectWriteOf());

        int ExpectWriteOf() => _slot.ExpectMsg<SlotCommands.Write>().Facts.Select(fact => fact.Slot).Distinct().Single();
    }

    [Fact]
    public void Facts_beyond_the_capacity_should_be_dropped_and_counted()
    {
        var journal = StartJournal();
        Record(journal, 20);
        ExpectWrite();
        var status = Status(journal);
        Assert.Equal((20, 10, 7), (status.Recorded, status.Waiting, status.Dropped));
    }

    [Fact]
    public void Slot_that_fails_should_rest_and_lose_only_what_it_had_in_hand()
    {
        var journal = StartJournal();
        Record(journal, 4);
        ExpectWrite();
        FailSlot(journal);
        Assert.Equal((3, 1, "fake: failing"), (Status(journal).Dropped, Status(journal).Waiting, Status(journal).State));

        Advance(Settings.MinBackoff - TimeSpan.FromMilliseconds(1));
        Status(journal);
        ExpectNothing(_slot);
        Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([4], ExpectWrite());
        FailSlot(journal);

        // The second time it rests for twice as long.
        Record(journal, 1);
        Assert.Equal(4, Status(journal).Dropped);
        Advance(Settings.MinBackoff);
        Status(journal);
        ExpectNothing(_slot);
        Advance(Settings.MinBackoff);
        Assert.Equal([1], ExpectWrite());
        Answer(new SlotEvents.Written(Facts.Slot, Facts: 1, Rejected: 0));
        AwaitAssert(() => Assert.Equal((1, "fake"), (Status(journal).Written, Status(journal).State)));
    }

    [Fact]
    public void Store_that_cannot_be_opened_should_be_tried_again()
    {
        _openFailure = new IOException("disk on fire");
        var journal = StartJournal();
        AwaitAssert(() => Assert.Equal("fake: disk on fire", Status(journal).State));
        Record(journal, 3);
        Status(journal);
        ExpectNothing(_slot);

        _openFailure = null;
        Advance(Settings.MinBackoff);
        Assert.Equal([1, 2, 3], ExpectWrite());
    }

    [Fact]
    public void Only_slots_that_hold_something_should_be_read_at_start()
    {
        _stored = [1, 200];
        var journal = StartJournal();
        AwaitAssert(() => Assert.Equal(2, Status(journal).SlotsOpen));
    }

    [Fact]
    public void Subscriber_should_hear_once_what_a_slot_recovered()
    {
        var journal = StartJournal();
        journal.Tell(new JournalCommands.Subscribe(TestActor, Live: false));
        Record(journal, 3);
        ExpectWrite();
        var recovered = new JournalEvents.Recovered(Facts.Slot, [Facts.SessionEnded]);
        Answer(recovered);
        Assert.Same(recovered, ExpectMsg<JournalEvents.Recovered>());

        FailSlot(journal);
        Record(journal, 3);
        Status(journal);
        Advance(Settings.MinBackoff);
        ExpectWrite();
        Answer(recovered);
        Status(journal);
        ExpectNothing(this);
    }

    [Fact]
    public void Late_subscriber_should_be_told_by_the_slots_that_have_recovered()
    {
        var journal = StartJournal();
        var early = CreateTestProbe();
        journal.Tell(new JournalCommands.Subscribe(early, Live: false));
        Record(journal, 3);
        ExpectWrite();
        Answer(new JournalEvents.Recovered(Facts.Slot, []));
        early.ExpectMsg<JournalEvents.Recovered>();

        journal.Tell(new JournalCommands.Subscribe(TestActor, Live: false));
        Assert.Same(TestActor, _slot.ExpectMsg<SlotCommands.Recall>().Subscriber);
    }

    [Fact]
    public void Live_subscriber_should_hear_each_fact_also_when_nothing_is_kept()
    {
        var journal = Sys.ActorOf(Props.Create(() => new JournalActor(null, Settings, _health, _audience)));
        journal.Tell(new JournalCommands.Subscribe(TestActor, Live: true));
        journal.Tell(new JournalCommands.Record(Facts.SessionEnded));
        ExpectMsg(Facts.SessionEnded);
        var status = Status(journal);
        Assert.Equal(("none", 1, 0, 0), (status.State, status.Recorded, status.Dropped, status.Waiting));
    }

    [Fact]
    public void Subscriber_should_hear_of_what_happens_after_a_restart_and_not_again_of_earlier_runs()
    {
        _stored = [Facts.Slot];
        var journal = StartJournal();
        journal.Tell(new JournalCommands.Subscribe(TestActor, Live: true));
        RecoverSlot(journal);
        ExpectMsg<JournalEvents.Recovered>();

        EventFilter.Exception<KeyNotFoundException>().ExpectOne(() => journal.Tell(new SlotEvents.SlotEnded(Facts.Slot + 1)));
        AwaitAssert(() => Assert.Equal("fake", Status(journal).State));
        RecoverSlot(journal);
        AwaitAssert(() =>
        {
            journal.Tell(new JournalCommands.Subscribe(CreateTestProbe(), Live: false));
            _slot.ExpectMsg<SlotCommands.Recall>(TimeSpan.FromMilliseconds(100));
        });
        journal.Tell(new JournalCommands.Record(Facts.SessionEnded));
        ExpectMsg(Facts.SessionEnded);
    }

    [Fact]
    public void Facts_that_are_lost_with_a_failure_of_the_journal_should_be_counted_and_told()
    {
        var journal = StartJournal();
        Record(journal, 3);
        AwaitAssert(() => Assert.Equal(3, Status(journal).Recorded));

        EventFilter.Error(contains: "3 facts that were not written yet are lost").ExpectOne(
            () => journal.Tell(new SlotEvents.SlotEnded(Facts.Slot + 1)));

        AwaitAssert(() => Assert.Equal((3, 0, 3), (Status(journal).Recorded, Status(journal).Written, Status(journal).Dropped)));
    }

    [Fact]
    public void Flush_should_write_at_once_and_answer_when_everything_is_written()
    {
        var journal = StartJournal();
        Record(journal, 1);
        journal.Tell(JournalCommands.Flush.Instance, TestActor);
        ExpectWrite();
        ExpectNothing(this);
        Answer(new SlotEvents.Written(Facts.Slot, Facts: 1, Rejected: 0));
        ExpectMsg<JournalEvents.Flushed>();
    }

    [Fact]
    public void Flush_should_not_wait_for_a_store_that_failed()
    {
        var journal = StartJournal();
        Record(journal, 4);
        ExpectWrite();
        journal.Tell(JournalCommands.Flush.Instance, TestActor);
        FailSlot(journal);
        ExpectMsg<JournalEvents.Flushed>();
    }

    private IActorRef StartJournal()
    {
        var slot = _slot.Ref;
        var store = new JournalStore("fake", OpenAsync, _ => Props.Create(() => new PlayedSlot(slot)));
        var journal = Sys.ActorOf(Props.Create(() => new JournalActor(store, Settings, _health, _audience)));
        AwaitAssert(() => Assert.NotEqual("fake: opening", Status(journal).State));
        return journal;
    }

    private Task<IReadOnlyList<byte>> OpenAsync() => _openFailure is null ? Task.FromResult(_stored) : Task.FromException<IReadOnlyList<byte>>(_openFailure);

    private static void Record(IActorRef journal, int facts)
    {
        foreach (var second in Enumerable.Range(1, facts))
            journal.Tell(new JournalCommands.Record(Facts.SessionEndedAt(second)));
    }

    /// <summary>Which of the facts were handed to the slot.</summary>
    private int[] ExpectWrite()
    {
        var write = _slot.ExpectMsg<SlotCommands.Write>();
        _slotJournal = _slot.Sender;
        return [.. write.Facts.Select(fact => (int)(fact.At - Facts.Noon).TotalSeconds)];
    }

    private void Answer(object message) => _slotJournal.Tell(message, _slot);

    private void RecoverSlot(IActorRef journal) =>
        Sys.ActorSelection(journal.Path / $"{Facts.Slot}").Tell(new JournalEvents.Recovered(Facts.Slot, []), _slot);

    private void FailSlot(IActorRef journal)
    {
        var dropped = Status(journal).Dropped;
        _slotJournal.Tell(PoisonPill.Instance);
        AwaitAssert(() => Assert.NotEqual(dropped, Status(journal).Dropped));
    }

    private JournalStatus Status(IActorRef journal)
    {
        Settle();
        var probe = CreateTestProbe();
        journal.Tell(new Identify(1), probe);
        probe.ExpectMsg<ActorIdentity>();
        return _health.Current;
    }

    /// <summary>Passes on to the probe what the journal says, and to the journal what the probe says.</summary>
    private sealed class PlayedSlot(IActorRef player) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var to = Sender.Equals(Context.Parent) ? player : Context.Parent;
            to.Tell(message, Self);
        }
    }
}
