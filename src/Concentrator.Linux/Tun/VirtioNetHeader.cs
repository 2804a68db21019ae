using System.Runtime.InteropServices;

namespace Concentrator.Linux.Tun;

/// <summary>
/// What stands in front of each packet of a TUN device (struct virtio_net_hdr, native byte order): how a packet is to be cut into segments, and which
/// checksum is left to be finished.
/// </summary>
/// <param name="SegmentSize">Octets of payload in each segment but the last; 0 where there is nothing to cut.</param>
/// <param name="ChecksumStart">Where the transport header begins; with <see cref="NeedsChecksum"/>.</param>
/// <param name="ChecksumOffset">Where in it the checksum is, which so far covers the pseudo header alone.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct VirtioNetHeader(
    byte Flags, SegmentationKind Kind, ushort HeaderLength, ushort SegmentSize, ushort ChecksumStart, ushort ChecksumOffset)
{
    /// <summary>The flag of a checksum that is to be finished.</summary>
    public const byte ChecksumToFinish = 1;

    public bool NeedsChecksum => (Flags & ChecksumToFinish) != 0;
}

/// <summary>How a packet is cut into segments (VIRTIO_NET_HDR_GSO_*).</summary>
public enum SegmentationKind : byte
{
    None = 0,
    TcpIpv4 = 1,
    TcpIpv6 = 4,

    /// <summary>A UDP datagram from each piece of the payload.</summary>
    Udp = 5,
}
