namespace Concentrator.Protocol.Radius;

/// <summary>One kind of attribute: a row of <see cref="RadiusAttributes"/>.</summary>
/// <param name="IsSecret">Whether its value must never reach a log.</param>
public abstract record RadiusDefinition(byte Type, string Name, bool IsSecret)
{
    /// <summary>The attribute in words; one whose value is malformed in hexadecimal.</summary>
    public abstract string Print(RadiusAttribute attribute);
}

/// <inheritdoc cref="RadiusDefinition"/>
/// <param name="Format">How the value lies on the wire.</param>
public sealed record RadiusDefinition<T>(byte Type, string Name, RadiusFormat<T> Format, bool IsSecret = false) : RadiusDefinition(Type, Name, IsSecret)
{
    /// <summary>The attribute with a value, for a packet that we send.</summary>
    /// <exception cref="ArgumentException">The value is too long for an attribute.</exception>
    public RadiusAttribute Of(T value) => Format.Write(value) is { Length: <= RadiusAttribute.MaxValueLength } octets
        ? new RadiusAttribute(Type, octets)
        : throw new ArgumentException($"value too long for {Name}", nameof(value));

    /// <summary>False for an attribute of another type, and for a value that is not of this format.</summary>
    public bool TryRead(RadiusAttribute attribute, out T value)
    {
        value = default!;
        return attribute.Type == Type && Format.TryRead(attribute.Value.AsSpan(), out value);
    }

    public override string Print(RadiusAttribute attribute) =>
        IsSecret ? $"{Name} ***"
        : TryRead(attribute, out var value) ? $"{Name} {Format.Print(value)}"
        : $"{Name} malformed 0x{Convert.ToHexStringLower(attribute.Value.AsSpan())}";
}
