using System.ComponentModel.DataAnnotations;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Node.Configuration;

/// <summary>A connection that we open: as LAC and PPP client in one, or as an LNS that has a LAC call somebody.</summary>
public sealed record DialerOptions
{
    /// <summary>Name of the dialer, for `concentrator dial`. Must be given.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Names or addresses of the LNS (of the LAC where calls are outgoing), tried in order; without a port 1701 is meant. Default: none, which will do only with target or outgoing.lac.</summary>
    public LnsAddress[] Lns { get; init; } = [];

    /// <summary>Instead of lns and tunnel: a target, from whose LNSs one is chosen for each call. Default: none, lns is a target of its own.</summary>
    public string? Target { get; init; }

    /// <summary>Calls that a LAC places for us.</summary>
    public OutgoingOptions Outgoing { get; init; } = new();

    /// <summary>Dials when the node starts and whenever the connection is lost, not only when told to. Default: true.</summary>
    public bool Auto { get; init; } = true;

    /// <summary>Calls over its tunnel, each with an interface of its own. Default: 1.</summary>
    [Range(1, 1000)]
    public int Calls { get; init; } = 1;

    /// <summary>The user that we are. Default: none, we do not authenticate.</summary>
    public string? User { get; init; }

    /// <summary>File whose first word is the user's password. Default: the user's line in secrets.chap or secrets.pap.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Name of the interface; with several calls "-1", "-2", … are added. Default: the dialer's name.</summary>
    public string? Interface { get; init; }

    /// <summary>What is routed through the interface: "none", "default", or prefixes. Default: none.</summary>
    public string[] Routes { get; init; } = ["none"];

    /// <summary>Sent as Calling Number. Default: none.</summary>
    [MaxLength(TunnelOptions.LongestText)]
    public string? CallingNumber { get; init; }

    /// <summary>Sent as Called Number. Default: none.</summary>
    [MaxLength(TunnelOptions.LongestText)]
    public string? CalledNumber { get; init; }

    /// <summary>Sent as Sub-Address. Default: none.</summary>
    [MaxLength(TunnelOptions.LongestText)]
    public string? SubAddress { get; init; }

    /// <summary>Sent as Private Group ID: the group that the LNS is to serve us in. Default: none.</summary>
    [MaxLength(TunnelOptions.LongestText)]
    public string? PrivateGroup { get; init; }

    /// <summary>Sent as Tx Connect Speed: bits per second towards us. Default: 1000000000.</summary>
    [Range(0, int.MaxValue)]
    public int TxSpeed { get; init; } = 1_000_000_000;

    /// <summary>Sent as Rx Connect Speed: bits per second from us; 0: not sent, which means as fast. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int RxSpeed { get; init; }

    /// <summary>The LNS may ask how fast calls are connected, and is answered (RFC 5515). Default: false.</summary>
    public bool SpeedUpdates { get; init; }

    /// <summary>Sent as Q.931 Cause Code when this end clears a call, 16 for "normal call clearing"; 0: none is. Default: 0.</summary>
    [Range(0, 127)]
    public int Q931Cause { get; init; }

    /// <summary>When to try again.</summary>
    public RedialOptions Redial { get; init; } = new();

    /// <summary>Its tunnel.</summary>
    public TunnelOptions Tunnel { get; init; } = new();

    /// <summary>PPP on its calls.</summary>
    public PppOptions Ppp { get; init; } = new();
}

/// <summary>Outgoing calls: this node is the LNS, and asks a LAC to dial calledNumber.</summary>
public sealed record OutgoingOptions
{
    /// <summary>The calls are outgoing ones: a LAC is to dial calledNumber for us. Default: false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Host name of a LAC (a pattern) whose own tunnel to this node is used while there is one. Default: none, a tunnel is always opened.</summary>
    public NamePattern? Lac { get; init; }

    /// <summary>The profile of lns by which whoever is called is served. Default: none, we are the client of PPP as ppp and user say.</summary>
    public string? Profile { get; init; }

    /// <summary>Sent as Minimum BPS: the least speed that will do. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int MinimumBps { get; init; }

    /// <summary>Sent as Maximum BPS: the speed that is needed at most. Default: 2147483647.</summary>
    [Range(0, int.MaxValue)]
    public int MaximumBps { get; init; } = int.MaxValue;

    /// <summary>Bearer of the call: "digital" or "analog". Default: none, any that the LAC has.</summary>
    public BearerTypes Bearer { get; init; } = BearerTypes.None;

    /// <summary>Framing of the call: "synchronous" or "asynchronous". Default: none, any that the LAC knows.</summary>
    public FramingTypes Framing { get; init; } = FramingTypes.None;
}

/// <summary>When a dialer tries again: exponential back-off.</summary>
public sealed record RedialOptions
{
    /// <summary>Delay after the first failure; it doubles with each further one. Default: 1s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "24:00:00")]
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest delay. Default: 60s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "24:00:00")]
    public TimeSpan Maximum { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Part of the delay that chance adds or takes away, so that many clients do not come back at the same moment. Default: 0.2.</summary>
    [Range(0.0, 1.0)]
    public double Jitter { get; init; } = 0.2;

    /// <summary>Failures in a row after which it stays down; 0: it tries for ever. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int MaxAttempts { get; init; }
}
