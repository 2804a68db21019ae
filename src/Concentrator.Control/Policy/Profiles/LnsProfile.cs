using Concentrator.Protocol.Ids;

namespace Concentrator.Control.Policy.Profiles;

/// <summary>How this node serves, as LNS, the peers that <see cref="Match"/> picks.</summary>
public sealed record LnsProfile
{
    public required string Name { get; init; }

    public LnsMatch Match { get; init; } = LnsMatch.Everybody;

    public required TunnelProfile Tunnel { get; init; }

    public required PppProfile Ppp { get; init; }

    /// <summary>Calls that no switching rule takes on are subscribers'; false: they are refused.</summary>
    public bool Serves { get; init; } = true;

    /// <summary>The pool that subscribers get their addresses from. Null: only addresses that their secrets name.</summary>
    public string? Pool { get; init; }

    /// <summary>Name of the group of calls whose LAC names none. Null: the node's own routing domain.</summary>
    public string? Group { get; init; }

    /// <summary>Names of the groups that a LAC may choose from.</summary>
    public ValueList<string> Groups { get; init; } = [];

    public UnknownGroup UnknownGroup { get; init; }

    public DuplicateLogins DuplicateLogins { get; init; }

    /// <summary>Most sessions of this profile at a time. Null: no limit of its own.</summary>
    public int? SessionLimit { get; init; }

    public SessionRates Rates { get; init; } = SessionRates.None;

    public StayLimits Stay { get; init; } = StayLimits.None;
}

/// <summary>How fast a session may be, in bits per second of packets of network layers; null: as fast as it can.</summary>
/// <param name="Up">From the subscriber.</param>
/// <param name="Down">To the subscriber.</param>
/// <param name="Burst">How much may come at once, as the time that the rate takes for it.</param>
public sealed record SessionRates(long? Up, long? Down, TimeSpan Burst)
{
    public static readonly SessionRates None = new(null, null, TimeSpan.Zero);
}

/// <summary>Whom a profile is for. Each list that is not empty must have a member that matches.</summary>
/// <param name="Local">Addresses of ours that the peer contacted.</param>
/// <param name="Peers">Addresses of the peer.</param>
/// <param name="HostNames">Patterns for the peer's Host Name AVP.</param>
public sealed record LnsMatch(ValueList<Prefix> Local, ValueList<Prefix> Peers, ValueList<NamePattern> HostNames)
{
    public static readonly LnsMatch Everybody = new([], [], []);

    public bool IsMatch(in UdpPath path, string peerHostName)
    {
        var (local, peer) = (path.Local, path.Peer);
        return (Local.IsEmpty || Local.Any(prefix => prefix.Contains(local)))
            && (Peers.IsEmpty || Peers.Any(prefix => prefix.Contains(peer)))
            && (HostNames.IsEmpty || HostNames.Any(pattern => pattern.IsMatch(peerHostName)));
    }
}

public static class ProfileSelector
{
    /// <summary>The first profile, in the order of the configuration, that is for this peer; null when none is.</summary>
    public static LnsProfile? Select(ValueList<LnsProfile> profiles, in UdpPath path, string peerHostName)
    {
        foreach (var profile in profiles)
            if (profile.Match.IsMatch(path, peerHostName))
                return profile;
        return null;
    }
}
