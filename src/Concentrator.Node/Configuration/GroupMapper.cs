using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Configuration;

/// <summary>Makes groups from their options, and reports what does not fit together.</summary>
internal sealed class GroupMapper(ConcentratorOptions options, string directory, Problems problems)
{
    public ValueList<RoutingGroup> Map() => options.Groups.Select(group => Map(group.Key, group.Value)).ToValueList();

    /// <summary>The group that a pool belongs to, and what it calls its own address.</summary>
    public (string Name, IPAddress? Address)? OwnerOf(string pool)
    {
        foreach (var (name, group) in options.Groups)
            if (group.Pool == pool)
                return (name, group.Tun.Address);
        return null;
    }

    private RoutingGroup Map(string name, GroupOptions group)
    {
        var place = $"groups.{name}";
        ConfigurationMapper.CheckName(place, name, problems);
        if (group.Tun.Address is null)
            problems.Error($"{place}.tun.address", "must be given");
        ConfigurationMapper.CheckIpv4($"{place}.tun.address", group.Tun.Address, problems);
        for (var i = 0; i < group.Dns.Length; i++)
            ConfigurationMapper.CheckIpv4($"{place}.dns[{i}]", group.Dns[i], problems);
        if (group.Dns.Length > 2)
            problems.Error($"{place}.dns", "at most two can be told to a peer (RFC 1877)");
        if (group.Namespace is { } @namespace && (@namespace is "" or "." or ".." || @namespace.Contains('/')))
            problems.Error($"{place}.namespace", $"\"{@namespace}\" cannot be the name of a network namespace");
        CheckPool(name, group.Pool, place);

        var tun = group.Tun.Name ?? $"l2tp-{name}";
        ConfigurationMapper.CheckInterface($"{place}.tun.name", tun, problems);
        if (options.Groups.TakeWhile(other => other.Key != name).Any(other => NameOf(other) == tun && other.Value.Namespace == group.Namespace)
            || (group.Namespace is null && tun == options.Tun.Name))
            problems.Error($"{place}.tun.name", $"\"{tun}\" is another's device already");
        return new RoutingGroup
        {
            Name = name,
            Tun = new TunSettings(tun, group.Tun.Address, group.Tun.Mtu),
            Namespace = group.Namespace,
            Pool = group.Pool,
            Dns = group.Dns.ToValueList(),
            Filter = MapFilter(name, group, place),
        };
    }

    private GroupFilter? MapFilter(string name, GroupOptions group, string place)
    {
        if (group.Filter is null)
            return null;
        // Its interfaces would be among those of all others, and nothing tells them apart.
        if (group.Namespace is null && options.Lns.FirstOrDefault(profile => profile.Ppp.Engine is PppEngine.Pppd && MayServe(profile, name)) is { } profile)
            problems.Error($"{place}.filter", $"profile {profile.Name} serves the group by pppd: its filter then needs a namespace of the group's own");
        var file = Path.GetFullPath(group.Filter, directory);
        try
        {
            return new GroupFilter(file, File.ReadAllText(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Error($"{place}.filter", $"cannot be read: {fault.Message}");
            return null;
        }
    }

    private static bool MayServe(LnsOptions profile, string group) => profile.Group == group || profile.Groups is null || profile.Groups.Contains(group);

    private static string NameOf(KeyValuePair<string, GroupOptions> group) => group.Value.Tun.Name ?? $"l2tp-{group.Key}";

    private void CheckPool(string name, string? pool, string place)
    {
        if (pool is null)
            return;
        if (!options.Pools.ContainsKey(pool))
            problems.Error($"{place}.pool", $"no pool named \"{pool}\"");
        else if (OwnerOf(pool) is { Name: var owner } && owner != name)
            problems.Error($"{place}.pool", $"\"{pool}\" is group {owner}'s");
        else if (options.Lns.FirstOrDefault(profile => profile.Pool == pool) is { } profile)
            problems.Error($"{place}.pool", $"\"{pool}\" is profile {profile.Name}'s, whose calls without a group would share its addresses");
    }
}
