using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors.Admission;
using Concentrator.Actors.Dialers;
using Concentrator.Actors.Endpoints;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Pppd;
using Concentrator.Actors.Pppoe;
using Concentrator.Actors.Shell;
using Concentrator.Actors.Targets;
using Concentrator.Actors.Tunnels;

namespace Concentrator.Actors;

/// <summary>Key of /user/slots in the <see cref="ActorRegistry"/>.</summary>
public sealed class SlotsKey;

/// <summary>Key of /user/targets in the <see cref="ActorRegistry"/>.</summary>
public sealed class TargetsKey;

/// <summary>Key of /user/dialers in the <see cref="ActorRegistry"/>.</summary>
public sealed class DialersKey;

/// <summary>Key of /user/pppoe in the <see cref="ActorRegistry"/>.</summary>
public sealed class PppoeKey;

public static class NodeRegistration
{
    /// <summary>Starts what makes tunnels: /user/admission, /user/targets, /user/slots and /user/endpoints; after the journal, the pools and the logins.</summary>
    public static AkkaConfigurationBuilder AddTunnels(this AkkaConfigurationBuilder builder, NodeRuntime runtime) => builder
        .AddHocon(SmallMailbox.Configuration, HoconAddMode.Prepend)
        .WithActors((system, registry) => StartTunnels(system, registry, runtime));

    /// <summary>Starts /user/dialers; after <see cref="AddTunnels"/>. Dialers begin when <see cref="DialerCommands.Begin"/> tells them that the ports are open.</summary>
    public static AkkaConfigurationBuilder AddDialers(this AkkaConfigurationBuilder builder, NodeRuntime runtime) => builder.WithActors((system, registry) =>
        registry.Register<DialersKey>(system.ActorOf(DialersActor.Props(runtime, registry.Get<TargetsKey>()), "dialers")));

    /// <summary>Starts /user/pppoe; after <see cref="AddTunnels"/>. Interfaces are served from <see cref="PppoeCommands.Begin"/> on.</summary>
    public static AkkaConfigurationBuilder AddPppoe(this AkkaConfigurationBuilder builder, NodeRuntime runtime) => builder.WithActors((system, registry) =>
        registry.Register<PppoeKey>(system.ActorOf(PppoeActor.Props(runtime, registry.Get<TargetsKey>(), registry.Get<JournalKey>()), "pppoe")));

    private static void StartTunnels(ActorSystem system, IActorRegistry registry, NodeRuntime runtime)
    {
        PppdSecretFile.RemoveAll(runtime.Configuration.Node.StateDirectory);
        var inbox = new AdmissionInbox();
        var book = new AdmissionBook();
        var admission = system.ActorOf(AdmissionActor.Props(runtime, inbox, book), "admission");
        var targets = system.ActorOf(TargetsActor.Props(runtime, admission), "targets");
        var services = new TunnelServices(admission, targets, registry.Get<PoolsKey>(), registry.Get<LoginsKey>(), registry.Get<JournalKey>());
        var slots = system.ActorOf(SlotsActor.Props(runtime, services), "slots");
        book.Slots = slots;
        inbox.Connect(admission);
        system.ActorOf(EndpointsActor.Props(runtime, inbox), "endpoints");
        registry.Register<AdmissionActor>(admission);
        registry.Register<SlotsKey>(slots);
        registry.Register<TargetsKey>(targets);
    }
}
