using System.ComponentModel.DataAnnotations;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Configuration;

/// <summary>A profile for tunnels that peers open to us.</summary>
public sealed record LnsOptions
{
    /// <summary>Name of the profile, in logs and tables. Must be given.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Whom the profile is for.</summary>
    public MatchOptions Match { get; init; } = new();

    /// <summary>The pool that subscribers get their addresses from. Default: none; then only users whose secret names an address get one.</summary>
    public string? Pool { get; init; }

    /// <summary>The group of calls whose LAC names none. Default: none, the node's own routing domain.</summary>
    public string? Group { get; init; }

    /// <summary>Calls that no rule of switching takes on end here, as subscribers'; false: they are refused, on a node that only passes calls on, or only places those of LNSs. Default: true.</summary>
    public bool Serves { get; init; } = true;

    /// <summary>The groups that a LAC may choose from by Private Group ID. Default: all.</summary>
    public string[]? Groups { get; init; }

    /// <summary>A call whose LAC names any other group: "refuse" it, or "ignore" what the LAC says. Default: refuse.</summary>
    public UnknownGroup UnknownGroup { get; init; }

    /// <summary>A user who is logged in and logs in again: "allow", "refuse" the newer or "replace" the older. Default: allow.</summary>
    public DuplicateLogins DuplicateLogins { get; init; } = DuplicateLogins.Allow;

    /// <summary>Most sessions of this profile at a time; 0: no limit of its own. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int SessionLimit { get; init; }

    /// <summary>How fast each of its sessions may be.</summary>
    public RateOptions Rate { get; init; } = new();

    /// <summary>A session ends this long after it was up; 0: never. Default: 0s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan SessionTimeout { get; init; }

    /// <summary>A session ends when no payload passed for so long, or up to twice that; 0: never. Default: 0s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>Its tunnels.</summary>
    public TunnelOptions Tunnel { get; init; } = new();

    /// <summary>PPP on its calls.</summary>
    public PppOptions Ppp { get; init; } = new();
}

/// <summary>How fast each session of a profile may be; what is more is dropped.</summary>
public sealed record RateOptions
{
    /// <summary>Kilobits per second from the subscriber; 0: no limit. Default: 0.</summary>
    [Range(0, 1_000_000_000)]
    public int Up { get; init; }

    /// <summary>Kilobits per second to the subscriber; 0: no limit. Default: 0.</summary>
    [Range(0, 1_000_000_000)]
    public int Down { get; init; }

    /// <summary>How much may come at once, as the time that the rate takes for it. Default: 200ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Burst { get; init; } = TimeSpan.FromMilliseconds(200);
}

/// <summary>Whom a profile is for: every list that is not empty must have a member that matches.</summary>
public sealed record MatchOptions
{
    /// <summary>Addresses or prefixes of ours that the peer contacted. Default: any.</summary>
    public Prefix[] Local { get; init; } = [];

    /// <summary>Addresses or prefixes of the peer. Default: any.</summary>
    public Prefix[] Peers { get; init; } = [];

    /// <summary>The peer's host name, with * for any characters and ? for one. Default: any.</summary>
    public NamePattern[] HostNames { get; init; } = [];
}
