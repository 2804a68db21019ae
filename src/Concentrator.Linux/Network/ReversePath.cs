namespace Concentrator.Linux.Network;

/// <summary>The kernel's check of source addresses (RFC 3704), which for IPv4 is a setting of the interface.</summary>
public static class ReversePath
{
    private const string Strict = "1";

    /// <summary>From now on only packets are taken in through the link that an answer would leave by.</summary>
    /// <exception cref="IOException">There is no such link.</exception>
    public static void Check(string link) => File.WriteAllText($"/proc/sys/net/ipv4/conf/{link}/rp_filter", Strict);
}
