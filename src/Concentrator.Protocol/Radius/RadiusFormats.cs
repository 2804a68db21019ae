using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using Concentrator.Protocol.Buffers;

namespace Concentrator.Protocol.Radius;

public delegate bool RadiusReader<T>(ReadOnlySpan<byte> input, out T value);

/// <summary>How the value of an attribute lies on the wire, and how it reads in a log.</summary>
public sealed record RadiusFormat<T>(Func<T, ImmutableArray<byte>> Write, RadiusReader<T> TryRead, Func<T, string> Print);

/// <summary>The formats that the rows of <see cref="RadiusAttributes"/> name (RFC 2865 section 5).</summary>
internal static class RadiusFormats
{
    /// <summary>"text": UTF-8, losslessly (<see cref="OctetText"/>).</summary>
    public static readonly RadiusFormat<string> Text = new(
        value => [.. OctetText.Encode(value)],
        (input, out value) => (value = OctetText.Decode(input)) is not null,
        OctetText.Quote);

    /// <summary>"string": any octets.</summary>
    public static readonly RadiusFormat<ImmutableArray<byte>> Octets = new(
        value => value,
        (input, out value) => !(value = [.. input]).IsDefault,
        value => $"0x{Convert.ToHexStringLower(value.AsSpan())}");

    /// <summary>"integer": 32 bits, unsigned.</summary>
    public static readonly RadiusFormat<uint> Integer = new(
        value =>
        {
            var octets = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(octets, value);
            return [.. octets];
        },
        (input, out value) => BinaryPrimitives.TryReadUInt32BigEndian(input, out value) && input.Length == sizeof(uint),
        value => value.ToString());

    /// <summary>"address": IPv4.</summary>
    public static readonly RadiusFormat<IPAddress> Address = new(
        value => [.. value.GetAddressBytes()],
        (input, out value) => (value = input.Length == 4 ? new IPAddress(input) : IPAddress.None) is not null && input.Length == 4,
        value => value.ToString());

    /// <summary>An "integer" with names.</summary>
    public static RadiusFormat<T> Named<T>() where T : struct, Enum => new(
        value => Integer.Write(Convert.ToUInt32(value)),
        (input, out value) =>
        {
            var read = Integer.TryRead(input, out var number);
            value = (T)Enum.ToObject(typeof(T), number);
            return read;
        },
        value => value.ToString());
}
