namespace Concentrator.Control.Policy.Profiles;

/// <summary>
/// Which packets of a group's subscribers pass: chains of nftables. They are the content of a table that is the group's own, so that they can be replaced,
/// and taken away, without anything else in the namespace being touched.
/// </summary>
/// <param name="File">Where they were read.</param>
/// <param name="Rules">What stands between the braces of a table, and may say <c>$subscribers</c> for the group's interfaces.</param>
public sealed record GroupFilter(string File, string Rules)
{
    public override string ToString() => File;
}

/// <summary>What nft(8) is to do for a group.</summary>
public static class FilterScript
{
    /// <summary>Names of interfaces, as of engine pppd's, one for each subscriber.</summary>
    private const string PppInterfaces = "ppp*";

    public static string TableOf(RoutingGroup group) => $"concentrator_{group.Name}";

    /// <summary>
    /// Puts the rules in the place of those that may be there, all at once. What precedes them is in their first line, so that the lines that nft complains
    /// of are those of the file.
    /// </summary>
    /// <remarks>To delete a table that is not there is an error; to add one that is there is none.</remarks>
    public static string Replace(RoutingGroup group, GroupFilter filter) =>
        $"define subscribers = {{ {Subscribers(group)} }}; {Delete(group)}; table inet {TableOf(group)} {{ {filter.Rules}\n}}\n";

    public static string Remove(RoutingGroup group) => $"{Delete(group)}\n";

    private static string Delete(RoutingGroup group) => $"add table inet {TableOf(group)}; delete table inet {TableOf(group)}";

    /// <summary>Without a namespace of its own, a group shares pppd's interfaces with all others.</summary>
    private static string Subscribers(RoutingGroup group) =>
        group.Namespace is null ? $"\"{group.Tun.Name}\"" : $"\"{group.Tun.Name}\", \"{PppInterfaces}\"";
}
