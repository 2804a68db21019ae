using System.Collections.Immutable;
using System.Net;

namespace Concentrator.DataPlane.Paths;

/// <summary>
/// The networks behind a session: packets to them go into it (on a device of many subscribers), and only packets from them are
/// taken out of it.
/// </summary>
/// <param name="CheckSource">False where the session may lead anywhere.</param>
public sealed record SubscriberAddresses(ImmutableArray<IPNetwork> Networks, bool CheckSource = true)
{
    /// <summary>Our own addresses on the session's link, for a plane that gives it an interface.</summary>
    public ImmutableArray<IPAddress> Local { get; init; } = [];

    /// <summary>Whether IPCP is open: a network protocol's packets go neither way before its control protocol is (RFC 1661 section 3.6).</summary>
    public bool Ipv4 { get; init; } = true;

    /// <summary>Whether IPV6CP is open.</summary>
    public bool Ipv6 { get; init; } = true;

    /// <summary>For a dialer, whose peer is the way to everywhere.</summary>
    public static readonly SubscriberAddresses Anywhere = new([], CheckSource: false);

    public static SubscriberAddresses Of(params IEnumerable<IPNetwork> networks) => new([.. networks]);

    public static IPNetwork Host(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
