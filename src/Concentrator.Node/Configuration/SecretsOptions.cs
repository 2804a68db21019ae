using System.ComponentModel.DataAnnotations;

namespace Concentrator.Node.Configuration;

/// <summary>Files with secrets, in formats that users of pppd and xl2tpd have already. Relative paths start at the configuration file.</summary>
public sealed record SecretsOptions
{
    /// <summary>Users for CHAP and MS-CHAPv2, in the format of pppd's chap-secrets. Default: none.</summary>
    public string? Chap { get; init; }

    /// <summary>Users for PAP, in the format of pppd's pap-secrets; may be the same file. Default: none.</summary>
    public string? Pap { get; init; }

    /// <summary>Secrets of tunnels, in the format of xl2tpd's l2tp-secrets. Default: none.</summary>
    public string? L2tp { get; init; }
}

/// <summary>A user in the configuration itself, for PAP and CHAP.</summary>
public sealed record UserOptions
{
    /// <summary>The user's name; "*" for any, in a lab. Must be given.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The password, for all to read who can read the file. Must be given.</summary>
    [Required]
    public string Password { get; init; } = "";

    /// <summary>Which addresses the user may have, as the address columns of chap-secrets say it. Default: any of the pool.</summary>
    public string[] Addresses { get; init; } = [];

    /// <summary>Says that this is for measuring and protects nothing; needed for the name "*". Default: false.</summary>
    public bool Lab { get; init; }
}

/// <summary>A pool of IPv4 addresses.</summary>
public sealed record PoolOptions
{
    /// <summary>Prefixes (without their network and broadcast address), ranges "a-b" and single addresses. Addresses of the node itself are left out. Must be given.</summary>
    [Required]
    public string[] Ranges { get; init; } = [];

    /// <summary>How many free addresses wait for the users who had them last before the oldest goes to somebody new. Default: 65536.</summary>
    [Range(0, int.MaxValue)]
    public int Remember { get; init; } = 65_536;
}
