namespace Concentrator.Protocol.Ppp;

/// <summary>Values of the PPP Protocol field that we know by name (RFC 1661 section 2, IANA "PPP DLL Protocol Numbers").</summary>
public static class PppProtocol
{
    public const ushort Ipv4 = 0x0021;
    public const ushort Ipv6 = 0x0057;
    public const ushort Ipcp = 0x8021;
    public const ushort Ipv6cp = 0x8057;
    public const ushort Ccp = 0x80fd;
    public const ushort Lcp = 0xc021;
    public const ushort Pap = 0xc023;
    public const ushort Chap = 0xc223;

    /// <summary>0x0000 to 0x3fff carry packets of a network layer; everything above negotiates or controls (RFC 1661 section 2).</summary>
    public static bool IsNetworkLayer(ushort protocol) => protocol < 0x4000;

    /// <summary>0xc000 and above are about the link itself: LCP, authentication, link quality (RFC 1661 section 2).</summary>
    public static bool IsLinkControl(ushort protocol) => protocol >= 0xc000;

    public static string Name(ushort protocol) => protocol switch
    {
        Ipv4 => "IPv4",
        Ipv6 => "IPv6",
        Ipcp => "IPCP",
        Ipv6cp => "IPV6CP",
        Ccp => "CCP",
        Lcp => "LCP",
        Pap => "PAP",
        Chap => "CHAP",
        _ => $"protocol 0x{protocol:x4}",
    };
}
