using System.Collections.Immutable;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane;

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
    /// <exception cref="Linux.LinuxException">A device cannot be made, or not be configured; a namespace is not there.</exception>
    public void Configure(IDataPlane plane, NodeConfiguration configuration)
    {
        Own?.Configure(configuration.PoolsOf(group: null));
        if (Own is null && configuration.Tun.Address is { } address && configuration.Lns.Any(profile => profile.Ppp.Engine is PppEngine.Embedded))
            Own = RoutingDomain.Open(plane, configuration.Tun, address, @namespace: null, configuration.PoolsOf(group: null));
        foreach (var group in configuration.Groups)
            if (_groups.TryGetValue(group.Name, out var domain))
                domain.Configure(configuration.PoolsOf(group.Name));
            else
                _groups = _groups.Add(group.Name, RoutingDomain.Open(plane, group.Tun, group.Tun.Address!, group.Namespace, configuration.PoolsOf(group.Name)));
    }

    public void Dispose()
    {
        Own?.Dispose();
        foreach (var domain in _groups.Values)
            domain.Dispose();
    }
}
