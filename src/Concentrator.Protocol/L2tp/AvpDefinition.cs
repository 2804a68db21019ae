namespace Concentrator.Protocol.L2tp;

/// <summary>What RFC 2661 section 4.4 says of one attribute: a row of <see cref="AvpCatalog"/>.</summary>
/// <param name="Vendor">Vendor ID: 0 for the IETF's own attributes (section 4.1).</param>
/// <param name="Type">Attribute Type, of meaning only together with the vendor.</param>
/// <param name="Name">The RFC's name of the attribute.</param>
/// <param name="IsMandatory">Whether we send it with the M bit.</param>
/// <param name="MayBeHidden">Whether the RFC lets the H bit be set on it (section 4.3).</param>
/// <param name="IsSecret">Whether its value must never reach a log.</param>
public abstract record AvpDefinition(ushort Vendor, ushort Type, string Name, bool IsMandatory, bool MayBeHidden, bool IsSecret)
{
    public override string ToString() => Vendor == 0 ? $"{Name} ({Type})" : $"{Name} ({Vendor}:{Type})";
}

/// <inheritdoc cref="AvpDefinition"/>
/// <param name="Format">How the value lies on the wire.</param>
public sealed record AvpDefinition<T>(ushort Vendor, ushort Type, string Name, AvpFormat<T> Format, bool IsMandatory, bool MayBeHidden, bool IsSecret = false)
    : AvpDefinition(Vendor, Type, Name, IsMandatory, MayBeHidden, IsSecret)
{
    /// <summary>The attribute with a value, for a message that we send.</summary>
    public Avp<T> Of(T value) => new(this, value);

    public override string ToString() => base.ToString();
}
