using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace Concentrator.TestSupport;

/// <summary>TestKit's scheduler of virtual time, which runs what it is given as a runnable too.</summary>
public sealed class RunnableTestScheduler(Config config, ILoggingAdapter log) : TestScheduler(config, log), IScheduler, IAdvancedScheduler
{
    public static readonly Config Chosen = ConfigurationFactory
        .ParseString($"akka.scheduler.implementation = \"{typeof(RunnableTestScheduler).AssemblyQualifiedName}\"")
        .WithFallback(TestConfigs.TestSchedulerConfig);

    IAdvancedScheduler IScheduler.Advanced => this;

    void IRunnableScheduler.ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => ScheduleOnce(delay, action.Run, cancelable);

    void IRunnableScheduler.ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action.Run);
}
