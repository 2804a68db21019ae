using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;

namespace Concentrator.Protocol.Ppp;

internal static class OptionFormats
{
    /// <summary>An option that says all by being there; its value is always true.</summary>
    public static readonly OptionFormat<bool> Flag = new(
        (_, _) => 0,
        (input, out value) => (value = true) && input.IsEmpty,
        _ => "");

    public static readonly OptionFormat<byte> UInt8 = new(
        (value, output) =>
        {
            output[0] = value;
            return 1;
        },
        (input, out value) => (value = input.IsEmpty ? (byte)0 : input[0]) >= 0 && input.Length == 1,
        value => $"0x{value:x2}");

    public static readonly OptionFormat<ushort> UInt16 = new(
        (value, output) =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(output, value);
            return 2;
        },
        (input, out value) => BinaryPrimitives.TryReadUInt16BigEndian(input, out value) && input.Length == 2,
        value => value.ToString());

    public static readonly OptionFormat<uint> UInt32 = new(
        (value, output) =>
        {
            BinaryPrimitives.WriteUInt32BigEndian(output, value);
            return 4;
        },
        (input, out value) => BinaryPrimitives.TryReadUInt32BigEndian(input, out value) && input.Length == 4,
        value => $"0x{value:x8}");

    public static readonly OptionFormat<ulong> UInt64 = new(
        (value, output) =>
        {
            BinaryPrimitives.WriteUInt64BigEndian(output, value);
            return 8;
        },
        (input, out value) => BinaryPrimitives.TryReadUInt64BigEndian(input, out value) && input.Length == 8,
        value => $"{value >> 48:x4}:{value >> 32 & 0xffff:x4}:{value >> 16 & 0xffff:x4}:{value & 0xffff:x4}");

    public static readonly OptionFormat<IPAddress> Ipv4Address = new(
        (value, output) => value.TryWriteBytes(output, out var written) ? written : 0,
        (input, out value) => (value = input.Length == 4 ? new IPAddress(input) : IPAddress.Any) is not null && input.Length == 4,
        value => value.ToString());

    /// <summary>The protocol number, and behind CHAP's the algorithm (RFC 1661 section 6.2, RFC 1994 section 3).</summary>
    public static readonly OptionFormat<AuthMethod> Authentication = new(
        (value, output) =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(output, value is AuthMethod.Pap ? PppProtocol.Pap : PppProtocol.Chap);
            output[2] = (byte)value;
            return value is AuthMethod.Pap ? 2 : 3;
        },
        (input, out value) =>
        {
            value = input.Length is 2 or 3 ? (AuthMethod)(input[0] << 16 | input[1] << 8 | (input.Length is 3 ? input[2] : 0)) : default;
            return value is AuthMethod.Pap or AuthMethod.ChapMd5 or AuthMethod.MsChapV2 && input.Length == (value is AuthMethod.Pap ? 2 : 3);
        },
        value => value switch { AuthMethod.Pap => "pap", AuthMethod.ChapMd5 => "chap-md5", _ => "ms-chap-v2" });

    public static readonly OptionFormat<ImmutableArray<byte>> Raw = new(
        (value, output) =>
        {
            value.CopyTo(output);
            return value.Length;
        },
        (input, out value) => !(value = [.. input]).IsDefault,
        value => value.IsEmpty ? "" : $"0x{Convert.ToHexStringLower(value.AsSpan())}");
}
