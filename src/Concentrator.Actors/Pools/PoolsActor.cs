using Akka.Actor;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;

namespace Concentrator.Actors.Pools;

/// <summary>
/// /user/pools: the parent of the pools. It teaches them what the journal remembers of earlier runs; until that is read, a pool lends
/// without it. It has no state but its children, and keeps them when it is restarted itself.
/// </summary>
internal sealed class PoolsActor(ValueList<PoolDefinition> pools, IActorRef journal) : UntypedActor
{
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void PreStart()
    {
        Configure(pools);
        journal.Tell(new JournalCommands.Subscribe(Self, Live: false));
    }

    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PoolCommands.InPool { Pool: var name, Lease: var lease }:
                if (Pool(name) is { } asked)
                    asked.Forward(lease);
                else
                    lease.Holder.Tell(new PoolEvents.LeaseRefused($"there is no pool {name}"));
                break;
            case PoolCommands.Return returned:
                Pool(returned.Pool)?.Tell(returned);
                break;
            case JournalEvents.Recovered recovered:
                foreach (var lease in recovered.Facts.OfType<AddressLeased>())
                    Pool(lease.Pool)?.Tell(lease);
                break;
            case PoolCommands.Configure configure:
                Configure(configure.Pools);
                break;
            case PoolQueries.GetPoolStatus query:
                Context.PassOn(query, Sender);
                break;
        }
    }

    private void Configure(ValueList<PoolDefinition> definitions)
    {
        var retired = Context.GetChildren().ExceptBy(definitions.Select(d => ChildName(d.Name)), child => child.Path.Name).ToArray();
        foreach (var definition in definitions)
            if (Pool(definition.Name) is { } pool)
                pool.Tell(new PoolActor.Configured(definition));
            else
                Start(new PoolLedger(definition), journal);
        foreach (var pool in retired)
            pool.Tell(PoolActor.Retire.Instance);
    }

    private static void Start(PoolLedger ledger, IActorRef journal) =>
        Context.ActorOf(Props.Create(() => new PoolActor(ledger, journal)), ChildName(ledger.Definition.Name));

    private static IActorRef? Pool(string name) => Context.Child(ChildName(name)) is { } child && !child.IsNobody() ? child : null;

    private static string ChildName(string pool) => Uri.EscapeDataString(pool);
}
