using System.ComponentModel.DataAnnotations;
using Concentrator.Control.Policy;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Node.Configuration;

/// <summary>An Ethernet interface on which hosts are served by PPPoE, and taken to an LNS.</summary>
public sealed record PppoeOptions
{
    /// <summary>Name of the interface, which may be that of a VLAN. Must be given.</summary>
    [Required]
    public string Interface { get; init; } = "";

    /// <summary>Sent as AC-Name. Default: node.name.</summary>
    [MaxLength(TunnelOptions.LongestText)]
    public string? AcName { get; init; }

    /// <summary>Service names that hosts may ask for, all of which they are told. Default: none, so that any will do and none is told.</summary>
    public string[] Services { get; init; } = [];

    /// <summary>"pass": PPP is between host and LNS from the first frame; "authenticate": LCP and the host's proof are taken here, so that the realm can choose the target. Default: pass.</summary>
    public PppoeMode Mode { get; init; } = PppoeMode.Pass;

    /// <summary>The target for sessions that no rule is for. Default: none, they are refused.</summary>
    public string? Target { get; init; }

    /// <summary>Which sessions go elsewhere, the first that matches. Default: none.</summary>
    public PppoeRuleOptions[] Rules { get; init; } = [];

    /// <summary>With mode "authenticate": "chap", "pap", "mschapv2", the best first. What MS-CHAPv2 proves cannot be told to an LNS, which begins anew then. Default: chap and pap.</summary>
    public AuthMethod[] Authentication { get; init; } = [AuthMethod.ChapMd5, AuthMethod.Pap];

    /// <summary>With mode "authenticate": our MRU in octets; an LNS to which it is too large begins LCP anew. Default: 1456, which fits a tunnel over a path of 1500 octets.</summary>
    [Range(128, 16384)]
    public int? Mru { get; init; }

    /// <summary>Largest PPP payload that hosts may be granted which ask for more than 1492 octets (RFC 4638). Default: what fits the interface's MTU.</summary>
    [Range(1492, 9208)]
    public int? MaxPayload { get; init; }

    /// <summary>Time from the PADR until an LNS must have taken the call. Default: 60s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Sessions of the interface; 0: no limit but that of the ids. Default: 0.</summary>
    [Range(0, 65534)]
    public int SessionLimit { get; init; }

    /// <summary>Sessions of one Ethernet address; 0: no limit. Default: 8.</summary>
    [Range(0, 65534)]
    public int SessionsPerHost { get; init; } = 8;

    /// <summary>Sessions that no LNS has taken yet; 0: no limit. Default: 1000.</summary>
    [Range(0, 65534)]
    public int SessionsInSetup { get; init; } = 1000;
}

/// <summary>Where sessions go: every list that is not empty must have a member that matches.</summary>
public sealed record PppoeRuleOptions
{
    /// <summary>Service names that the host asked for, with * for any characters and ? for one. Default: any.</summary>
    public NamePattern[] Services { get; init; } = [];

    /// <summary>What follows the last @ of the user's name, for mode "authenticate". Default: any.</summary>
    public NamePattern[] Realms { get; init; } = [];

    /// <summary>The target. Must be given.</summary>
    [Required]
    public string Target { get; init; } = "";
}

/// <summary>Who speaks PPP with the host at first.</summary>
public enum PppoeMode
{
    Pass,
    Authenticate,
}
