using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Concentrator.Protocol.Ids;

/// <summary>
/// A UDP address and port of either family as a plain value, for tables and packets: no allocation, cheap to compare.
/// IPv4 addresses are held in their IPv6-mapped form (::ffff:a.b.c.d); <see cref="Scope"/> is the interface index of a
/// link-local IPv6 address, else 0.
/// </summary>
public readonly record struct Endpoint(UInt128 Address, ushort Port, uint Scope = 0)
{
    private static readonly UInt128 Ipv4Prefix = (UInt128)0xffff_0000_0000;

    public bool IsIpv4 => Address >> 32 == Ipv4Prefix >> 32;

    /// <summary>The IPv4 address in host order; only when <see cref="IsIpv4"/>.</summary>
    public uint Ipv4 => (uint)Address;

    public static Endpoint FromIpv4(uint address, ushort port) => new(Ipv4Prefix | address, port);

    public static Endpoint From(IPEndPoint endpoint) => From(endpoint.Address, (ushort)endpoint.Port);

    public static Endpoint From(IPAddress address, ushort port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        var scope = address.AddressFamily == AddressFamily.InterNetworkV6 ? (uint)address.ScopeId : 0;
        return new Endpoint(BinaryPrimitives.ReadUInt128BigEndian(bytes), port, scope);
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return IsIpv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, Scope);
    }

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    public override string ToString() => ToIPEndPoint().ToString();
}
