namespace Concentrator.Protocol.L2tp;

/// <summary>What RFC 2661 section 4.4 says of one attribute: a row of <see cref="AvpCatalog"/>.</summary>
/// <param name="Vendor">Vendor ID: 0 for the IETF's own attributes (section 4.1).</param>
/// <param name="Type">Attribute Type, of meaning only together with the vendor.</param>
/// <param name="Name">The RFC's name of the attribute.</param>
/// <param name="IsMandatory">Whether we send it with the M bit.</param>
/// <param name="MayBeHidden">Whether the RFC lets the H bit be set on it (section 4.3).</param>
/// <param name="IsSecret">Whether its value must never reach a log.</param>
/// <param name="IsHiddenByDefault">Whether it is hidden wherever there is a secret to do it with.</param>
public abstract record AvpDefinition(
    ushort Vendor, ushort Type, string Name, bool IsMandatory, bool MayBeHidden, bool IsSecret, bool IsHiddenByDefault)
{
    /// <summary>The AVP with the value that lies in <paramref name="input"/>, or what is wrong with that.</summary>
    internal abstract ProtocolErrorKind Decode(ReadOnlySpan<byte> input, bool wasHidden, out Avp? avp);

    public override string ToString() => Vendor == 0 ? $"{Name} ({Type})" : $"{Name} ({Vendor}:{Type})";
}

/// <inheritdoc cref="AvpDefinition"/>
/// <param name="Format">How the value lies on the wire.</param>
/// <param name="Accepts">Which values of that format the RFC allows; null for all.</param>
public sealed record AvpDefinition<T>(
    ushort Vendor,
    ushort Type,
    string Name,
    AvpFormat<T> Format,
    bool IsMandatory,
    bool MayBeHidden,
    bool IsSecret = false,
    bool IsHiddenByDefault = false,
    Func<T, bool>? Accepts = null)
    : AvpDefinition(Vendor, Type, Name, IsMandatory, MayBeHidden, IsSecret, IsHiddenByDefault)
{
    /// <summary>The attribute with a value, for a message that we send.</summary>
    /// <exception cref="ArgumentException">The value is too long for an AVP, or one that the RFC does not allow.</exception>
    public Avp<T> Of(T value) => Format.GetLength(value) <= RawAvp.MaxValueLength && Accepts?.Invoke(value) != false
        ? new Avp<T>(this, value)
        : throw new ArgumentException($"No value for {this}", nameof(value));

    internal override ProtocolErrorKind Decode(ReadOnlySpan<byte> input, bool wasHidden, out Avp? avp)
    {
        avp = null;
        if (!Format.TryRead(input, out var value))
            return ProtocolErrorKind.WrongAvpLength;
        if (Accepts?.Invoke(value) == false)
            return ProtocolErrorKind.AvpOutOfRange;
        avp = new Avp<T>(this, value) { WasHidden = wasHidden };
        return ProtocolErrorKind.None;
    }

    public override string ToString() => base.ToString();
}
