using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Udp;

/// <summary>
/// Where a datagram goes and which local address it leaves from, in the kernel's own layout, made once per peer:
/// a sockaddr and an IP_PKTINFO or IPV6_PKTINFO control message.
/// </summary>
public sealed unsafe class UdpRoute
{
    internal const int MaxControlSize = 40;

    private const int LevelIp = 0, LevelIpv6 = 41, PacketInfo = 8, PacketInfo6 = 50;

    private readonly byte[] _name = new byte[InetEndpoint.MaxNameSize];
    private readonly byte[] _control = new byte[MaxControlSize];
    private readonly int _nameLength, _controlLength;

    /// <param name="local">Only its address counts; unspecified: the kernel chooses.</param>
    public UdpRoute(InetEndpoint local, InetEndpoint peer)
    {
        _nameLength = peer.WriteName(_name);
        _controlLength = local.IsUnspecified ? 0 : WriteControl(_control, local);
    }

    /// <summary>Copies both into a message's own memory.</summary>
    internal void CopyTo(ref MessageHeader header)
    {
        _name.AsSpan(0, _nameLength).CopyTo(new Span<byte>(header.Name, InetEndpoint.MaxNameSize));
        _control.AsSpan(0, _controlLength).CopyTo(new Span<byte>(header.Control, MaxControlSize));
        header.NameLength = (uint)_nameLength;
        header.ControlLength = (nuint)_controlLength;
    }

    /// <summary>The local address that a received control message says the datagram was sent to; false when there is none.</summary>
    internal static bool TryReadLocal(ReadOnlySpan<byte> control, ushort port, out InetEndpoint local)
    {
        local = default;
        if (control.Length < sizeof(ControlHeader))
            return false;
        var header = Unsafe.ReadUnaligned<ControlHeader>(ref Unsafe.AsRef(in control[0]));
        var data = control[sizeof(ControlHeader)..];
        switch (header.Level, header.Type)
        {
            // struct in_pktinfo: interface index, local address to answer from, destination of the header.
            case (LevelIp, PacketInfo) when data.Length >= 12:
                local = InetEndpoint.FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(data[4..]), port);
                return true;

            // struct in6_pktinfo: destination, interface index.
            case (LevelIpv6, PacketInfo6) when data.Length >= 20:
                local = InetEndpoint.FromIpv6(data[..16], port, BitConverter.ToUInt32(data[16..]));
                return true;

            default:
                return false;
        }
    }

    private static int WriteControl(Span<byte> control, InetEndpoint local)
    {
        var data = control[sizeof(ControlHeader)..];
        var header = local.IsIpv4
            ? new ControlHeader { Length = 16 + 12, Level = LevelIp, Type = PacketInfo }
            : new ControlHeader { Length = 16 + 20, Level = LevelIpv6, Type = PacketInfo6 };
        Unsafe.WriteUnaligned(ref control[0], header);
        if (local.IsIpv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data[4..], (uint)local.Address);
            return 32;
        }

        BinaryPrimitives.WriteUInt128BigEndian(data, local.Address);
        BitConverter.TryWriteBytes(data[16..], local.Scope);
        return 40;
    }
}
