using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Control.Policy;

/// <summary>What a reload has to do, and what it cannot.</summary>
/// <param name="Applied">What changes at run time, in words for the operator.</param>
/// <param name="NeedsRestart">What stays as it was until the node is started anew, in words for the operator.</param>
/// <param name="Effective">The configuration that holds from now on: the new one, but for what needs a restart.</param>
public sealed record ConfigurationChange(ValueList<string> Applied, ValueList<string> NeedsRestart, NodeConfiguration Effective)
{
    /// <summary>Names of dialers that are to be started, stopped, or stopped and started with their new profile.</summary>
    public required NameChanges Dialers { get; init; }

    /// <param name="wanted">What the file says.</param>
    /// <param name="new">What comes of that on a node that was started as this one: its options that need a restart are those of <paramref name="old"/>.</param>
    public static ConfigurationChange Compare(NodeConfiguration old, NodeConfiguration wanted, NodeConfiguration @new)
    {
        var lns = NameChanges.Between(old.Lns, @new.Lns, profile => profile.Name);
        var dialers = NameChanges.Between(old.Dialers, @new.Dialers, profile => profile.Name);
        var pppoe = NameChanges.Between(old.Pppoe, @new.Pppoe, profile => profile.Interface);
        var pools = NameChanges.Between(old.Pools, @new.Pools, pool => pool.Name);
        var targets = NameChanges.Between(old.Targets, @new.Targets, target => target.Name);
        var lines = NameChanges.Between(old.Lines, @new.Lines, line => line.Name);

        string[] applied =
        [
            .. lns.Describe("LNS profile"),
            .. When(lns.IsEmpty && old.Lns != @new.Lns, "order of the LNS profiles"),
            .. dialers.Describe("dialer"),
            .. pppoe.Describe("PPPoE interface"),
            .. pools.Describe("pool"),
            .. NameChanges.Between(old.Groups, @new.Groups, group => group.Name).Describe("filter of group"),
            .. targets.Describe("target"),
            .. lines.Describe("line"),
            .. When(lines.IsEmpty && old.Lines != @new.Lines, "order of the lines"),
            .. When(old.Switching != @new.Switching, "switching rules (for new calls)"),
            .. When(old.Limits != @new.Limits, "limits (what is admitted stays)"),
            .. When(old.Access != @new.Access, "access list (for new tunnels)"),
            .. When(!old.Secrets.SameAs(@new.Secrets), "secrets and users"),
            .. When(old.Node.LogLevel != @new.Node.LogLevel, $"log level: {old.Node.LogLevel} to {@new.Node.LogLevel}{LogsBegin(old, @new)}"),
            .. When(old.Node.ShutdownTimeout != @new.Node.ShutdownTimeout, "shutdown time-out"),
        ];
        string[] needsRestart =
        [
            .. Fixed("listen", old.Listen, wanted.Listen),
            .. Fixed("node.name", old.Node.Name, wanted.Node.Name),
            .. Fixed("node.stateDirectory", old.Node.StateDirectory, wanted.Node.StateDirectory),
            .. Fixed("node.history", old.Node.History, wanted.Node.History),
            .. Fixed("node.offloads", old.Node.Offloads, wanted.Node.Offloads),
            .. Fixed("node.dataPlane", old.Node.DataPlane, wanted.Node.DataPlane),
            .. Fixed("node.planeThreads", old.Node.PlaneThreads, wanted.Node.PlaneThreads),
            .. Fixed("node.busyPoll", old.Node.BusyPoll, wanted.Node.BusyPoll),
            .. Fixed("udp", old.Udp, wanted.Udp),
            .. Fixed("tun", old.Tun, wanted.Tun),
            .. Fixed("groups", WithoutFilters(old), WithoutFilters(wanted)),
            .. Fixed("journal", old.Journal, wanted.Journal),
            .. Fixed("control", old.Control, wanted.Control),
        ];
        return new ConfigurationChange(applied.ToValueList(), needsRestart.ToValueList(), @new) { Dialers = dialers };
    }

    /// <summary>What of the groups only a restart changes.</summary>
    private static ValueList<RoutingGroup> WithoutFilters(NodeConfiguration node) => node.Groups.Select(group => group with { Filter = null }).ToValueList();

    /// <summary>An actor knows from its beginning which lines nobody wants to have.</summary>
    private static string LogsBegin(NodeConfiguration old, NodeConfiguration @new) =>
        @new.Node.LogLevel < old.Node.LogLevel ? ", for tunnels, calls and dialers that begin from now on" : "";

    private static IEnumerable<string> When(bool changed, string text) => changed ? [text] : [];

    private static IEnumerable<string> Fixed<T>(string path, T old, T @new) =>
        When(!Equals(old, @new), $"{path}: stays {old} until the node is restarted (the file says {@new})");
}

/// <summary>What became of things that have names.</summary>
public sealed record NameChanges(ValueList<string> Added, ValueList<string> Removed, ValueList<string> Changed)
{
    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Changed.IsEmpty;

    internal static NameChanges Between<T>(ValueList<T> old, ValueList<T> @new, Func<T, string> nameOf) where T : notnull
    {
        var before = old.ToDictionary(nameOf);
        var after = @new.ToDictionary(nameOf);
        return new NameChanges(
            after.Keys.Where(name => !before.ContainsKey(name)).ToValueList(),
            before.Keys.Where(name => !after.ContainsKey(name)).ToValueList(),
            after.Where(pair => before.TryGetValue(pair.Key, out var past) && !past.Equals(pair.Value)).Select(pair => pair.Key).ToValueList());
    }

    internal IEnumerable<string> Describe(string kind) =>
        Added.Select(name => $"{kind} \"{name}\" added")
            .Concat(Removed.Select(name => $"{kind} \"{name}\" removed"))
            .Concat(Changed.Select(name => $"{kind} \"{name}\" changed"));
}
