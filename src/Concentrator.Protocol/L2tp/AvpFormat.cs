namespace Concentrator.Protocol.L2tp;

/// <summary>How the value of an AVP lies on the wire, and how it reads in a log.</summary>
public abstract record AvpFormat<T>
{
    /// <summary>Octets that <paramref name="value"/> takes.</summary>
    public abstract int GetLength(T value);

    /// <summary>Writes exactly <see cref="GetLength"/> octets.</summary>
    public abstract void Write(T value, Span<byte> output);

    /// <summary>False when the number of octets does not fit this format; never throws.</summary>
    public abstract bool TryRead(ReadOnlySpan<byte> input, out T value);

    public virtual bool AreEqual(T left, T right) => EqualityComparer<T>.Default.Equals(left, right);

    public virtual string Print(T value) => value?.ToString() ?? "";
}
