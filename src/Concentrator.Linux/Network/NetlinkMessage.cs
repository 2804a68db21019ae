using System.Net;
using System.Text;

namespace Concentrator.Linux.Network;

/// <summary>Builds one netlink request: header, fixed part, attributes (rtnetlink(7)). Numbers are in host order, addresses in network order.</summary>
internal sealed class NetlinkMessage
{
    public const int HeaderSize = 16, AttributeHeaderSize = 4;

    private const ushort NestedFlag = 0x8000;

    private readonly byte[] _bytes = new byte[512];
    private int _length = HeaderSize;

    public NetlinkMessage(NetlinkType type, NetlinkFlags flags)
    {
        BitConverter.TryWriteBytes(_bytes.AsSpan(4), (ushort)type);
        BitConverter.TryWriteBytes(_bytes.AsSpan(6), (ushort)(flags | NetlinkFlags.Request));
    }

    /// <summary>The whole message, with its length and sequence number filled in.</summary>
    public Span<byte> Seal(uint sequence)
    {
        BitConverter.TryWriteBytes(_bytes.AsSpan(0), _length);
        BitConverter.TryWriteBytes(_bytes.AsSpan(8), sequence);
        return _bytes.AsSpan(0, _length);
    }

    public NetlinkMessage Fixed(params ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_bytes.AsSpan(_length));
        _length += octets.Length;
        return this;
    }

    public NetlinkMessage Fixed(int value)
    {
        BitConverter.TryWriteBytes(_bytes.AsSpan(_length), value);
        _length += sizeof(int);
        return this;
    }

    public NetlinkMessage Attribute(ushort type, params ReadOnlySpan<byte> value)
    {
        var at = _bytes.AsSpan(_length);
        BitConverter.TryWriteBytes(at, (ushort)(AttributeHeaderSize + value.Length));
        BitConverter.TryWriteBytes(at[2..], type);
        value.CopyTo(at[AttributeHeaderSize..]);
        _length += AttributeHeaderSize + (value.Length + 3 & ~3);
        return this;
    }

    public NetlinkMessage Attribute(ushort type, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(bytes, value);
        return Attribute(type, bytes);
    }

    public NetlinkMessage Attribute(ushort type, ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BitConverter.TryWriteBytes(bytes, value);
        return Attribute(type, bytes);
    }

    public NetlinkMessage Attribute(ushort type, IPAddress address) => Attribute(type, address.GetAddressBytes());

    /// <summary>An attribute that consists of attributes, each of which one inner call has written.</summary>
    public NetlinkMessage Nested(ushort type, Action<NetlinkMessage> inner)
    {
        var start = _length;
        _length += AttributeHeaderSize;
        inner(this);
        BitConverter.TryWriteBytes(_bytes.AsSpan(start), (ushort)(_length - start));
        BitConverter.TryWriteBytes(_bytes.AsSpan(start + 2), (ushort)(type | NestedFlag));
        return this;
    }

    public NetlinkMessage Attribute(ushort type, string text) => Attribute(type, [.. Encoding.UTF8.GetBytes(text), 0]);
}
