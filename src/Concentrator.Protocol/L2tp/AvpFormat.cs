namespace Concentrator.Protocol.L2tp;

/// <summary>How the value of an AVP lies on the wire, and how it reads in a log.</summary>
public abstract record AvpFormat<T>
{
    /// <summary>Octets that <paramref name="value"/> takes.</summary>
    public abstract int GetLength(T value);

    /// <summary>Writes exactly <see cref="GetLength"/> octets.</summary>
    public abstract void Write(T value, Span<byte> output);

    /// <summary>False when the octets are no value of this format; never throws.</summary>
    public abstract bool TryRead(ReadOnlySpan<byte> input, out T value);

    public virtual string Print(T value) => value?.ToString() ?? "";
}
