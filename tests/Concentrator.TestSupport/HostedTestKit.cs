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
    /// Lets virtual time pass. A timer that a message starts is only known once the message was handled: wait for an answer first.
    /// </summary>
    protected void Advance(TimeSpan time) => Scheduler.Advance(time);

    protected override void AfterAll()
    {
        base.AfterAll();
        _host.StopAsync().GetAwaiter().GetResult();
        _host.Dispose();
    }
}
