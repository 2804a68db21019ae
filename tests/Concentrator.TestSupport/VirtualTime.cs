using Akka.Actor;

namespace Concentrator.TestSupport;

/// <summary>The time of a test's scheduler, which stands still until the test lets it pass.</summary>
public sealed class VirtualTime : TimeProvider
{
    /// <summary>Known once the actor system is there; before, no time passes.</summary>
    public IScheduler? Scheduler { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Scheduler?.Now ?? DateTimeOffset.UnixEpoch;

    public override long GetTimestamp() => GetUtcNow().Ticks;
}
