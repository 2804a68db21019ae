using Akka.Configuration;
using Akka.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concentrator.TestSupport;

/// <summary>Hosts with nothing in them but the actors under test; a spec about a restart starts one after the other.</summary>
public static class TestHost
{
    /// <summary>What is waited for comes at once or never; how long that is on a machine that has too much to do, nobody knows.</summary>
    private static readonly Config Common = ConfigurationFactory.ParseString(
        """
        akka.stdout-loglevel = OFF
        akka.test { single-expect-default = 30s, default-timeout = 30s, filter-leeway = 30s }
        """).WithFallback(ObservedExecutorConfigurator.Everywhere);

    private static readonly Config Verified = ConfigurationFactory.ParseString("akka.actor.serialize-messages = on");

    /// <summary>Virtual time, for specs that advance it.</summary>
    public static IHost Start(Action<AkkaConfigurationBuilder> actors, Action<IServiceCollection>? services = null) =>
        Start(Verified.WithFallback(RunnableTestScheduler.Chosen), actors, services);

    /// <summary>
    /// The real clock, for specs that wait for files or sockets. Messages are not serialized: those that Akka.Persistence.Sql tells itself
    /// would not survive it.
    /// </summary>
    public static IHost StartInRealTime(Action<AkkaConfigurationBuilder> actors, Action<IServiceCollection>? services = null) =>
        Start(Config.Empty, actors, services);

    private static IHost Start(Config kind, Action<AkkaConfigurationBuilder> actors, Action<IServiceCollection>? services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        services?.Invoke(builder.Services);
        builder.Services.AddAkka("test", akka =>
        {
            akka.AddHocon(Common.WithFallback(kind).WithFallback(TestKitBase.DefaultConfig), HoconAddMode.Append);
            actors(akka);
        });
        var host = builder.Build();
        host.Start();
        return host;
    }
}
