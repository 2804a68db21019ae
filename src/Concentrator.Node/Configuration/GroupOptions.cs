using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Concentrator.Node.Configuration;

/// <summary>A group: subscribers whose routing domain is their own.</summary>
public sealed record GroupOptions
{
    /// <summary>The network namespace (see ip-netns(8)) that its TUN device is in, with the routes to its subscribers. Default: none, that of the node.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pool that its subscribers get their addresses from, which must be no other's. Default: none; then only users whose secret names an address get one.</summary>
    public string? Pool { get; init; }

    /// <summary>Name servers for its subscribers, at most two. Default: those of the profile.</summary>
    public IPAddress[] Dns { get; init; } = [];

    /// <summary>File with the chains of nftables through which its subscribers' packets go. Default: none.</summary>
    public string? Filter { get; init; }

    /// <summary>The TUN device that its subscribers share.</summary>
    public GroupTunOptions Tun { get; init; } = new();
}

/// <summary>The TUN device that the subscribers of a group share.</summary>
public sealed record GroupTunOptions
{
    /// <summary>Name of the interface. Default: "l2tp-" and the group's name.</summary>
    public string? Name { get; init; }

    /// <summary>Its IPv4 address, our end of the group's calls. Must be given.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>MTU of the interface in octets. Default: 1500.</summary>
    [Range(576, 65_535)]
    public int? Mtu { get; init; }
}
