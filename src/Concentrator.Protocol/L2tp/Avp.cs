namespace Concentrator.Protocol.L2tp;

/// <summary>One attribute-value pair of a message (RFC 2661 section 4): which attribute it is, and its value.</summary>
public abstract record Avp(AvpDefinition Definition)
{
    /// <summary>Most octets of a value of our own: what ten bits of Length leave, and two less so that it can be hidden (section 4.3).</summary>
    public const int MaxValueLength = RawAvp.MaxValueLength - 2;

    /// <summary>It came with the H bit, so the peer does not want it shown. No part of what makes two AVPs equal.</summary>
    public bool WasHidden { get; init; }

    /// <summary>The value for people; secrets, and what came hidden, are masked. Empty where the AVP has none.</summary>
    public abstract string ValueText { get; }

    internal abstract int ValueLength { get; }

    internal abstract void WriteValue(Span<byte> output);
}

/// <inheritdoc cref="Avp"/>
public sealed record Avp<T>(AvpDefinition<T> Definition, T Value) : Avp(Definition)
{
    public new AvpDefinition<T> Definition { get; } = Definition;

    internal override int ValueLength => Definition.Format.GetLength(Value);

    internal override void WriteValue(Span<byte> output) => Definition.Format.Write(Value, output);

    public bool Equals(Avp<T>? other) =>
        other is not null && ReferenceEquals(Definition, other.Definition) && Definition.Format.AreEqual(Value, other.Value);

    public override int GetHashCode() => HashCode.Combine(Definition.Vendor, Definition.Type, ValueLength);

    public override string ValueText => Value is Empty ? "" : Definition.IsSecret || WasHidden ? "***" : Definition.Format.Print(Value);

    /// <summary>For the transcript.</summary>
    public override string ToString() => Value is Empty ? Definition.Name : $"{Definition.Name}={ValueText}";
}
