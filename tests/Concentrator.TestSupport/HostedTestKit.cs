using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit.Abstractions;

namespace Concentrator.TestSupport;

/// <summary>
/// A TestKit whose actor system is built as the node's is: by a host, from the registration extensions of the actors under test,
/// with their keys in the <see cref="ActorRegistry"/>. Time is virtual and stands still until <see cref="Advance"/>; every message
/// that is told is serialized, unless it says that it never leaves the node.
/// </summary>
public abstract class HostedTestKit : TestKit
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    private readonly IHost _host;

    protected HostedTestKit(ITestOutputHelper output, Action<AkkaConfigurationBuilder> actors, Action<IServiceCollection>? services = null)
        : this(TestHost.Start(actors, services), output)
    {
    }

    private HostedTestKit(IHost host, ITestOutputHelper output)
        : base(host.Services.GetRequiredService<ActorSystem>(), output) => _host = host;

    protected IServiceProvider Services => _host.Services;

    protected TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    /// <summary>The actor that was registered under a key.</summary>
    protected IActorRef Registered<TKey>() => ActorRegistry.For(Sys).Get<TKey>();

    /// <summary>
    /// Returns when every actor has handled all that it was told, so that what one of them sent is no news to the others any more. What comes from
    /// elsewhere than from actors, as the end of a process, is to be waited for with <c>AwaitAssert</c>.
    /// </summary>
    protected void Settle()
    {
        if (!ObservedExecutorConfigurator.AwaitRest(Sys, TimeSpan.FromSeconds(60)))
            throw new TimeoutException("the actors do not come to rest");
    }

    /// <summary>Looks again every few milliseconds; TestKit's own would look ten times within its limit.</summary>
    protected void AwaitAssert(Action holds, TimeSpan? limit = null, TimeSpan? interval = null) => base.AwaitAssert(holds, limit, interval ?? Glance);

    /// <inheritdoc cref="AwaitAssert"/>
    protected void AwaitCondition(Func<bool> holds, TimeSpan? limit = null, TimeSpan? interval = null) =>
        base.AwaitCondition(holds, limit, interval ?? Glance);

    /// <summary>Nobody has told the probe anything that it has not taken, nor is about to.</summary>
    protected void ExpectNothing(TestKitBase probe)
    {
        Settle();
        probe.ExpectNoMsg(TimeSpan.Zero);
    }

    /// <summary>Lets virtual time pass: timers are known that actors start upon what they were told before, and what they start then is done.</summary>
    protected void Advance(TimeSpan time)
    {
        Settle();
        Scheduler.Advance(time);
        Settle();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _host.StopAsync().GetAwaiter().GetResult();
        _host.Dispose();
    }
}
