using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Concentrator.Protocol.Radius;

/// <summary>
/// A RADIUS packet (RFC 2865 section 3). Immutable. Signing and proving it is the business of <see cref="RadiusSignature"/>, which works on the octets.
/// </summary>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     Code      |  Identifier   |            Length             |
/// |                  Authenticator (16 octets)                    |
/// |  Attributes ...
/// </code>
/// <param name="Authenticator">16 octets.</param>
public sealed record RadiusPacket(RadiusCode Code, byte Identifier, ImmutableArray<byte> Authenticator, ImmutableArray<RadiusAttribute> Attributes)
{
    public const int HeaderLength = 20, MaxLength = 4096, AuthenticatorLength = 16, AuthenticatorOffset = 4;

    /// <summary>Sixteen zeros, where the real authenticator is still to be computed.</summary>
    public static readonly ImmutableArray<byte> NoAuthenticator = [.. new byte[AuthenticatorLength]];

    /// <summary>
    /// Reads a packet; false when it is to be silently discarded: too short, shorter or longer than it may be, or with attributes whose lengths do not add up.
    /// What lies behind Length is padding.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out RadiusPacket? packet)
    {
        packet = null;
        if (!TryTrim(datagram, out var octets))
            return false;
        var attributes = ImmutableArray.CreateBuilder<RadiusAttribute>();
        for (var rest = octets[HeaderLength..]; !rest.IsEmpty; rest = rest[rest[1]..])
        {
            if (rest.Length < RadiusAttribute.HeaderLength || rest[1] < RadiusAttribute.HeaderLength || rest[1] > rest.Length)
                return false;
            attributes.Add(new RadiusAttribute(rest[0], [.. rest[RadiusAttribute.HeaderLength..rest[1]]]));
        }

        packet = new RadiusPacket(
            (RadiusCode)octets[0], octets[1], [.. octets.Slice(AuthenticatorOffset, AuthenticatorLength)], attributes.DrainToImmutable());
        return true;
    }

    /// <summary>The octets of the wire.</summary>
    /// <exception cref="InvalidOperationException">More attributes than a packet may hold.</exception>
    public byte[] ToOctets()
    {
        var length = HeaderLength + Attributes.Sum(attribute => RadiusAttribute.HeaderLength + attribute.Value.Length);
        if (length > MaxLength)
            throw new InvalidOperationException($"a RADIUS packet of {length} octets");
        var octets = new byte[length];
        octets[0] = (byte)Code;
        octets[1] = Identifier;
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)length);
        Authenticator.CopyTo(octets, AuthenticatorOffset);
        var rest = octets.AsSpan(HeaderLength);
        foreach (var attribute in Attributes)
        {
            rest[0] = attribute.Type;
            rest[1] = (byte)(RadiusAttribute.HeaderLength + attribute.Value.Length);
            attribute.Value.CopyTo(rest[RadiusAttribute.HeaderLength..]);
            rest = rest[rest[1]..];
        }

        return octets;
    }

    /// <summary>The value of the first attribute of this kind; default when there is none, or none that is well-formed.</summary>
    public T? Find<T>(RadiusDefinition<T> definition) => TryFind(definition, out var value) ? value : default;

    public bool TryFind<T>(RadiusDefinition<T> definition, out T value)
    {
        foreach (var attribute in Attributes)
            if (attribute.Type == definition.Type)
                return definition.TryRead(attribute, out value);
        value = default!;
        return false;
    }

    /// <summary>A line for the transcript; secrets are masked.</summary>
    public override string ToString() => $"{Code} {Identifier} [{string.Join(", ", Attributes)}]";

    /// <summary>Cuts off what lies behind Length.</summary>
    internal static bool TryTrim(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        if (datagram.Length < HeaderLength)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (length is < HeaderLength or > MaxLength || length > datagram.Length)
            return false;
        octets = datagram[..length];
        return true;
    }
}
