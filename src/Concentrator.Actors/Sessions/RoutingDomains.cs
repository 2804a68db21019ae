using System.Collections.Immutable;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane;
using Concentrator.Linux;

namespace Concentrator.Actors.Sessions;

/// <summary>The node's own routing domain and those of its groups.</summary>
public sealed class RoutingDomains : IDisposable
{
    private ImmutableDictionary<string, RoutingDomain> _groups = ImmutableDictionary<string, RoutingDomain>.Empty;

    /// <summary>Null when no profile uses the embedded engine.</summary>
    public RoutingDomain? Own { get; private set; }

    /// <param name="group">Null: the node's own.</param>
    /// <returns>Null: there is none.</returns>
    public RoutingDomain? Find(string? group) => group is null ? Own : _groups.GetValueOrDefault(group);

    /// <summary>Makes those that are needed and not there yet, and routes to what the pools hold. Groups come and go with a restart only.</summary>
    /// <returns>Which of them could not be made or not be configured, and why, in words for the operator; the others are as they should be.</returns>
    public IReadOnlyList<string> Configure(IDataPlane plane, NodeConfiguration configuration)
    {
        var failures = new List<string>();
        var pools = configuration.PoolsOf(group: null);
        if (Own is { } own)
            Try(() => own.Configure(pools), "tun", failures);
        else if (configuration.Tun.Address is { } address && configuration.Lns.Any(profile => profile.Ppp.Engine is PppEngine.Embedded))
            Try(() => Own = RoutingDomain.Open(plane, configuration.Tun, address, @namespace: null, pools), "tun", failures);
        foreach (var group in configuration.Groups)
            Try(() => Configure(plane, group, configuration.PoolsOf(group.Name)), $"groups.{group.Name}", failures);
        return failures;
    }

    private void Configure(IDataPlane plane, RoutingGroup group, ValueList<PoolDefinition> pools)
    {
        if (_groups.TryGetValue(group.Name, out var domain))
            domain.Configure(pools);
        else
            _groups = _groups.Add(group.Name, RoutingDomain.Open(plane, group.Tun, group.Tun.Address!, group.Namespace, pools));
    }

    private static void Try(Action step, string place, List<string> failures)
    {
        try
        {
            step();
        }
        catch (LinuxException failure)
        {
            failures.Add($"{place}: the interface of subscribers cannot be set up: {failure.Message}");
        }
    }

    public void Dispose()
    {
        Own?.Dispose();
        foreach (var domain in _groups.Values)
            domain.Dispose();
    }
}
