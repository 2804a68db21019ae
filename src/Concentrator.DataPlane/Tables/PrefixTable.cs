using System.Collections.Concurrent;

namespace Concentrator.DataPlane.Tables;

/// <summary>
/// Longest prefix match over 128-bit addresses: a hash table per prefix length in use, tried from the longest. There are only a few
/// lengths at a time (/64, /128, those of framed routes), so a look-up is a few probes. Readers take no lock and do not allocate.
/// </summary>
internal sealed class PrefixTable<T> where T : class
{
    private readonly ConcurrentDictionary<UInt128, T>?[] _byLength = new ConcurrentDictionary<UInt128, T>?[129];
    private readonly Lock _writing = new();
    private volatile int[] _lengths = [];

    public T? Find(UInt128 address)
    {
        foreach (var length in _lengths)
        {
            if (_byLength[length]!.TryGetValue(address & Mask(length), out var value))
                return value;
        }

        return null;
    }

    public void Set(UInt128 prefix, int length, T value)
    {
        lock (_writing)
        {
            (_byLength[length] ??= new ConcurrentDictionary<UInt128, T>())[prefix & Mask(length)] = value;
            Republish();
        }
    }

    /// <summary>Removes the value if it is still this one.</summary>
    public void Remove(UInt128 prefix, int length, T value)
    {
        lock (_writing)
        {
            if (_byLength[length]?.TryRemove(KeyValuePair.Create(prefix & Mask(length), value)) == true)
                Republish();
        }
    }

    public static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);

    private void Republish()
    {
        int[] lengths = [.. Enumerable.Range(0, 129).Reverse().Where(length => _byLength[length] is { IsEmpty: false })];
        if (!lengths.AsSpan().SequenceEqual(_lengths))
            _lengths = lengths;
    }
}
