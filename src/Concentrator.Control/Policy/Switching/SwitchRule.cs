namespace Concentrator.Control.Policy.Switching;

/// <summary>Calls that match go on to a target.</summary>
/// <param name="Target">Its name; null: the call ends here, as if there were no rules.</param>
public sealed record SwitchRule(string Name, SwitchMatch Match, string? Target);

/// <summary>Which calls a rule is for. Each list that is not empty must have a member that matches.</summary>
public sealed record SwitchMatch
{
    /// <summary>LNS profiles of the tunnel that the call came by.</summary>
    public ValueList<string> Profiles { get; init; } = [];

    /// <summary>Addresses of the LAC.</summary>
    public ValueList<Prefix> Peers { get; init; } = [];

    /// <summary>Host names of the LAC.</summary>
    public ValueList<NamePattern> HostNames { get; init; } = [];

    public ValueList<NamePattern> CalledNumbers { get; init; } = [];

    public ValueList<NamePattern> CallingNumbers { get; init; } = [];

    /// <summary>What follows the last @ of the user's name, as the LAC's proxy authentication tells it.</summary>
    public ValueList<NamePattern> Realms { get; init; } = [];

    public ValueList<NamePattern> PrivateGroups { get; init; } = [];

    /// <summary>Whether the call must be connected before it can be told that it matches: realm and group come with the ICCN.</summary>
    public bool NeedsConnection => !Realms.IsEmpty || !PrivateGroups.IsEmpty;

    public bool MatchesOffer(SwitchFacts call) =>
        (Profiles.IsEmpty || Profiles.Contains(call.Profile))
        && (Peers.IsEmpty || Peers.Any(prefix => prefix.Contains(call.Peer)))
        && Has(HostNames, call.HostName)
        && Has(CalledNumbers, call.CalledNumber)
        && Has(CallingNumbers, call.CallingNumber);

    public bool MatchesConnection(SwitchFacts call) => Has(Realms, call.Realm) && Has(PrivateGroups, call.PrivateGroup);

    private static bool Has(ValueList<NamePattern> patterns, string? text) =>
        patterns.IsEmpty || (text is not null && patterns.Any(pattern => pattern.IsMatch(text)));
}
