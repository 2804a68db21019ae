using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace Concentrator.Control.Policy.Pools;

/// <summary>
/// The addresses of a pool: "10.64.0.0/12" (without its network and broadcast address), "192.0.2.10-192.0.2.99" and single
/// addresses, numbered from 0 in the order of the list.
/// </summary>
public sealed record AddressRanges
{
    private readonly ValueList<Range> _ranges;

    private readonly record struct Range(uint First, uint Last)
    {
        public long Size => (long)Last - First + 1;
    }

    private AddressRanges(ValueList<Range> ranges, string text)
    {
        _ranges = ranges;
        Text = text;
        Size = ranges.Sum(range => range.Size);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public long Size { get; }

    /// <param name="error">What is wrong with which range, when the answer is false.</param>
    public static bool TryParse(IReadOnlyList<string> texts, out AddressRanges ranges, out string error)
    {
        var parsed = new List<Range>();
        error = "";
        foreach (var text in texts)
        {
            if (ParseRange(text) is not { } range)
                error = $"\"{text}\" is not an IPv4 prefix (10.0.0.0/24), range (10.0.0.10-10.0.0.99) or address";
            else if (range.First > range.Last)
                error = $"\"{text}\" ends before it begins";
            else if (parsed.Any(other => range.First <= other.Last && other.First <= range.Last))
                error = $"\"{text}\" overlaps another range of the pool";
            else
            {
                parsed.Add(range);
                continue;
            }
            break;
        }

        if (parsed.Count == 0 && error == "")
            error = "a pool needs at least one range";
        ranges = new AddressRanges(parsed.ToValueList(), string.Join(", ", texts));
        return error == "";
    }

    public bool Contains(IPAddress address) => ToUInt32(address) is { } value && Contains(value);

    public bool Overlaps(AddressRanges other) =>
        _ranges.Any(mine => other._ranges.Any(theirs => mine.First <= theirs.Last && theirs.First <= mine.Last));

    /// <summary>The fewest prefixes that cover exactly these addresses, for the routes to them.</summary>
    public IEnumerable<IPNetwork> Networks()
    {
        foreach (var range in _ranges)
            for (long first = range.First; first <= range.Last;)
            {
                var aligned = first == 0 ? 32 : BitOperations.TrailingZeroCount((uint)first);
                var size = Math.Min(aligned, BitOperations.Log2((ulong)(range.Last - first + 1)));
                yield return new IPNetwork(ToIPAddress((uint)first), 32 - size);
                first += 1L << size;
            }
    }

    internal bool Contains(uint address)
    {
        foreach (var range in _ranges)
            if (address >= range.First && address <= range.Last)
                return true;
        return false;
    }

    /// <summary>The address with a number from 0 to <see cref="Size"/> - 1.</summary>
    internal uint At(long number)
    {
        foreach (var range in _ranges)
        {
            if (number < range.Size)
                return (uint)(range.First + number);
            number -= range.Size;
        }
        throw new ArgumentOutOfRangeException(nameof(number));
    }

    internal static uint? ToUInt32(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.AddressFamily == AddressFamily.InterNetwork && address.TryWriteBytes(bytes, out _)
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : null;
    }

    internal static IPAddress ToIPAddress(uint address)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
        return new IPAddress(bytes);
    }

    private static Range? ParseRange(string text)
    {
        if (text.Split('-', StringSplitOptions.TrimEntries) is [var from, var to])
            return Single(from) is { } first && Single(to) is { } last ? new Range(first, last) : null;
        if (!Prefix.TryParse(text, out var prefix) || !prefix.IsIpv4)
            return null;
        var network = ToUInt32(prefix.Address)!.Value;
        var hosts = (uint)((1UL << (32 - prefix.Length)) - 1);
        return prefix.Length >= 31 ? new Range(network, network + hosts) : new Range(network + 1, network + hosts - 1);
    }

    private static uint? Single(string text) =>
        !text.Contains('/') && Prefix.TryParse(text, out var prefix) && prefix.IsIpv4 ? ToUInt32(prefix.Address) : null;

    public override string ToString() => Text;
}
