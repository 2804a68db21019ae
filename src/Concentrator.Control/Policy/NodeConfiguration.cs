using System.Net;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Lines;
using Concentrator.Control.Policy.Pools;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Policy.Switching;
using Concentrator.Control.Policy.Targets;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Policy;

/// <summary>All that a configuration file says, checked: every name in it resolves, every value is in its range.</summary>
public sealed record NodeConfiguration
{
    public required NodeSettings Node { get; init; }

    public ValueList<Endpoint> Listen { get; init; } = [];

    public UdpSettings Udp { get; init; } = new();

    public TunSettings Tun { get; init; } = new();

    public JournalKind Journal { get; init; }

    public required ControlSettings Control { get; init; }

    public Limits Limits { get; init; } = Limits.None;

    public AccessList Access { get; init; } = AccessList.Everybody;

    public SecretStore Secrets { get; init; } = SecretStore.Empty;

    public ValueList<PoolDefinition> Pools { get; init; } = [];

    public ValueList<RoutingGroup> Groups { get; init; } = [];

    public ValueList<LnsProfile> Lns { get; init; } = [];

    public ValueList<DialerProfile> Dialers { get; init; } = [];

    public ValueList<PppoeProfile> Pppoe { get; init; } = [];

    /// <summary>On which this node places outgoing calls, tried in this order.</summary>
    public ValueList<LineProfile> Lines { get; init; } = [];

    /// <summary>What peers are told in the Bearer Capabilities AVP (RFC 2661 section 4.4.3).</summary>
    public BearerTypes Bearers => Lines.Aggregate(BearerTypes.None, (all, line) => all | line.Bearers);

    public ValueList<LacTarget> Targets { get; init; } = [];

    /// <summary>Tried in this order for each call that a LAC brings; one that none is for ends here.</summary>
    public ValueList<SwitchRule> Switching { get; init; } = [];

    public LnsProfile? ProfileFor(in UdpPath path, string peerHostName) => ProfileSelector.Select(Lns, path, peerHostName);

    /// <summary>A target of the configuration, or a dialer's own (<see cref="DialerProfile.TargetName"/>).</summary>
    public LacTarget? Target(string name) =>
        Targets.FirstOrDefault(target => target.Name == name) ?? Dialers.FirstOrDefault(dialer => dialer.TargetName == name)?.OwnTarget;

    public PoolDefinition? Pool(string name) => Pools.FirstOrDefault(pool => pool.Name == name);

    /// <param name="name">Null: the node's own routing domain, which is none.</param>
    public RoutingGroup? Group(string? name) => Groups.FirstOrDefault(group => group.Name == name);

    /// <summary>The pools of a group; for null those of the node's own routing domain.</summary>
    public ValueList<PoolDefinition> PoolsOf(string? group) => Pools.Where(pool => pool.Group == group).ToValueList();

    /// <summary>
    /// The profile as it holds for a call: with the pool, addresses and name servers of the call's group, if it has one. Null: the call's group is
    /// none that the profile serves.
    /// </summary>
    /// <param name="privateGroup">As the LAC says; null: it says none.</param>
    public LnsProfile? ProfileWithin(LnsProfile profile, string? privateGroup)
    {
        var isServed = privateGroup is null || profile.Groups.Contains(privateGroup);
        if (!isServed && profile.UnknownGroup is UnknownGroup.Refuse)
            return null;
        var name = (isServed ? privateGroup : null) ?? profile.Group;
        if (name is null)
            return profile;
        return Group(name) is { } group
            ? profile with
            {
                Group = name,
                Pool = group.Pool,
                Ppp = profile.Ppp with { LocalAddress = group.Tun.Address, Dns = group.Dns.IsEmpty ? profile.Ppp.Dns : group.Dns },
            }
            : null;
    }

    /// <summary>What a tunnel's two ends share: the profile's own secret, else the line of l2tp-secrets for both host names; null: nothing.</summary>
    public Secret? TunnelSecret(TunnelProfile tunnel, string peerHostName) => tunnel.Secret ?? Secrets.ForTunnel(tunnel.HostName, peerHostName);
}

/// <param name="StateDirectory">Where the journal and, unless it is placed elsewhere, the control socket are.</param>
/// <param name="ShutdownTimeout">How long a stopping node waits for its peers to acknowledge CDN and StopCCN.</param>
/// <param name="Offloads">Packets of a flow pass through the kernel together, as far as it can.</param>
/// <param name="PlaneThreads">Loops of the data plane, each way; 0: by the number of processors.</param>
/// <param name="BusyPoll">How long such a loop goes on looking before it waits.</param>
/// <param name="History">Ends of tunnels and calls that `show history` can look back on.</param>
public sealed record NodeSettings(string Name, string StateDirectory, LogVerbosity LogLevel, TimeSpan ShutdownTimeout, int History, bool Offloads = true,
    int PlaneThreads = 0, TimeSpan BusyPoll = default)
{
    /// <summary>The most that <see cref="ShutdownTimeout"/> may be.</summary>
    public static readonly TimeSpan LongestShutdown = TimeSpan.FromMinutes(5);

    public DataPlaneKind DataPlane { get; init; }
}

/// <summary>Who moves packets.</summary>
public enum DataPlaneKind
{
    /// <summary>This process, with TUN devices.</summary>
    UserSpace,

    /// <summary>The kernel's L2TP and PPP, as far as they can what is asked for.</summary>
    Kernel,
}

public enum LogVerbosity
{
    /// <summary>With a transcript of the protocols, secrets masked.</summary>
    Debug,
    Information,
    Warning,
    Error,
}

public enum JournalKind
{
    Sqlite,
    None,
}

/// <summary>The DF bit of the packets that carry tunnels.</summary>
public enum DontFragment
{
    /// <summary>Never set: what is too long for the path is fragmented by routers.</summary>
    Never,

    /// <summary>Set, and what is too long for the path is fragmented by this host (path MTU discovery).</summary>
    Discover,

    /// <summary>Set, and what is too long for the path is dropped.</summary>
    Always,
}

/// <param name="Dscp">Differentiated services code point of outgoing packets, 0 to 63.</param>
/// <param name="ReceiveBuffer">Octets that the kernel queues while a receive loop is away.</param>
public sealed record UdpSettings(DontFragment DontFragment = DontFragment.Never, int Dscp = 0, int ReceiveBuffer = 8 << 20, int SendBuffer = 2 << 20);

/// <summary>The TUN device that all subscribers of the embedded engine share.</summary>
/// <param name="Address">Our end of the calls; null: the node serves none with the embedded engine.</param>
/// <param name="Mtu">Null: 1500.</param>
public sealed record TunSettings(string Name = "l2tp0", IPAddress? Address = null, int? Mtu = null);

/// <param name="Mode">Permissions of the socket, as in chmod.</param>
public sealed record ControlSettings(string Path, UnixFileMode Mode);
