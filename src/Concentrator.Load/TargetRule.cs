using System.Net;
using Concentrator.Control.Policy;

namespace Concentrator.Load;

/// <summary>Whom a load generator may be pointed at without being asked twice: whoever cannot be a stranger.</summary>
public static class TargetRule
{
    private static readonly Prefix[] Own =
    [
        .. new[]
        {
            "127.0.0.0/8", "::1",                                       // loopback
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", // private (RFC 1918, RFC 4193)
            "169.254.0.0/16", "fe80::/10",                              // link-local
            "100.64.0.0/10",                                            // shared (RFC 6598)
            "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", // documentation (RFC 5737, RFC 3849)
            "198.18.0.0/15", "2001:2::/48",                             // benchmarks (RFC 2544, RFC 5180)
        }.Select(text => Prefix.TryParse(text, out var prefix) ? prefix : throw new FormatException(text)),
    ];

    /// <summary>Whether the address lies in a network that nobody reaches over the Internet.</summary>
    public static bool IsOwn(IPAddress target) => Own.Any(prefix => prefix.Contains(target));
}
