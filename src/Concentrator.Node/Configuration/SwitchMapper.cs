using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Switching;
using Concentrator.Control.Policy.Targets;

namespace Concentrator.Node.Configuration;

/// <summary>Makes targets and switching rules from their options, and reports what does not fit together.</summary>
internal sealed class SwitchMapper(ConcentratorOptions options, ProfileMapper profiles, SecretFiles files, Problems problems)
{
    public ValueList<LacTarget> MapTargets(string nodeName, ValueList<LnsProfile> lns)
    {
        profiles.CheckNames("targets", options.Targets.Select(target => target.Name));
        var targets = options.Targets.Select((target, index) => MapTarget(target, $"targets[{index}]")).ToArray();
        var served = lns.Select(profile => profile.Tunnel.HostName).Append(nodeName).Distinct(StringComparer.OrdinalIgnoreCase).ToValueList();
        return targets.Select(target => target with { OwnNames = served }).ToValueList();
    }

    public ValueList<SwitchRule> MapRules()
    {
        profiles.CheckNames("switching", options.Switching.Select(rule => rule.Name));
        return options.Switching.Select((rule, index) => MapRule(rule, $"switching[{index}]")).ToValueList();
    }

    private LacTarget MapTarget(TargetOptions target, string place)
    {
        if (target.SetAside.Initial > target.SetAside.Maximum)
            problems.Error($"{place}.setAside", "initial is longer than maximum");
        var candidates = target.Lns.Select((lns, index) => MapLns(lns, $"{place}.lns[{index}]")).ToValueList();
        foreach (var (index, lns) in candidates.Index())
            if (candidates.Take(index).Contains(lns))
                problems.Error($"{place}.lns[{index}]", $"{lns.Address} is there already, in the same way");
        return new LacTarget
        {
            Name = target.Name,
            Lns = candidates,
            Tunnel = profiles.MapTunnel(target.Tunnel, $"{place}.tunnel", hasSecret: target.Lns.All(lns => lns.SecretFile is not null)),
            SessionsPerTunnel = target.SessionsPerTunnel == 0 ? null : target.SessionsPerTunnel,
            IdleTimeout = target.IdleTimeout,
            SetAside = new RedialPolicy { Initial = target.SetAside.Initial, Maximum = target.SetAside.Maximum },
        };
    }

    private LnsCandidate MapLns(TargetLnsOptions lns, string place) => new()
    {
        Address = lns.Address ?? default,
        Preference = lns.Preference,
        Weight = lns.Weight,
        AssignmentId = lns.AssignmentId,
        ClientAuthId = lns.ClientAuthId,
        ServerAuthId = lns.ServerAuthId,
        Password = files.ReadOne($"{place}.secretFile", lns.SecretFile),
        PrivateGroup = lns.PrivateGroup,
    };

    private SwitchRule MapRule(SwitchOptions rule, string place)
    {
        if (rule.Target is { } target && options.Targets.All(known => known.Name != target))
            problems.Error($"{place}.target", $"no target is named \"{target}\"");
        var match = rule.Match;
        for (var i = 0; i < match.Profiles.Length; i++)
            if (options.Lns.All(profile => profile.Name != match.Profiles[i]))
                problems.Error($"{place}.match.profiles[{i}]", $"no profile of lns is named \"{match.Profiles[i]}\"");
        return new SwitchRule(rule.Name, new SwitchMatch
        {
            Profiles = match.Profiles.ToValueList(),
            Peers = match.Peers.ToValueList(),
            HostNames = match.HostNames.ToValueList(),
            CalledNumbers = match.CalledNumbers.ToValueList(),
            CallingNumbers = match.CallingNumbers.ToValueList(),
            Realms = match.Realms.ToValueList(),
            PrivateGroups = match.PrivateGroups.ToValueList(),
        }, rule.Target);
    }
}
