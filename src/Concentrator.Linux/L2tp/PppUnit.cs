using Concentrator.Linux.Network;

namespace Concentrator.Linux.L2tp;

/// <summary>A ppp interface; it is removed with this. What is read and written here are the control protocols of network layers and of compression.</summary>
public sealed class PppUnit : PppFile
{
    private const nuint NewUnit = 0xc004_743e, SetFlags = 0x4004_7459, SetNetworkMode = 0x4008_744b;
    private const int CompressProtocol = 1, CompressAddressControl = 2;
    private const long Pass = 0, Drop = 1;
    private const int AnyNumber = -1;

    /// <param name="name">1 to 15 octets; may hold one %d, which becomes the first free number.</param>
    /// <exception cref="LinuxException">There is no /dev/ppp, CAP_NET_ADMIN is missing, or the name is in use.</exception>
    public PppUnit(string name, Rtnetlink network)
    {
        var attempt = $"make PPP interface {name}";
        try
        {
            Number = Control(NewUnit, AnyNumber, attempt);
            Name = network.Rename($"ppp{Number}", name);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Number { get; }

    public string Name { get; }

    /// <summary>What may be left out of frames to the peer (RFC 1661 sections 6.5 and 6.6).</summary>
    public void SetCompression(bool protocol, bool addressControl) =>
        Control(SetFlags, (protocol ? CompressProtocol : 0) | (addressControl ? CompressAddressControl : 0), $"set flags of {Name}");

    /// <summary>Whether packets of a network layer pass, or are dropped.</summary>
    /// <param name="protocol">Its PPP number.</param>
    public void SetNetwork(ushort protocol, bool passes)
    {
        // struct npioctl: the protocol, and the mode behind it.
        Control(SetNetworkMode, protocol | (passes ? Pass : Drop) << 32, $"set network protocol {protocol:x4} of {Name}");
    }
}
