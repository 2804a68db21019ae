using System.Buffers.Binary;
using Concentrator.Linux.Interop;

namespace Concentrator.Linux.Ethernet;

/// <summary>
/// The station at the other end of a frame, with the interface and the EtherType, in the kernel's own layout: struct sockaddr_ll. Made once per
/// station.
/// </summary>
public sealed class LinkLayerAddress
{
    /// <summary>Octets of a struct sockaddr_ll with an Ethernet address.</summary>
    internal const int Size = 20;

    internal const int AddressSize = 6;

    private const int ProtocolAt = 2, InterfaceAt = 4, KindAt = 10, AddressLengthAt = 11, AddressAt = 12;

    private readonly byte[] _name = new byte[Size];

    internal LinkLayerAddress(int @interface, ushort etherType, ulong station) => Write(_name, @interface, etherType, station);

    internal ReadOnlySpan<byte> Name => _name;

    /// <param name="station">In the lowest 48 bits.</param>
    internal static void Write(Span<byte> name, int @interface, ushort etherType, ulong station)
    {
        name.Clear();
        BitConverter.TryWriteBytes(name, (ushort)Libc.FamilyPacket);
        BinaryPrimitives.WriteUInt16BigEndian(name[ProtocolAt..], etherType);
        BitConverter.TryWriteBytes(name[InterfaceAt..], @interface);
        name[AddressLengthAt] = AddressSize;
        for (var i = 0; i < AddressSize; i++)
            name[AddressAt + i] = (byte)(station >> 8 * (AddressSize - 1 - i));
    }

    internal static FrameKind KindOf(ReadOnlySpan<byte> name) => (FrameKind)name[KindAt];

    internal static ulong StationOf(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt64BigEndian(name[(AddressAt - 2)..]) & 0xffff_ffff_ffff;
}

/// <summary>To whom a received frame was sent (sll_pkttype).</summary>
public enum FrameKind : byte
{
    /// <summary>To this host's own address.</summary>
    Host = 0,
    Broadcast = 1,
    Multicast = 2,

    /// <summary>To somebody else, or in a VLAN that this host knows nothing of.</summary>
    OtherHost = 3,
}
