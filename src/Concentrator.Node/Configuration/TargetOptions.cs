using System.ComponentModel.DataAnnotations;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Configuration;

/// <summary>Where calls of others are taken to: LNSs that can stand in for each other.</summary>
public sealed record TargetOptions
{
    /// <summary>Name of the target, in rules, logs and tables. Must be given.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Its LNSs. Must be given.</summary>
    [Required]
    public TargetLnsOptions[] Lns { get; init; } = [];

    /// <summary>Most calls that share a tunnel; 0: no limit. Default: 0.</summary>
    [Range(0, 65_535)]
    public int SessionsPerTunnel { get; init; }

    /// <summary>How long a tunnel stays after its last call. Default: 60s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an LNS is left alone that does not answer.</summary>
    public SetAsideOptions SetAside { get; init; } = new();

    /// <summary>Its tunnels.</summary>
    public TunnelOptions Tunnel { get; init; } = new();
}

/// <summary>An LNS of a target.</summary>
public sealed record TargetLnsOptions
{
    /// <summary>Its name or address; without a port 1701 is meant. Must be given.</summary>
    [Required]
    public LnsAddress? Address { get; init; }

    /// <summary>The LNSs of the lowest preference go first (RFC 2868, Tunnel-Preference). Default: 0.</summary>
    [Range(0, 0xff_ffff)]
    public int Preference { get; init; }

    /// <summary>Its share of the calls among those of the same preference. Default: 1.</summary>
    [Range(1, 65_535)]
    public int Weight { get; init; } = 1;

    /// <summary>Calls of different ids never share a tunnel (Tunnel-Assignment-ID). Default: none.</summary>
    public string? AssignmentId { get; init; }

    /// <summary>What we call ourselves towards it (Tunnel-Client-Auth-ID). Default: tunnel.hostName.</summary>
    [MaxLength(TunnelOptions.LongestText)]
    public string? ClientAuthId { get; init; }

    /// <summary>What it must call itself (Tunnel-Server-Auth-ID). Default: anything but a name of this node.</summary>
    [MaxLength(TunnelOptions.LongestText)]
    public string? ServerAuthId { get; init; }

    /// <summary>File whose first word is the secret shared with it (Tunnel-Password). Default: that of tunnel.secretFile, else secrets.l2tp is asked.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Sent with each call as Private Group ID (Tunnel-Private-Group-ID). Default: what the call brings with it.</summary>
    [MaxLength(TunnelOptions.LongestText)]
    public string? PrivateGroup { get; init; }
}

/// <summary>How long an LNS that does not answer is left alone while there are others: exponential back-off.</summary>
public sealed record SetAsideOptions
{
    /// <summary>After the first failure; it doubles with each further one. Default: 10s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>At most. Default: 10m.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Maximum { get; init; } = TimeSpan.FromMinutes(10);
}
