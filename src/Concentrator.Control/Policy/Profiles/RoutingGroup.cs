using System.Net;

namespace Concentrator.Control.Policy.Profiles;

/// <summary>
/// Subscribers that have a routing domain of their own, as those of one customer: nothing is routed between them and others, and their addresses may
/// be in use elsewhere, too. A LAC names it by its Private Group ID (RFC 2661 section 4.4.4).
/// </summary>
public sealed record RoutingGroup
{
    public required string Name { get; init; }

    /// <summary>The device of its subscribers, which has an address.</summary>
    public required TunSettings Tun { get; init; }

    /// <summary>The network namespace that the device is in. Null: that of the node, where its routes stand beside all others.</summary>
    public string? Namespace { get; init; }

    /// <summary>Where its subscribers get their addresses from. Null: only addresses that their secrets name.</summary>
    public string? Pool { get; init; }

    /// <summary>Name servers for its subscribers. Empty: those of the profile.</summary>
    public ValueList<IPAddress> Dns { get; init; } = [];

    /// <summary>What passes. Null: everything.</summary>
    public GroupFilter? Filter { get; init; }
}

/// <summary>What becomes of a call whose LAC names a group that its profile does not serve.</summary>
public enum UnknownGroup
{
    Refuse,

    /// <summary>It is a call as if no group were named.</summary>
    Ignore,
}
