using System.Net;
using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;
using Concentrator.Control.Policy.Pools;

namespace Concentrator.Actors.Pools;

/// <summary>
/// /user/pools/{name}: lends the addresses of one pool. Restarted at once when it throws:
/// nothing outside is to be waited for, the message that made it throw is gone, and the leases are in the ledger.
/// </summary>
internal sealed class PoolActor(PoolLedger ledger, IActorRef journal) : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger().WithContext("Pool", ledger.Definition.Name);

    private string Name => ledger.Definition.Name;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PoolCommands.Lease lease:
                Lease(lease);
                break;
            case PoolCommands.Return returned:
                ledger.Release(returned.Holder);
                StopWhenEmpty();
                break;
            case AddressLeased remembered:
                ledger.Remember(remembered.User, remembered.Address, remembered.At);
                break;
            case Configured configured:
                ledger.Configure(configured.Definition);
                _log.Info("Pool {Name} lends {Ranges}", Name, configured.Definition.Ranges);
                break;
            case Retire:
                ledger.Retire();
                StopWhenEmpty();
                break;
            case PoolQueries.GetPoolStatus:
                Sender.Tell(new PoolStatus(Name, ledger.Definition.Ranges.Text, ledger.Size, ledger.Leased, ledger.Remembered, ledger.Definition.Group));
                break;
        }
    }

    private void Lease(PoolCommands.Lease lease)
    {
        if (ledger.AddressOf(lease.Holder) is { } held)
        {
            lease.Holder.Tell(new PoolEvents.Leased(held));
            return;
        }

        var now = Context.System.Scheduler.Now;
        if (ledger.Lease(lease.Holder, new LeaseRequest(lease.User, lease.Fixed, lease.Wanted), now) is not { } address)
        {
            lease.Holder.Tell(new PoolEvents.LeaseRefused(Refusal(lease.Fixed)));
            return;
        }

        lease.Holder.Tell(new PoolEvents.Leased(address));
        // A fixed address is in the secrets, so there is nothing to remember about it.
        if (lease is { User: { } user, Fixed: null })
            journal.Tell(new JournalCommands.Record(new AddressLeased(now, Name, user, address)));
    }

    private void StopWhenEmpty()
    {
        if (ledger is { Retired: true, Leased: 0 })
            Context.Stop(Self);
    }

    private string Refusal(IPAddress? wanted) => (ledger.Retired, wanted) switch
    {
        (true, _) => $"pool {Name} is no longer configured",
        (_, not null) => $"address {wanted} is in use",
        _ => $"pool {Name} is exhausted",
    };

    /// <summary>From the parent: the pool has new ranges, or is configured again.</summary>
    internal sealed record Configured(PoolDefinition Definition) : INoSerializationVerificationNeeded;

    /// <summary>From the parent: the pool is no longer configured.</summary>
    internal sealed record Retire : INoSerializationVerificationNeeded
    {
        public static readonly Retire Instance = new();
    }
}
