using Akka.Actor;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;

namespace Concentrator.Actors.Pools;

/// <summary>
/// /user/pools: the parent of the pools. It teaches them what the journal remembers of earlier runs; until that is read, a pool lends
/// without it.
/// </summary>
internal sealed class PoolsActor(ValueList<PoolDefinition> pools, IActorRef journal) : UntypedActor
{
    private readonly Dictionary<string, IActorRef> _pools = [];

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void PreStart()
    {
        Configure(pools);
        journal.Tell(new JournalCommands.Subscribe(Self, Live: false));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PoolCommands.InPool { Pool: var name, Command: var command }:
                if (_pools.TryGetValue(name, out var asked))
                    asked.Forward(command);
                else if (command is PoolCommands.Lease)
                    command.Holder.Tell(new PoolEvents.LeaseRefused($"there is no pool {name}"));
                break;
            case JournalEvents.Recovered recovered:
                foreach (var lease in recovered.Facts.OfType<AddressLeased>())
                    if (_pools.TryGetValue(lease.Pool, out var pool))
                        pool.Tell(lease);
                break;
            case PoolCommands.Configure configure:
                Configure(configure.Pools);
                break;
            case PoolEnded ended:
                _pools.Remove(ended.Name);
                break;
            case PoolQueries.GetPoolStatus query:
                Sender.Tell(new ExpectStatus(_pools.Count));
                foreach (var pool in _pools.Values)
                    pool.Forward(query);
                break;
        }
    }

    private void Configure(ValueList<PoolDefinition> definitions)
    {
        foreach (var definition in definitions)
            if (_pools.TryGetValue(definition.Name, out var pool))
                pool.Tell(new PoolActor.Configured(definition));
            else
                Start(definition);
        foreach (var (_, retired) in _pools.ExceptBy(definitions.Select(d => d.Name), pool => pool.Key))
            retired.Tell(PoolActor.Retire.Instance);
    }

    private void Start(PoolDefinition definition)
    {
        var ledger = new PoolLedger(definition);
        var journalOfPool = journal;
        var pool = Context.ActorOf(Props.Create(() => new PoolActor(ledger, journalOfPool)), Uri.EscapeDataString(definition.Name));
        Context.WatchWith(pool, new PoolEnded(definition.Name));
        _pools.Add(definition.Name, pool);
    }

    private sealed record PoolEnded(string Name) : INoSerializationVerificationNeeded;
}
