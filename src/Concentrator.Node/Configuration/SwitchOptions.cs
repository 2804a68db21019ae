using System.ComponentModel.DataAnnotations;
using Concentrator.Control.Policy;

namespace Concentrator.Node.Configuration;

/// <summary>A rule for calls that LACs bring: those that match go on to a target, without any PPP of ours.</summary>
public sealed record SwitchOptions
{
    /// <summary>Name of the rule, in logs. Must be given.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Which calls it is for.</summary>
    public SwitchMatchOptions Match { get; init; } = new();

    /// <summary>Where they go. Default: none, they end here, by the profile of their tunnel.</summary>
    public string? Target { get; init; }
}

/// <summary>Which calls a rule is for: every list that is not empty must have a member that matches; in patterns * stands for any characters, ? for one.</summary>
public sealed record SwitchMatchOptions
{
    /// <summary>Profiles of lns, by which the tunnel was accepted. Default: any.</summary>
    public string[] Profiles { get; init; } = [];

    /// <summary>Addresses or prefixes of the LAC. Default: any.</summary>
    public Prefix[] Peers { get; init; } = [];

    /// <summary>Host names of the LAC. Default: any.</summary>
    public NamePattern[] HostNames { get; init; } = [];

    /// <summary>Called numbers. Default: any.</summary>
    public NamePattern[] CalledNumbers { get; init; } = [];

    /// <summary>Calling numbers. Default: any.</summary>
    public NamePattern[] CallingNumbers { get; init; } = [];

    /// <summary>What follows the last @ of the user's name, where the LAC tells it by proxy authentication. Default: any.</summary>
    public NamePattern[] Realms { get; init; } = [];

    /// <summary>Private Group IDs. Default: any.</summary>
    public NamePattern[] PrivateGroups { get; init; } = [];
}
