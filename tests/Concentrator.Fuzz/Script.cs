namespace Concentrator.Fuzzing;

/// <summary>An input as a list of things to do: octets are taken from its front, zeros when there are none left.</summary>
public ref struct Script(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Next()
    {
        if (_rest.IsEmpty)
            return 0;
        var octet = _rest[0];
        _rest = _rest[1..];
        return octet;
    }

    /// <summary>One of so many, the first of them when nothing is left.</summary>
    public int Choose(int count) => Next() % count;

    public T Choose<T>(IReadOnlyList<T> items) => items[(Next() << 8 | Next()) % items.Count];

    public ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..Math.Min(count, _rest.Length)];
        _rest = _rest[taken.Length..];
        return taken;
    }

    public ReadOnlySpan<byte> TakeAll() => Take(_rest.Length);

    /// <summary>Scripts to start from, where anything is one.</summary>
    public static IEnumerable<byte[]> Any()
    {
        for (var length = 8; length <= 512; length *= 2)
        {
            var octets = new byte[length];
            new Random(length).NextBytes(octets);
            yield return octets;
        }
    }
}
