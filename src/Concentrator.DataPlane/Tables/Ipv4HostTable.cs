namespace Concentrator.DataPlane.Tables;

/// <summary>
/// Single IPv4 addresses: three arrays deep (16, 8, 8 bits), so a look-up is three loads and a change one store. Arrays once made
/// stay: a pool's addresses are used again. Readers take no lock.
/// </summary>
internal sealed class Ipv4HostTable<T> where T : class
{
    private readonly T?[]?[]?[] _root = new T?[]?[]?[1 << 16];
    private readonly Lock _writing = new();

    public T? Find(uint address) =>
        Volatile.Read(ref _root[address >> 16]) is { } middle && Volatile.Read(ref middle[(byte)(address >> 8)]) is { } leaf
            ? Volatile.Read(ref leaf[(byte)address])
            : null;

    public void Set(uint address, T value)
    {
        lock (_writing)
        {
            var middle = _root[address >> 16] ?? Publish(ref _root[address >> 16], new T?[]?[256]);
            var leaf = middle[(byte)(address >> 8)] ?? Publish(ref middle[(byte)(address >> 8)], new T?[256]);
            Volatile.Write(ref leaf[(byte)address], value);
        }
    }

    /// <summary>Removes the value if it is still this one.</summary>
    public void Remove(uint address, T value)
    {
        if (_root[address >> 16]?[(byte)(address >> 8)] is { } leaf)
            Interlocked.CompareExchange(ref leaf[(byte)address], null, value);
    }

    private static TArray Publish<TArray>(ref TArray? place, TArray array) where TArray : class
    {
        Volatile.Write(ref place, array);
        return array;
    }
}
