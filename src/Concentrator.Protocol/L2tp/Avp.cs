namespace Concentrator.Protocol.L2tp;

/// <summary>One attribute-value pair of a message (RFC 2661 section 4): which attribute it is, and its value.</summary>
public abstract record Avp(AvpDefinition Definition);

/// <inheritdoc cref="Avp"/>
public sealed record Avp<T>(AvpDefinition<T> Definition, T Value) : Avp(Definition)
{
    public new AvpDefinition<T> Definition { get; } = Definition;

    /// <summary>For the transcript; secrets are masked by their <see cref="AvpDefinition.IsSecret"/>.</summary>
    public override string ToString() => Definition.IsSecret ? $"{Definition.Name}=***" : $"{Definition.Name}={Definition.Format.Print(Value)}";
}
