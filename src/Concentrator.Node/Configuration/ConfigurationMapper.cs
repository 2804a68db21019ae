using System.Net;
using System.Net.Sockets;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Pools;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.Ids;

namespace Concentrator.Node.Configuration;

/// <summary>Makes the policy of a node from its options, and reports what does not fit together.</summary>
internal sealed class ConfigurationMapper(ConcentratorOptions options, string directory, Problems problems)
{
    private readonly SecretFiles _files = new(directory, problems);

    public NodeConfiguration Map()
    {
        var nodeName = options.Node.Name ?? Environment.MachineName;
        var secrets = MapSecrets();
        var profiles = new ProfileMapper(options, nodeName, secrets, _files, problems);
        var lns = profiles.MapLns();
        var switching = new SwitchMapper(options, profiles, _files, problems);
        var groups = new GroupMapper(options, directory, problems);
        var configuration = new NodeConfiguration
        {
            Node = new NodeSettings(
                nodeName, Path.GetFullPath(options.Node.StateDirectory), options.Node.LogLevel, options.Node.ShutdownTimeout, options.Node.History,
                options.Node.Offloads, options.Node.PlaneThreads, options.Node.BusyPoll) { DataPlane = options.Node.DataPlane },
            Listen = MapListen(),
            Udp = new UdpSettings(options.Udp.DontFragment, options.Udp.Dscp, options.Udp.ReceiveBuffer, options.Udp.SendBuffer),
            Tun = MapTun(),
            Journal = options.Journal,
            Control = MapControl(),
            Limits = MapLimits(options.Limits),
            Access = MapAccess(),
            Secrets = secrets,
            Pools = MapPools(groups),
            Groups = groups.Map(),
            Lns = lns,
            Dialers = new DialerMapper(options, profiles, secrets, _files, problems).Map(lns),
            Pppoe = new PppoeMapper(options, nodeName, problems).Map(),
            Lines = new LineMapper(options, problems).Map(),
            Targets = switching.MapTargets(nodeName, lns),
            Switching = switching.MapRules(),
        };
        KernelPlaneRules.Check(configuration, problems);
        new ConfigurationAdvice(options, configuration, problems).Give();
        return configuration;
    }

    private ValueList<Endpoint> MapListen()
    {
        if (options.Listen.Length == 0)
            problems.Error("listen", "at least one address is needed, for dialers too");
        for (var i = 0; i < options.Listen.Length; i++)
        {
            if (options.Listen[i].Port == 0 && options.Lns.Length > 0)
                problems.Error($"listen[{i}]", "port 0 (any) will do only where there are dialers alone; peers must know where to find an LNS");
            if (options.Listen[i].Port != 0 && Array.IndexOf(options.Listen, options.Listen[i]) < i)
                problems.Error($"listen[{i}]", $"{options.Listen[i]} is there already");
        }
        return options.Listen.Select(Endpoint.From).ToValueList();
    }

    private TunSettings MapTun()
    {
        CheckIpv4("tun.address", options.Tun.Address, problems);
        CheckInterface("tun.name", options.Tun.Name, problems);
        return new TunSettings(options.Tun.Name, options.Tun.Address, options.Tun.Mtu);
    }

    private ControlSettings MapControl()
    {
        var path = Path.GetFullPath(options.Control.Socket ?? "control.sock", options.Control.Socket is null ? Path.GetFullPath(options.Node.StateDirectory) : directory);
        if (System.Text.Encoding.UTF8.GetByteCount(path) > Control.ControlSocket.MaxPathBytes)
            problems.Error("control.socket", $"{path} is too long for a unix socket (at most {Control.ControlSocket.MaxPathBytes} octets)");
        if (ParseMode(options.Control.Mode) is not { } mode)
        {
            problems.Error("control.mode", $"\"{options.Control.Mode}\" is not an octal mode (0660)");
            mode = default;
        }
        return new ControlSettings(path, mode);
    }

    private static UnixFileMode? ParseMode(string text) =>
        text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7') && Convert.ToInt32(text, 8) is var mode and <= 0x1ff ? (UnixFileMode)mode : null;

    private static Limits MapLimits(LimitsOptions limits) =>
        new(Limit(limits.Tunnels), Limit(limits.Sessions), Limit(limits.SessionsPerTunnel), Limit(limits.HalfOpenTunnels),
            Limit(limits.HalfOpenTunnelsPerSource), Limit(limits.CallsInSetup));

    private static int? Limit(int value) => value == 0 ? null : value;

    private AccessList MapAccess()
    {
        if (options.Access.Length > 0 && !options.Access.Any(rule => rule.Allow))
            problems.Warn("access", "allows nobody: a peer that no row names is denied; add \"allow any\" as the last row");
        return new AccessList(options.Access.ToValueList());
    }

    private SecretStore MapSecrets() =>
        new(_files.ReadUsers("secrets.chap", options.Secrets.Chap), _files.ReadUsers("secrets.pap", options.Secrets.Pap),
            _files.ReadTunnels("secrets.l2tp", options.Secrets.L2tp), new SecretTable(options.Users.Select(MapUser)));

    private UserSecret MapUser(UserOptions user, int index)
    {
        var place = $"users[{index}]";
        if (!PppSecretsFile.TryParseAddresses(user.Addresses, out var addresses, out var error))
            problems.Error($"{place}.addresses", error);
        if (user is { Name: "*", Lab: false })
            problems.Error(place, "one password for any user protects nothing; if this is a lab, say so with \"lab\": true");
        if (options.Users.Take(index).Any(other => other.Name == user.Name))
            problems.Error($"{place}.name", $"there is a user \"{user.Name}\" already");
        return new UserSecret(user.Name == "*" ? null : user.Name, null, Secret.Of(user.Password), addresses, [], place, user.Lab);
    }

    private ValueList<PoolDefinition> MapPools(GroupMapper groups)
    {
        var own = options.Lns.Select(profile => profile.Ppp.LocalAddress).Append(options.Tun.Address).OfType<IPAddress>().Distinct().ToValueList();
        var pools = new List<PoolDefinition>();
        foreach (var (name, pool) in options.Pools)
        {
            var place = $"pools.{name}";
            CheckName(place, name, problems);
            var group = groups.OwnerOf(name);
            var used = group is { Address: var address } ? address is null ? [] : [address] : own;
            if (AddressRanges.TryParse(pool.Ranges, out var ranges, out var error))
                pools.Add(new PoolDefinition(name, ranges, used.Where(ranges.Contains).ToValueList(), pool.Remember, group?.Name));
            else if (pool.Ranges.Length > 0)
                problems.Error($"{place}.ranges", error);
        }
        return pools.ToValueList();
    }

    internal static void CheckIpv4(string place, IPAddress? address, Problems problems)
    {
        if (address is not null && (address.AddressFamily != AddressFamily.InterNetwork || address.Equals(IPAddress.Any)))
            problems.Error(place, $"{address} is not the IPv4 address of a host");
    }

    /// <summary>Names become part of actor paths and file names.</summary>
    internal static void CheckName(string place, string name, Problems problems)
    {
        if (name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            problems.Error(place, $"\"{name}\" is no name: letters, digits, \"-\", \"_\" and \".\" make one, 64 at most");
    }

    /// <summary>What the kernel takes as the name of an interface (dev_valid_name).</summary>
    internal static void CheckInterface(string place, string name, Problems problems)
    {
        if (name.Length is 0 or > 15 || name is "." or ".." || name.Any(c => c is '/' or ':' or '%' || char.IsWhiteSpace(c) || !char.IsAscii(c)))
            problems.Error(place, $"\"{name}\" cannot be the name of an interface (at most 15 characters)");
    }
}
