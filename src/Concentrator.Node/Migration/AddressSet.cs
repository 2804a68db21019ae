using System.Buffers.Binary;
using System.Net;
using Concentrator.Control.Policy.Pools;

namespace Concentrator.Node.Migration;

/// <summary>IPv4 addresses that rules add and take away one after the other, the last to name an address having its say.</summary>
internal sealed class AddressSet
{
    /// <summary>Sorted, and neither overlapping nor touching.</summary>
    private List<(long First, long Last)> _ranges = [];

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>As the ranges of a pool: "a-b", or an address.</summary>
    public IEnumerable<string> Ranges => _ranges.Select(range => range.First == range.Last ? $"{Text(range.First)}" : $"{Text(range.First)}-{Text(range.Last)}");

    /// <summary>The fewest prefixes that are exactly these addresses.</summary>
    public IEnumerable<string> Prefixes =>
        !IsEmpty && AddressRanges.TryParse([.. Ranges], out var ranges, out _)
            ? ranges.Networks().Select(network => network.PrefixLength == 32 ? $"{network.BaseAddress}" : $"{network}")
            : [];

    public IPAddress First => Text(_ranges[0].First);

    public void Add(IPAddress first, IPAddress last)
    {
        var (from, to) = (Number(first), Number(last));
        // What touches the new range becomes one with it.
        foreach (var range in _ranges.Where(range => range.First <= to + 1 && from <= range.Last + 1))
            (from, to) = (Math.Min(from, range.First), Math.Max(to, range.Last));
        _ranges = [.. _ranges.Where(range => range.Last < from || range.First > to).Append((from, to)).Order()];
    }

    public void Remove(IPAddress first, IPAddress last)
    {
        var (from, to) = (Number(first), Number(last));
        _ranges = [.. _ranges
            .SelectMany(range => new[] { (range.First, Last: Math.Min(range.Last, from - 1)), (First: Math.Max(range.First, to + 1), range.Last) })
            .Where(range => range.First <= range.Last)
            .Order()];
    }

    private static long Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress Text(long number)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)number);
        return new IPAddress(octets);
    }
}
