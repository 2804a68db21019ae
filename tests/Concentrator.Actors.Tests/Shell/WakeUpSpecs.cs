using Akka.TestKit.Xunit2;
using Concentrator.Actors.Shell;
using Xunit;

namespace Concentrator.Actors.Tests.Shell;

public sealed class WakeUpSpecs : TestKit
{
    [Fact]
    public void Deadline_that_passes_while_it_is_being_set_should_come()
    {
        var wake = new WakeUp(TestActor, Sys.Scheduler, new HurryingTime());

        wake.At(wake.Now + 1.5 * HurryingTime.Step);

        ExpectMsg<WakeUp.Due>();
    }

    /// <summary>A clock of which every look takes time, as on a machine that has too much to do.</summary>
    private sealed class HurryingTime : TimeProvider
    {
        public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

        private long _looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ++_looks * Step.Ticks;
    }
}
