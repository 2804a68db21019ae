using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Admission;

namespace Concentrator.Node.Configuration;

/// <summary>The whole configuration file.</summary>
public sealed record ConcentratorOptions
{
    /// <summary>UDP addresses for tunnels; without a port 1701 is meant. Default: 0.0.0.0:1701 and [::]:1701.</summary>
    public IPEndPoint[] Listen { get; init; } = [new(IPAddress.Any, 1701), new(IPAddress.IPv6Any, 1701)];

    /// <summary>Where what happened is kept: "sqlite" in the state directory, or "none". Default: sqlite.</summary>
    public JournalKind Journal { get; init; } = JournalKind.Sqlite;

    /// <summary>The process itself.</summary>
    public NodeOptions Node { get; init; } = new();

    /// <summary>The sockets of the tunnels.</summary>
    public UdpOptions Udp { get; init; } = new();

    /// <summary>The TUN device that all subscribers of the embedded engine share.</summary>
    public TunOptions Tun { get; init; } = new();

    /// <summary>The socket that `concentrator show` and its like talk to.</summary>
    public ControlOptions Control { get; init; } = new();

    /// <summary>How much the node takes on.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>Who may open tunnels: rows "allow PREFIX" and "deny PREFIX" ("any" is a prefix too), the first that matches decides, a peer that no row names is denied. Default: empty, which allows everybody.</summary>
    public AccessRule[] Access { get; init; } = [];

    /// <summary>Files with secrets.</summary>
    public SecretsOptions Secrets { get; init; } = new();

    /// <summary>Users beside those of the secrets files, asked after them. Default: none.</summary>
    public UserOptions[] Users { get; init; } = [];

    /// <summary>Pools of IPv4 addresses for subscribers, by name. Default: none.</summary>
    public Dictionary<string, PoolOptions> Pools { get; init; } = [];

    /// <summary>Groups of subscribers that have a routing domain of their own, by name: that of the Private Group ID by which a LAC chooses one. Default: none.</summary>
    public Dictionary<string, GroupOptions> Groups { get; init; } = [];

    /// <summary>Profiles for tunnels that peers open to us, tried in order; a peer that none is for is refused. Default: none.</summary>
    public LnsOptions[] Lns { get; init; } = [];

    /// <summary>Connections that we open: LAC and PPP client in one. Default: none.</summary>
    public DialerOptions[] Dialers { get; init; } = [];

    /// <summary>Ethernet interfaces on which hosts are served by PPPoE, and taken to an LNS. Default: none.</summary>
    public PppoeOptions[] Pppoe { get; init; } = [];

    /// <summary>Lines on which we, as LAC, place the calls that LNSs ask for, tried in order. Default: none.</summary>
    public LineOptions[] Lines { get; init; } = [];

    /// <summary>Where calls that LACs bring, or PPPoE hosts make, are taken to. Default: none.</summary>
    public TargetOptions[] Targets { get; init; } = [];

    /// <summary>Rules for calls that LACs bring, tried in order: the first that matches says where the call goes on; one that none is for ends here. Default: none.</summary>
    public SwitchOptions[] Switching { get; init; } = [];

    /// <summary>Passwords of dialers that were added at run time; no option of the file, where they would be for all to read.</summary>
    internal IReadOnlyDictionary<string, string> Passwords { get; init; } = new Dictionary<string, string>();

    /// <summary>As they hold on a node that was started with others: what only a restart changes is as it was then, and all that is made of it.</summary>
    internal ConcentratorOptions Since(ConcentratorOptions start) => this with
    {
        Listen = start.Listen,
        Journal = start.Journal,
        Node = start.Node with { LogLevel = Node.LogLevel, ShutdownTimeout = Node.ShutdownTimeout },
        Udp = start.Udp,
        Tun = start.Tun,
        Control = start.Control,
        Groups = start.Groups.ToDictionary(
            group => group.Key, group => group.Value with { Filter = (Groups.GetValueOrDefault(group.Key) ?? group.Value).Filter }),
    };
}
