using System.Net;
using Akka.Actor;
using Concentrator.Control.Policy.Pools;

namespace Concentrator.Actors.Pools;

/// <summary>
/// Which session holds which address of a pool. It belongs to the pool's actor but lives longer than one incarnation of it: an actor
/// that is restarted after an exception finds every lease where it was.
/// </summary>
internal sealed class PoolLedger(PoolDefinition definition)
{
    private readonly PoolState _state = new(definition);
    private readonly Dictionary<IActorRef, AddressLease> _leases = [];
    private readonly Dictionary<IPAddress, DateTimeOffset> _lastLeased = [];

    /// <summary>A pool that was taken out of the configuration lends nothing more, and is gone with its last lease.</summary>
    public bool Retired { get; private set; }

    public PoolDefinition Definition => _state.Definition;

    public long Size => Retired ? 0 : _state.Size;

    public int Leased => _state.Leased;

    public int Remembered => _state.Remembered;

    public IPAddress? AddressOf(IActorRef holder) => _leases.TryGetValue(holder, out var lease) ? lease.Address : null;

    /// <summary>Null: there is none to be had.</summary>
    public IPAddress? Lease(IActorRef holder, in LeaseRequest request, DateTimeOffset now)
    {
        if (Retired || _state.Lease(request) is not { } lease)
            return null;
        _leases.Add(holder, lease);
        _lastLeased[lease.Address] = now;
        return lease.Address;
    }

    public void Release(IActorRef holder)
    {
        if (_leases.Remove(holder, out var lease))
            _state.Release(lease);
    }

    /// <summary>
    /// Learns who had an address in an earlier run. Facts arrive slot by slot, so the latest holder of an address is found by time.
    /// </summary>
    public void Remember(string user, IPAddress address, DateTimeOffset at)
    {
        if (_lastLeased.TryGetValue(address, out var later) && later > at)
            return;
        _lastLeased[address] = at;
        _state.Remember(user, address);
    }

    public void Configure(PoolDefinition definition)
    {
        Retired = false;
        _state.Resize(definition);
    }

    public void Retire() => Retired = true;
}
