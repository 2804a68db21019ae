using Concentrator.Protocol.Ids;

namespace Concentrator.DataPlane.Tables;

/// <summary>Inner destination to subscriber: single IPv4 addresses first, then the longest prefix.</summary>
internal sealed class AddressTable<T> where T : class
{
    private readonly Ipv4HostTable<T> _hosts = new();
    private readonly PrefixTable<T> _prefixes = new();

    public T? Find(UInt128 address) => (new Endpoint(address, 0).IsIpv4 ? _hosts.Find((uint)address) : null) ?? _prefixes.Find(address);

    public void Set(Prefix prefix, T value)
    {
        if (prefix.IsIpv4Host)
            _hosts.Set((uint)prefix.Address, value);
        else
            _prefixes.Set(prefix.Address, prefix.Length, value);
    }

    /// <summary>Removes the value if it is still this one: a late withdrawal leaves the successor.</summary>
    public void Remove(Prefix prefix, T value)
    {
        if (prefix.IsIpv4Host)
            _hosts.Remove((uint)prefix.Address, value);
        else
            _prefixes.Remove(prefix.Address, prefix.Length, value);
    }
}
