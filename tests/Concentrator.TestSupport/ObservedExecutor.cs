using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Concentrator.TestSupport;

/// <summary>
/// Runs actors on the thread pool and knows when none has anything left to do, so that a test can look when all of them are at rest instead of hoping
/// that they are quick. What is on its way outside of actors (a task, a child process) it does not know.
/// <para>
/// With <c>CONCENTRATOR_TEST_HESITATION</c> in the environment every message waits for a random while, mostly none, at times 50 ms: what holds only
/// because actors are quick, or happen to be served in turn, then fails.
/// </para>
/// </summary>
public sealed class ObservedExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    private static readonly bool Hesitates = Environment.GetEnvironmentVariable("CONCENTRATOR_TEST_HESITATION") is not null;

    private static readonly ConditionalWeakTable<ActorSystem, Activity> Systems = [];

    internal static Config Everywhere { get; } = ConfigurationFactory.ParseString(
        $$"""
        akka.actor {
          default-dispatcher { executor = "{{typeof(ObservedExecutorConfigurator).AssemblyQualifiedName}}", throughput = {{(Hesitates ? 1 : 30)}} }
          internal-dispatcher { executor = "{{typeof(ObservedExecutorConfigurator).AssemblyQualifiedName}}", throughput = {{(Hesitates ? 1 : 5)}} }
        }
        """);

    /// <summary>Returns when no actor of the system has a message left, or false after this (real) time.</summary>
    internal static bool AwaitRest(ActorSystem system, TimeSpan limit) => SpinWait.SpinUntil(() => Systems.GetOrCreateValue(system).IsAtRest, limit);

    public override ExecutorService Produce(string id) => new ObservedExecutor(id, Systems.GetOrCreateValue(Prerequisites.Settings.System));

    private sealed class Activity
    {
        private int _pending;

        public bool IsAtRest => Volatile.Read(ref _pending) == 0;

        public void Begin() => Interlocked.Increment(ref _pending);

        public void End() => Interlocked.Decrement(ref _pending);
    }

    private sealed class ObservedExecutor(string id, Activity activity) : ExecutorService(id)
    {
        /// <summary>A mailbox that has more than one turn's messages is here again before its turn is over, and so is whoever it has told something.</summary>
        public override void Execute(IRunnable run)
        {
            activity.Begin();
            var pause = Hesitates ? Random.Shared.Next(100) switch { < 60 => 0, < 90 => Random.Shared.Next(1, 8), _ => Random.Shared.Next(8, 50) } : 0;
            if (pause == 0)
                ThreadPool.UnsafeQueueUserWorkItem(Run, run, preferLocal: false);
            else
                Task.Delay(pause).ContinueWith(_ => Run(run), TaskScheduler.Default);
        }

        public override void Shutdown()
        {
        }

        private void Run(IRunnable run)
        {
            try
            {
                run.Run();
            }
            finally
            {
                activity.End();
            }
        }
    }
}
