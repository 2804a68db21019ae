using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Protocol.L2tp;
using static Concentrator.Node.Configuration.ConfigurationMapper;

namespace Concentrator.Node.Configuration;

/// <summary>Makes dialers from their options, and reports what does not fit together.</summary>
internal sealed class DialerMapper(ConcentratorOptions options, ProfileMapper profiles, SecretStore secrets, SecretFiles files, Problems problems)
{
    public ValueList<DialerProfile> Map(ValueList<LnsProfile> lns)
    {
        profiles.CheckNames("dialers", options.Dialers.Select(dialer => dialer.Name));
        var dialers = options.Dialers.Select((dialer, index) => MapDialer(dialer, lns, $"dialers[{index}]")).ToValueList();
        CheckInterfaces(dialers);
        return dialers;
    }

    private DialerProfile MapDialer(DialerOptions dialer, ValueList<LnsProfile> lns, string place)
    {
        if (dialer.Redial.Initial > dialer.Redial.Maximum)
            problems.Error($"{place}.redial", "initial is longer than maximum");
        var tunnel = profiles.MapTunnel(dialer.Tunnel, $"{place}.tunnel");
        return new DialerProfile
        {
            Name = dialer.Name,
            Lns = dialer.Lns.ToValueList(),
            Target = MapTarget(dialer, place),
            Outgoing = MapOutgoing(dialer, lns, place),
            Auto = dialer.Auto,
            Tunnel = tunnel,
            Ppp = profiles.MapPpp(dialer.Ppp, dialer.Ppp.Name ?? dialer.User ?? tunnel.HostName, dialer.Ppp.LocalAddress, $"{place}.ppp"),
            Calls = dialer.Calls,
            User = dialer.User,
            Password = MapPassword(dialer, place),
            Interface = dialer.Interface ?? dialer.Name,
            Routes = MapRoutes(dialer.Routes, $"{place}.routes"),
            Redial = new RedialPolicy
            {
                Initial = dialer.Redial.Initial,
                Maximum = dialer.Redial.Maximum,
                Jitter = dialer.Redial.Jitter,
                MaxAttempts = dialer.Redial.MaxAttempts == 0 ? null : dialer.Redial.MaxAttempts,
            },
            Call = new CallRequest
            {
                CallingNumber = dialer.CallingNumber,
                CalledNumber = dialer.CalledNumber,
                SubAddress = dialer.SubAddress,
                MinimumBps = (uint)dialer.Outgoing.MinimumBps,
                MaximumBps = (uint)dialer.Outgoing.MaximumBps,
                Bearer = dialer.Outgoing.Enabled ? dialer.Outgoing.Bearer : BearerTypes.None,
                Framing = dialer.Outgoing.Framing,
                Connection = MapConnection(dialer),
                SpeedUpdates = dialer.SpeedUpdates,
            },
            ClearingCause = dialer.Q931Cause == 0 ? null : Q931Cause.Of((ushort)dialer.Q931Cause),
        };
    }

    private static CallConnection MapConnection(DialerOptions dialer)
    {
        var connection = new CallConnection((uint)dialer.TxSpeed, dialer.RxSpeed == 0 ? null : (uint)dialer.RxSpeed);
        return dialer.PrivateGroup is { } group ? connection.InGroup(group) : connection;
    }

    private string? MapTarget(DialerOptions dialer, string place)
    {
        if (dialer.Target is not { } target)
            return null;
        if (options.Targets.All(known => known.Name != target))
            problems.Error($"{place}.target", $"no target is named \"{target}\"");
        if (dialer.Lns.Length > 0)
            problems.Error($"{place}.lns", "is the target's to say");
        if (dialer.Tunnel != new TunnelOptions())
            problems.Error($"{place}.tunnel", "is the target's to say");
        if (dialer.Outgoing.Enabled)
            problems.Error($"{place}.target", "is for calls to an LNS; outgoing ones need lns or outgoing.lac");
        return target;
    }

    /// <summary>Null: the dialer is a LAC.</summary>
    private OutgoingCalls? MapOutgoing(DialerOptions dialer, ValueList<LnsProfile> lns, string place)
    {
        var outgoing = dialer.Outgoing;
        if (dialer is { Lns.Length: 0, Target: null } && outgoing is not { Enabled: true, Lac: not null })
            problems.Error($"{place}.lns", outgoing.Enabled ? "must be given, or else outgoing.lac" : "must be given");
        if (!outgoing.Enabled)
            return null;
        if (string.IsNullOrEmpty(dialer.CalledNumber))
            problems.Error($"{place}.calledNumber", "must be given, since it is what the LAC is to dial");
        if (outgoing.MinimumBps > outgoing.MaximumBps)
            problems.Error($"{place}.outgoing", "minimumBps is more than maximumBps");
        var server = lns.FirstOrDefault(profile => profile.Name == outgoing.Profile);
        if (outgoing.Profile is not null && server is null)
            problems.Error($"{place}.outgoing.profile", $"no profile of lns is named \"{outgoing.Profile}\"");
        if (server is { Serves: false })
            problems.Error($"{place}.outgoing.profile", $"\"{server.Name}\" serves nobody");
        return new OutgoingCalls(outgoing.Lac, server);
    }

    /// <summary>The password of a file of its own, else that of the user's line in the secrets files. With engine "pppd" pppd may look it up itself.</summary>
    private Secret? MapPassword(DialerOptions dialer, string place)
    {
        if (dialer.PasswordFile is not null)
        {
            if (dialer.User is null)
                problems.Error($"{place}.user", "must be given, since there is a passwordFile");
            return files.ReadOne($"{place}.passwordFile", dialer.PasswordFile);
        }
        if (dialer.User is not { } user)
            return null;
        if (options.Passwords.TryGetValue(dialer.Name, out var password))
            return Secret.Of(password);
        // What the server will call itself is not known before the call; a line for any server goes first.
        var line = secrets.Chap.Lines.Concat(secrets.Pap.Lines).Where(line => line.User == user).MinBy(line => line.Server is null ? 0 : 1);
        if (line is null && dialer.Ppp.Engine == PppEngine.Embedded)
            problems.Error($"{place}.passwordFile", $"must be given, since user \"{user}\" is neither in secrets.chap nor in secrets.pap");
        return line?.Secret;
    }

    private ValueList<Prefix> MapRoutes(string[] routes, string place)
    {
        if (routes is [] or ["none"])
            return [];
        var prefixes = new List<Prefix>();
        for (var i = 0; i < routes.Length; i++)
        {
            if (Prefix.TryParse(routes[i] == "default" ? "0.0.0.0/0" : routes[i], out var prefix) && prefix != Prefix.Any)
                prefixes.Add(prefix);
            else
                problems.Error($"{place}[{i}]", $"\"{routes[i]}\" is not a prefix, \"default\", or \"none\" alone");
        }
        return prefixes.ToValueList();
    }

    private void CheckInterfaces(ValueList<DialerProfile> dialers)
    {
        var owners = new Dictionary<string, string> { [options.Tun.Name] = "tun.name" };
        foreach (var (index, dialer) in dialers.Index().Where(row => row.Item.Name.Length > 0))
        {
            var place = $"dialers[{index}].interface";
            CheckInterface(place, dialer.InterfaceOf(dialer.Calls - 1), problems);
            foreach (var name in Enumerable.Range(0, dialer.Calls).Select(dialer.InterfaceOf))
                if (!owners.TryAdd(name, place))
                    problems.Error(place, $"\"{name}\" is the interface of {owners[name]} already");
        }
    }
}
