using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Control.Policy.Targets;

/// <summary>
/// Where calls are taken to: LNSs that can stand in for each other, chosen in the manner of RFC 2868. This node is their LAC, but for a dialer's calls
/// that are outgoing ones.
/// </summary>
public sealed record LacTarget
{
    public required string Name { get; init; }

    public required ValueList<LnsCandidate> Lns { get; init; }

    /// <summary>Of all its tunnels, but for what a candidate says of its own.</summary>
    public required TunnelProfile Tunnel { get; init; }

    /// <summary>Most calls that share a tunnel; null: no limit.</summary>
    public int? SessionsPerTunnel { get; init; }

    /// <summary>How long a tunnel stays after its last call.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an LNS that does not answer is left alone: longer after each failure in a row.</summary>
    public RedialPolicy SetAside { get; init; } = new() { Initial = TimeSpan.FromSeconds(10), Maximum = TimeSpan.FromMinutes(10) };

    /// <summary>The calls are outgoing ones, which this node as LNS asks LACs for.</summary>
    public bool AsksForCalls { get; init; }

    /// <summary>Host names of this node: an LNS by one of these is this node itself, and calls to it would go round for ever.</summary>
    public ValueList<string> OwnNames { get; init; } = [];
}

/// <summary>One LNS of a target: what one tag of RFC 2868's attributes says of a tunnel.</summary>
public sealed record LnsCandidate
{
    /// <summary>Tunnel-Server-Endpoint (section 3.4).</summary>
    public LnsAddress Address { get; init; }

    /// <summary>Instead of an address: no tunnel is opened, one will do that a peer by such a name has opened to this node. Null: <see cref="Address"/>.</summary>
    public NamePattern? OpenedBy { get; init; }

    /// <summary>Tunnel-Preference (section 3.8): the lowest goes first.</summary>
    public int Preference { get; init; }

    /// <summary>Its share of the calls among those of the same preference, 1 and up.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Tunnel-Assignment-ID (section 3.7): calls of different ids never share a tunnel. Null: the unnamed tunnel.</summary>
    public string? AssignmentId { get; init; }

    /// <summary>Tunnel-Client-Auth-ID (section 3.9): what we call ourselves. Null: as the target's tunnels do.</summary>
    public string? ClientAuthId { get; init; }

    /// <summary>Tunnel-Server-Auth-ID (section 3.10): what the LNS must call itself. Null: anything.</summary>
    public string? ServerAuthId { get; init; }

    /// <summary>Tunnel-Password (section 3.5). Null: as the target's tunnels.</summary>
    public Secrets.Secret? Password { get; init; }

    /// <summary>Tunnel-Private-Group-ID (section 3.6), sent to the LNS with each call. Null: what the call brings with it.</summary>
    public string? PrivateGroup { get; init; }

    /// <summary>The tunnel that a call to this LNS needs.</summary>
    public TunnelPlan Plan(LacTarget target) => new(
        Address,
        AssignmentId,
        target.Tunnel with
        {
            HostName = ClientAuthId ?? target.Tunnel.HostName,
            Secret = Password ?? target.Tunnel.Secret,
            PeerName = ServerAuthId,
            OwnNames = target.OwnNames,
        },
        OpenedBy,
        target.AsksForCalls);
}

/// <summary>What a tunnel is or is to be; two calls may share it when they need the same (RFC 2868 section 3.7).</summary>
/// <param name="OpenedBy">See <see cref="LnsCandidate.OpenedBy"/>.</param>
/// <param name="AsksForCalls">See <see cref="LacTarget.AsksForCalls"/>.</param>
public sealed record TunnelPlan(
    LnsAddress Address, string? AssignmentId, TunnelProfile Profile, NamePattern? OpenedBy = null, bool AsksForCalls = false)
{
    /// <summary>For people: whom it leads to.</summary>
    public string Peer => OpenedBy is { } name ? $"\"{name}\"" : Address.ToString();
}
