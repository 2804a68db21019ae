using System.Collections.Immutable;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Linux.Network;

namespace Concentrator.Actors.Sessions;

/// <summary>
/// The filters of the groups. A group whose filter is not in force, and for which no earlier one is, is closed: no call of it is served before that is
/// mended. To be changed by one thread at a time, and asked by any.
/// </summary>
public sealed class GroupFilters(Nftables nftables) : IDisposable
{
    private volatile ImmutableDictionary<string, Outcome> _outcomes = ImmutableDictionary<string, Outcome>.Empty;

    /// <summary>Has nft carry out what is new, and again what it has refused before.</summary>
    /// <returns>What could not be done, in words for the operator.</returns>
    public IReadOnlyList<string> Apply(ValueList<RoutingGroup> groups)
    {
        foreach (var group in groups)
            _outcomes = _outcomes.SetItem(group.Name, Apply(group, _outcomes.GetValueOrDefault(group.Name)));
        return [.. groups.Select(group => _outcomes[group.Name]).Where(outcome => outcome.Failure is not null).Select(outcome => $"groups.{outcome.Group.Name}.filter: {outcome.Text}")];
    }

    /// <summary>Why no call of a group may be served; null: it may, as may those of no group.</summary>
    public string? WhyClosed(string? group) =>
        group is not null && _outcomes.TryGetValue(group, out var outcome) && outcome.State is FilterState.Closed ? outcome.Failure : null;

    /// <summary>How a group's filter is, and why it is not as it should be.</summary>
    public (FilterState State, string? Failure) StatusOf(string group) =>
        _outcomes.TryGetValue(group, out var outcome) ? (outcome.State, outcome.Failure) : (FilterState.None, null);

    /// <summary>Takes the tables away again.</summary>
    public void Dispose()
    {
        foreach (var outcome in _outcomes.Values.Where(outcome => outcome.InForce is not null))
            nftables.Run(FilterScript.Remove(outcome.Group), outcome.Group.Namespace, FilterScript.TableOf(outcome.Group));
        _outcomes = _outcomes.Clear();
    }

    private Outcome Apply(RoutingGroup group, Outcome? before)
    {
        var inForce = before?.InForce;
        if (group.Filter == inForce)
            return new Outcome(group, inForce, Failure: null);
        var refusal = group.Filter is { } filter
            ? nftables.Run(FilterScript.Replace(group, filter), group.Namespace, filter.File)
            : nftables.Run(FilterScript.Remove(group), group.Namespace, FilterScript.TableOf(group));
        return new Outcome(group, refusal is null ? group.Filter : inForce, refusal?.Text);
    }

    /// <param name="InForce">The rules that are; null: none are.</param>
    /// <param name="Failure">Why those that should be are not.</param>
    private sealed record Outcome(RoutingGroup Group, GroupFilter? InForce, string? Failure)
    {
        public FilterState State => (InForce, Failure) switch
        {
            (null, null) => FilterState.None,
            (_, null) => FilterState.InForce,
            (null, _) => FilterState.Closed,
            _ => FilterState.Outdated,
        };

        public string Text => InForce is null ? $"{Failure}: the group is closed, no call of it is served" : $"{Failure}: the rules of before stay in force";
    }
}

/// <summary>What is between a group's subscribers and their network.</summary>
public enum FilterState
{
    /// <summary>Nothing, as the configuration says.</summary>
    None,

    InForce,

    /// <summary>The rules of before: those that should be were refused.</summary>
    Outdated,

    /// <summary>No rules could be applied, so no call is served.</summary>
    Closed,
}
