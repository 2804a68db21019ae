using Akka.Hosting;
using Akka.DependencyInjection;

namespace Concentrator.Actors.Operations;

public static class OperationsRegistration
{
    /// <summary>Starts /user/operations, registered as <see cref="OperationsActor"/>. Call it after the actors that <paramref name="targets"/> names.</summary>
    public static AkkaConfigurationBuilder AddOperations(
        this AkkaConfigurationBuilder builder, Func<IActorRegistry, IDependencyResolver, OperationsTargets> targets) =>
        builder.WithActors((system, registry, resolver) =>
            registry.Register<OperationsActor>(system.ActorOf(OperationsActor.Props(targets(registry, resolver)), "operations")));
}
