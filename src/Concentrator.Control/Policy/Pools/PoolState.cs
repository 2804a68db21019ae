using System.Net;
using System.Runtime.InteropServices;

namespace Concentrator.Control.Policy.Pools;

/// <summary>What a session asks of a pool.</summary>
/// <param name="User">Meets the address of the last time again when it is free. Null: nobody in particular.</param>
/// <param name="Fixed">The one address that will do, inside the ranges of the pool or not; or null.</param>
/// <param name="Wanted">The address that the peer asked for, given when it is free and of the pool; or null.</param>
public readonly record struct LeaseRequest(string? User, IPAddress? Fixed = null, IPAddress? Wanted = null);

/// <summary>An address in use. The serial tells it from an earlier lease of the same address, so that a late release cannot end its successor.</summary>
public readonly record struct AddressLease(IPAddress Address, long Serial);

/// <summary>
/// Who has which address of a pool. Leases and releases in constant time, in memory that grows with the addresses in use and
/// those remembered, not with the pool. One owner, no thread of its own.
/// </summary>
/// <remarks>
/// A new user gets an address never leased before, in order, as long as there is one and no more than
/// <see cref="PoolDefinition.Remember"/> wait for their last user; else the one that has been free the longest.
/// </remarks>
public sealed class PoolState
{
    private readonly Dictionary<uint, Entry> _entries = [];
    private readonly Dictionary<string, Entry> _byUser = [];

    /// <summary>Entries that are free, the one that has been so the longest first.</summary>
    private readonly LinkedList<Entry> _free = new();
    private HashSet<uint> _excluded = [];
    private long _next;
    private long _serial;

    /// <summary>An address that has been leased at least once.</summary>
    private sealed class Entry
    {
        public Entry(uint address) => (Address, Node) = (address, new LinkedListNode<Entry>(this));

        public uint Address { get; }

        /// <summary>Of the lease that holds it; 0 when it is free.</summary>
        public long Serial { get; set; }

        public string? User { get; set; }

        public LinkedListNode<Entry> Node { get; }
    }

    public PoolState(PoolDefinition definition) => Resize(definition);

    public PoolDefinition Definition { get; private set; } = null!;

    /// <summary>Addresses that can be leased.</summary>
    public long Size { get; private set; }

    public int Leased => _entries.Count - _free.Count;

    /// <summary>Free addresses that wait for the user who had them last.</summary>
    public int Remembered => _free.Count;

    /// <summary>
    /// Takes over new ranges. Leases of addresses that are no longer in the pool last until they are released, free ones are forgotten.
    /// </summary>
    public void Resize(PoolDefinition definition)
    {
        Definition = definition;
        _excluded = [.. definition.Excluded.Select(AddressRanges.ToUInt32).OfType<uint>()];
        Size = definition.Ranges.Size - _excluded.Count(definition.Ranges.Contains);
        _next = 0;
        foreach (var entry in _free.Where(entry => !IsOfPool(entry.Address)).ToList())
            Forget(entry);
    }

    /// <summary>Null: the pool is exhausted, or the fixed address is in use.</summary>
    public AddressLease? Lease(in LeaseRequest request)
    {
        var entry = request.Fixed is { } address ? Fixed(address) : Previous(request.User) ?? Wanted(request.Wanted) ?? Fresh() ?? _free.First?.Value;
        return entry is null ? null : Take(entry, request.User);
    }

    /// <summary>The end of a lease; nothing happens if it has ended already.</summary>
    public void Release(AddressLease lease)
    {
        if (AddressRanges.ToUInt32(lease.Address) is not { } address || !_entries.TryGetValue(address, out var entry) || entry.Serial != lease.Serial)
            return;
        entry.Serial = 0;
        _free.AddLast(entry.Node);
        if (!IsOfPool(address))
            Forget(entry);
        else if (entry.User is { } user)
            _byUser[user] = entry;
    }

    /// <summary>Remembers, after a restart, that a user had an address; told in the order of time. Nothing happens if the pool cannot keep it.</summary>
    public void Remember(string user, IPAddress address)
    {
        if (AddressRanges.ToUInt32(address) is not { } value || !IsOfPool(value))
            return;
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, value, out _);
        entry ??= new Entry(value);
        if (entry.Serial != 0)
            return;
        Own(entry, user);
        Unlink(entry);
        _free.AddLast(entry.Node);
    }

    private bool IsOfPool(uint address) => Definition.Ranges.Contains(address) && !_excluded.Contains(address);

    private Entry? Fixed(IPAddress address) =>
        AddressRanges.ToUInt32(address) is { } value && !_excluded.Contains(value) ? FreeEntry(value) : null;

    private Entry? Previous(string? user) => user is not null && _byUser.GetValueOrDefault(user) is { Serial: 0 } entry ? entry : null;

    private Entry? Wanted(IPAddress? address) =>
        address is not null && AddressRanges.ToUInt32(address) is { } value && IsOfPool(value) ? FreeEntry(value) : null;

    private Entry? FreeEntry(uint address)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, address, out var known);
        if (known)
            return entry!.Serial == 0 ? entry : null;
        entry = new Entry(address);
        return entry;
    }

    /// <summary>The next address that nobody has had. Each is passed once, so the search is constant time on the average.</summary>
    private Entry? Fresh()
    {
        if (_free.Count >= Definition.Remember)
            return null;
        for (; _next < Definition.Ranges.Size; _next++)
        {
            var address = Definition.Ranges.At(_next);
            if (!_entries.ContainsKey(address) && !_excluded.Contains(address))
                return FreeEntry(address);
        }
        return null;
    }

    private AddressLease Take(Entry entry, string? user)
    {
        Unlink(entry);
        Own(entry, user);
        entry.Serial = ++_serial;
        return new AddressLease(AddressRanges.ToIPAddress(entry.Address), entry.Serial);
    }

    private void Own(Entry entry, string? user)
    {
        if (entry.User is { } last && _byUser.GetValueOrDefault(last) == entry)
            _byUser.Remove(last);
        entry.User = user;
        if (user is not null)
            _byUser[user] = entry;
    }

    private void Forget(Entry entry)
    {
        Own(entry, null);
        Unlink(entry);
        _entries.Remove(entry.Address);
    }

    private void Unlink(Entry entry)
    {
        if (entry.Node.List is not null)
            _free.Remove(entry.Node);
    }
}
