namespace Concentrator.Linux.Tun;

/// <summary>What the kernel leaves to the reader of a TUN device, in return for passing many segments as one packet (TUN_F_*).</summary>
[Flags]
public enum TunOffloads
{
    /// <summary>Every packet is whole, and none is longer than the MTU.</summary>
    None = 0,
    Checksums = 0x01,
    Tcp = 0x02 | 0x04,

    /// <summary>From Linux 6.2 on.</summary>
    Udp = 0x20 | 0x40,

    All = Checksums | Tcp | Udp,
}
