namespace Concentrator.Linux.Udp;

/// <summary>The datagrams of a train, one after the other: all of one length but the last, which may be shorter.</summary>
/// <param name="segment">That length, octets; at least 1.</param>
public ref struct Datagrams(ReadOnlySpan<byte> train, int segment)
{
    private ReadOnlySpan<byte> _rest = train;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly Datagrams GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        Current = _rest[..Math.Min(segment, _rest.Length)];
        _rest = _rest[Current.Length..];
        return true;
    }
}
