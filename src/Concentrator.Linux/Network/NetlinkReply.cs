using System.Net;
using System.Text;

namespace Concentrator.Linux.Network;

/// <summary>A reply's body: its fixed part and its attributes by type.</summary>
internal sealed class NetlinkReply(byte[] body, int fixedSize)
{
    public ReadOnlySpan<byte> Fixed => body.AsSpan(0, fixedSize);

    public bool TryGet(ushort type, out ReadOnlySpan<byte> value) => TryGet(body.AsSpan(fixedSize), type, out value);

    public int? Number(ushort type) => TryGet(type, out var value) && value.Length >= sizeof(int) ? BitConverter.ToInt32(value) : null;

    public ushort? Short(ushort type) => TryGet(type, out var value) && value.Length >= sizeof(ushort) ? BitConverter.ToUInt16(value) : null;

    public IPAddress? Address(ushort type) => TryGet(type, out var value) && value.Length is 4 or 16 ? new IPAddress(value) : null;

    public string? Text(ushort type) => TryGet(type, out var value) ? Encoding.UTF8.GetString(value).TrimEnd('\0') : null;

    /// <summary>Walks a list of attributes by their lengths; the type's two high bits are flags.</summary>
    public static bool TryGet(ReadOnlySpan<byte> attributes, ushort type, out ReadOnlySpan<byte> value)
    {
        while (attributes.Length >= NetlinkMessage.AttributeHeaderSize)
        {
            var length = BitConverter.ToUInt16(attributes);
            if (length < NetlinkMessage.AttributeHeaderSize || length > attributes.Length)
                break;
            if ((BitConverter.ToUInt16(attributes[2..]) & 0x3fff) == type)
            {
                value = attributes[NetlinkMessage.AttributeHeaderSize..length];
                return true;
            }

            attributes = attributes[Math.Min(attributes.Length, length + 3 & ~3)..];
        }

        value = default;
        return false;
    }
}
