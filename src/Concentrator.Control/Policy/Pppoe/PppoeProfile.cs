using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Control.Pppoe;

namespace Concentrator.Control.Policy.Pppoe;

/// <summary>What this node does on one Ethernet interface: it is the hosts' access concentrator, and takes their sessions as a LAC to an LNS.</summary>
public sealed record PppoeProfile
{
    /// <summary>The PPP link layer takes what fits the tunnel of an LNS behind a path of 1500 octets, unless it is told otherwise.</summary>
    private const ushort UsualMru = 1456;

    public required string Interface { get; init; }

    public required AccessConcentrator Concentrator { get; init; }

    public PppoeLimits Limits { get; init; } = PppoeLimits.None;

    /// <summary>LCP and the host's proof are taken here before the call is placed; else PPP is between host and LNS from the first frame.</summary>
    public bool Authenticates { get; init; }

    /// <summary>The first that matches says where a session goes.</summary>
    public ValueList<PppoeRule> Rules { get; init; } = [];

    /// <summary>Where this node authenticates hosts: how it does.</summary>
    public required PppProfile Ppp { get; init; }

    /// <summary>Time from the PADR until an LNS must have taken the call.</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The target for a session; null: there is none.</summary>
    /// <param name="user">As the host called itself; null when it did not, or this node did not ask.</param>
    public string? TargetOf(string service, string? user)
    {
        foreach (var rule in Rules)
        {
            if (rule.Matches(service, user))
                return rule.Target;
        }

        return null;
    }

    /// <summary>Whether a session of this service may have a target at all; a user may be known later, where this node authenticates.</summary>
    public bool MayServe(string service) => Rules.Any(rule => rule.MatchesService(service) && (Authenticates || rule.Realms.IsEmpty));

    /// <summary>PPP towards a host until it is handed over (RFC 2516 section 7).</summary>
    /// <param name="payload">What discovery allowed.</param>
    public PppSettings Settings(ushort payload) => PppSettingsOfProfiles.Common(Ppp, UsualMru) with
    {
        Role = PppRole.Server,
        HandsOver = true,
        PeerAuthentication = [.. Ppp.Authentication],
        OwnAuthentication = [],
        IsOverEthernet = true,
        Mru = Math.Min((ushort?)Ppp.Mru ?? UsualMru, payload),
        LargestPeerMru = payload,
    };
}

/// <summary>Where sessions go. Each list that is not empty must have a member that matches.</summary>
/// <param name="Services">The Service-Name that the host asked for.</param>
/// <param name="Realms">What follows the last @ of the user's name.</param>
public sealed record PppoeRule(ValueList<NamePattern> Services, ValueList<NamePattern> Realms, string Target)
{
    public bool Matches(string service, string? user) =>
        MatchesService(service)
        && (Realms.IsEmpty || (user?.LastIndexOf('@') is { } at and >= 0 && Realms.Any(realm => realm.IsMatch(user[(at + 1)..]))));

    public bool MatchesService(string service) => Services.IsEmpty || Services.Any(pattern => pattern.IsMatch(service));
}
