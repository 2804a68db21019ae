using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Concentrator.Actors.Shell;

/// <summary>
/// The single scheduler entry of an actor: asks to be told <see cref="Due"/> when the earliest of its deadlines has come. A deadline that
/// moves later costs nothing (the actor wakes once too early and asks again), only one that moves earlier reschedules.
/// </summary>
internal sealed class WakeUp(IActorRef self, IScheduler scheduler, TimeProvider time)
{
    private Entry? _entry;
    private TimeSpan _at;

    /// <summary>The actor's time: monotonic, from an arbitrary origin.</summary>
    public TimeSpan Now => time.GetElapsedTime(0);

    public void At(TimeSpan? deadline)
    {
        if (deadline is not { } due || (_entry is not null && _at <= due))
            return;
        _entry?.Cancel();
        _at = due;
        // One look at the clock: between two it may pass the deadline, and the scheduler throws at a negative delay.
        var delay = due - Now;
        _entry = new Entry(self);
        scheduler.Advanced.ScheduleOnce(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, _entry, _entry);
    }

    /// <summary>To be called when <see cref="Due"/> arrives.</summary>
    public void Fired() => _entry = null;

    public void Cancel()
    {
        _entry?.Cancel();
        _entry = null;
    }

    /// <summary>
    /// What a scheduler runs, and what it asks before. Akka's own are four objects, a source of tokens among them, of which there would be some for each session.
    /// </summary>
    private sealed class Entry(IActorRef self) : IRunnable, ICancelable
    {
        private volatile bool _isCancelled;

        public bool IsCancellationRequested => _isCancelled;

        public CancellationToken Token => new(_isCancelled);

        public void Run() => self.Tell(Due.Instance, ActorRefs.NoSender);

        public void Execute() => Run();

        public void Cancel() => _isCancelled = true;

        public void Cancel(bool throwOnFirstException) => Cancel();

        public void CancelAfter(TimeSpan delay) => throw new NotSupportedException();

        public void CancelAfter(int millisecondsDelay) => throw new NotSupportedException();
    }

    /// <summary>Some deadline of the actor has come.</summary>
    internal sealed class Due : INoSerializationVerificationNeeded, IDeadLetterSuppression, INotInfluenceReceiveTimeout
    {
        public static readonly Due Instance = new();
    }
}
