using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>
/// An IP address and port as a value, to and from the kernel's struct sockaddr. IPv4 addresses are IPv6-mapped (::ffff:a.b.c.d).
/// </summary>
/// <param name="Scope">Interface index of a link-local IPv6 address, else 0.</param>
public readonly record struct InetEndpoint(UInt128 Address, ushort Port, uint Scope = 0)
{
    /// <summary>Octets that hold either family's sockaddr.</summary>
    internal const int MaxNameSize = 28;

    private const int Ipv4NameSize = 16, Ipv6NameSize = 28;

    private static readonly UInt128 Ipv4Prefix = (UInt128)0xffff_0000_0000;

    public bool IsIpv4 => Address >> 32 == Ipv4Prefix >> 32;

    public bool IsUnspecified => Address == UInt128.Zero || Address == Ipv4Prefix;

    public static InetEndpoint FromIpv4(uint address, ushort port) => new(Ipv4Prefix | address, port);

    public static InetEndpoint From(IPEndPoint endpoint)
    {
        Span<byte> bytes = stackalloc byte[16];
        endpoint.Address.MapToIPv6().TryWriteBytes(bytes, out _);
        var scope = endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? (uint)endpoint.Address.ScopeId : 0;
        return new InetEndpoint(BinaryPrimitives.ReadUInt128BigEndian(bytes), (ushort)endpoint.Port, scope);
    }

    /// <summary>Reads struct sockaddr_in or sockaddr_in6.</summary>
    internal static InetEndpoint FromName(ReadOnlySpan<byte> name)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
        return BitConverter.ToUInt16(name) == Libc.FamilyInet
            ? FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(name[4..]), port)
            : FromIpv6(name.Slice(8, 16), port, BitConverter.ToUInt32(name[24..]));
    }

    internal static InetEndpoint FromIpv6(ReadOnlySpan<byte> address, ushort port, uint scope)
    {
        var value = BinaryPrimitives.ReadUInt128BigEndian(address);
        return new InetEndpoint(value, port, IsLinkLocal(value) ? scope : 0);
    }

    /// <summary>Writes the sockaddr of the endpoint's family; gives its length.</summary>
    internal int WriteName(Span<byte> name)
    {
        name.Clear();
        BitConverter.TryWriteBytes(name, (ushort)(IsIpv4 ? Libc.FamilyInet : Libc.FamilyInet6));
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], Port);
        if (IsIpv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(name[4..], (uint)Address);
            return Ipv4NameSize;
        }

        BinaryPrimitives.WriteUInt128BigEndian(name[8..], Address);
        BitConverter.TryWriteBytes(name[24..], Scope);
        return Ipv6NameSize;
    }

    private static bool IsLinkLocal(UInt128 address) => address >> 118 == (UInt128)(0xfe80 >> 6);
}
