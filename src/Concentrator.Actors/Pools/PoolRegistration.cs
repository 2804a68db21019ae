using Akka.Actor;
using Akka.Hosting;
using Concentrator.Actors.Journal;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;

namespace Concentrator.Actors.Pools;

/// <summary>Key of /user/pools in the <see cref="ActorRegistry"/>.</summary>
public sealed class PoolsKey;

public static class PoolRegistration
{
    /// <summary>Starts /user/pools and its pools; comes after the journal, which they tell of their leases.</summary>
    public static AkkaConfigurationBuilder AddPools(this AkkaConfigurationBuilder builder, ValueList<PoolDefinition> pools) =>
        builder.WithActors((system, registry) =>
        {
            var journal = registry.Get<JournalKey>();
            registry.Register<PoolsKey>(system.ActorOf(Props.Create(() => new PoolsActor(pools, journal)), "pools"));
        });
}
