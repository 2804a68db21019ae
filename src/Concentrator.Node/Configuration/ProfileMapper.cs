using System.Net;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using static Concentrator.Node.Configuration.ConfigurationMapper;

namespace Concentrator.Node.Configuration;

/// <summary>Makes LNS profiles, and what they have in common with dialers and targets, from their options, and reports what does not fit together.</summary>
internal sealed class ProfileMapper(ConcentratorOptions options, string nodeName, SecretStore secrets, SecretFiles files, Problems problems)
{
    public ValueList<LnsProfile> MapLns()
    {
        CheckNames("lns", options.Lns.Select(profile => profile.Name));
        return options.Lns.Select((profile, index) => MapLns(profile, $"lns[{index}]")).ToValueList();
    }

    private LnsProfile MapLns(LnsOptions profile, string place)
    {
        if (profile.Pool is { } pool && !options.Pools.ContainsKey(pool))
            problems.Error($"{place}.pool", $"no pool named \"{pool}\"");
        if (profile.Serves && options.Tun.Address is null && (profile.Ppp.LocalAddress is null || profile.Ppp.Engine is PppEngine.Embedded))
            problems.Error("tun.address", profile.Ppp.LocalAddress is null
                ? $"must be given, since {place} names no ppp.localAddress of its own"
                : $"must be given, since subscribers of {place} are behind that interface");

        var tunnel = MapTunnel(profile.Tunnel, $"{place}.tunnel");
        return new LnsProfile
        {
            Name = profile.Name,
            Match = new LnsMatch(profile.Match.Local.ToValueList(), profile.Match.Peers.ToValueList(), profile.Match.HostNames.ToValueList()),
            Tunnel = tunnel,
            Ppp = MapPpp(profile.Ppp, profile.Ppp.Name ?? tunnel.HostName, profile.Ppp.LocalAddress ?? options.Tun.Address, $"{place}.ppp"),
            Serves = profile.Serves,
            Pool = profile.Pool,
            Group = profile.Group,
            Groups = MapGroups(profile, place),
            UnknownGroup = profile.UnknownGroup,
            DuplicateLogins = profile.DuplicateLogins,
            SessionLimit = profile.SessionLimit == 0 ? null : profile.SessionLimit,
            Rates = new SessionRates(BitsPerSecond(profile.Rate.Up), BitsPerSecond(profile.Rate.Down), profile.Rate.Burst),
            Stay = new StayLimits(ZeroIsNull(profile.SessionTimeout), ZeroIsNull(profile.IdleTimeout)),
        };
    }

    private ValueList<string> MapGroups(LnsOptions profile, string place)
    {
        if (profile.Group is { } group && !options.Groups.ContainsKey(group))
            problems.Error($"{place}.group", $"no group named \"{group}\"");
        foreach (var (index, name) in (profile.Groups ?? []).Index().Where(row => !options.Groups.ContainsKey(row.Item)))
            problems.Error($"{place}.groups[{index}]", $"no group named \"{name}\"");
        return (profile.Groups ?? [.. options.Groups.Keys]).ToValueList();
    }

    private static long? BitsPerSecond(int kilobits) => kilobits == 0 ? null : kilobits * 1000L;

    /// <param name="hasSecret">Each peer has a secret of its own.</param>
    internal TunnelProfile MapTunnel(TunnelOptions tunnel, string place, bool hasSecret = false)
    {
        var hostName = tunnel.HostName ?? nodeName;
        if (hostName.Length == 0)
            problems.Error($"{place}.hostName", "must not be empty");
        var retransmission = tunnel.Retransmission;
        if (retransmission.Initial > retransmission.Maximum || retransmission.Minimum > retransmission.Maximum)
            problems.Error($"{place}.retransmission", "initial and minimum must not be longer than maximum");

        if (tunnel.LongestHello > TimeSpan.Zero && tunnel.LongestHello < tunnel.Hello)
            problems.Error($"{place}.longestHello", "must not be shorter than hello");

        var secret = files.ReadOne($"{place}.secretFile", tunnel.SecretFile);
        hasSecret |= tunnel.SecretFile is not null
            || secrets.Tunnels.Lines.Any(line => line.Us is null || line.Us.Equals(hostName, StringComparison.OrdinalIgnoreCase));
        if (!hasSecret && tunnel.Challenge)
            problems.Error($"{place}.challenge", $"needs a secret: tunnel.secretFile, or a line for host name \"{hostName}\" in secrets.l2tp");
        if (!hasSecret && tunnel.HideAvps)
            problems.Error($"{place}.hideAvps", $"needs a secret: tunnel.secretFile, or a line for host name \"{hostName}\" in secrets.l2tp");

        return new TunnelProfile
        {
            HostName = hostName,
            VendorName = tunnel.VendorName,
            Secret = secret,
            Challenge = tunnel.Challenge,
            HideAvps = tunnel.HideAvps,
            Hello = ZeroIsNull(tunnel.Hello),
            LongestHello = ZeroIsNull(tunnel.LongestHello),
            ReceiveWindow = (ushort)tunnel.ReceiveWindow,
            SetupTimeout = tunnel.SetupTimeout,
            CallSetupTimeout = tunnel.CallSetupTimeout,
            FollowNatRebinding = tunnel.FollowNatRebinding,
            TieBreaker = tunnel.TieBreaker,
            Data = new DataProfile
            {
                Sequencing = tunnel.Data.Sequencing,
                ReorderTimeout = tunnel.Data.ReorderTimeout,
                ReorderWindow = tunnel.Data.ReorderWindow,
                Priority = tunnel.Data.Priority,
                Offset = tunnel.Data.Offset == 0 ? null : (ushort)tunnel.Data.Offset,
            },
            ModemOnHold = tunnel.ModemOnHold,
            TellLcpOptions = tunnel.TellLcpOptions,
            DiffServ = MapDscp(tunnel.Dscp, $"{place}.dscp"),
            Retransmission = new Retransmission
            {
                Adaptive = retransmission.Adaptive,
                Initial = retransmission.Initial,
                Minimum = retransmission.Minimum,
                Maximum = retransmission.Maximum,
                Retries = retransmission.Retries,
                GiveUpAfter = retransmission.GiveUpAfter,
            },
        };
    }

    private DiffServ MapDscp(DscpOptions dscp, string place)
    {
        if (dscp.Ask && dscp is { Control: < 0, Data: < 0 })
            problems.Error($"{place}.ask", "there is nothing to ask for: neither control nor data is given");
        foreach (var (index, code) in dscp.Accept.Index().Where(row => row.Item is < 0 or > 63))
            problems.Error($"{place}.accept[{index}]", $"{code} is not between 0 and 63");
        return new DiffServ
        {
            Control = dscp.Control < 0 ? null : dscp.Control, Data = dscp.Data < 0 ? null : dscp.Data, Ask = dscp.Ask, Accepted = dscp.Accept.ToValueList(),
        };
    }

    internal PppProfile MapPpp(PppOptions ppp, string name, IPAddress? localAddress, string place)
    {
        CheckIpv4($"{place}.localAddress", ppp.LocalAddress, problems);
        CheckServers($"{place}.dns", ppp.Dns);
        CheckServers($"{place}.nbns", ppp.Nbns);
        if (ppp.Authentication.Distinct().Count() < ppp.Authentication.Length)
            problems.Error($"{place}.authentication", "names a method twice");
        if (ppp.Pppd.OptionsFile is { } file && !File.Exists(files.Resolve(file)))
            problems.Error($"{place}.pppd.optionsFile", $"there is no file {files.Resolve(file)}");
        if (ppp.Engine == PppEngine.Pppd && !File.Exists(ppp.Pppd.Path))
            problems.Warn($"{place}.pppd.path", $"there is no {ppp.Pppd.Path} (yet): calls will be refused");

        return new PppProfile
        {
            Engine = ppp.Engine,
            Name = name,
            Authentication = ppp.Authentication.ToValueList(),
            AuthenticationRetries = ppp.AuthenticationRetries,
            Proxy = ppp.Proxy,
            Mru = ppp.Mru,
            LocalAddress = localAddress,
            Dns = ppp.Dns.ToValueList(),
            Nbns = ppp.Nbns.ToValueList(),
            Ipv6 = ppp.Ipv6,
            Acfc = ppp.Acfc,
            Pfc = ppp.Pfc,
            Accm = ppp.Accm,
            ClampMss = ppp.ClampMss,
            EchoInterval = ZeroIsNull(ppp.EchoInterval),
            EchoFailures = ppp.EchoFailures,
            RestartTimer = ppp.RestartTimer,
            MaxConfigure = ppp.MaxConfigure,
            MaxTerminate = ppp.MaxTerminate,
            MaxFailure = ppp.MaxFailure,
            LcpTimeout = ppp.LcpTimeout,
            AuthenticationTimeout = ppp.AuthenticationTimeout,
            NetworkTimeout = ppp.NetworkTimeout,
            SetupTimeout = ppp.SetupTimeout,
            Rechallenge = ZeroIsNull(ppp.Rechallenge),
            Pppd = new PppdProfile
            {
                Path = ppp.Pppd.Path,
                OptionsFile = ppp.Pppd.OptionsFile is { } options ? files.Resolve(options) : null,
                Arguments = ppp.Pppd.Arguments.ToValueList(),
                Authenticates = ppp.Pppd.Authenticates,
            },
        };
    }

    private void CheckServers(string place, IPAddress[] servers)
    {
        for (var i = 0; i < servers.Length; i++)
            CheckIpv4($"{place}[{i}]", servers[i], problems);
        if (servers.Length > 2)
            problems.Error(place, "at most two can be told to a peer (RFC 1877)");
    }

    internal void CheckNames(string list, IEnumerable<string> names)
    {
        var seen = new HashSet<string>();
        foreach (var (index, name) in names.Index().Where(row => row.Item.Length > 0))
        {
            CheckName($"{list}[{index}].name", name, problems);
            if (!seen.Add(name))
                problems.Error($"{list}[{index}].name", $"\"{name}\" is there already");
        }
    }

    private static TimeSpan? ZeroIsNull(TimeSpan time) => time == TimeSpan.Zero ? null : time;
}
