using System.Text;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Pppoe;
using static Concentrator.Node.Configuration.ConfigurationMapper;

namespace Concentrator.Node.Configuration;

/// <summary>Makes the PPPoE interfaces from their options, and reports what does not fit together.</summary>
internal sealed class PppoeMapper(ConcentratorOptions options, string nodeName, Problems problems)
{
    /// <summary>All service names together, with their tags' heads, leave room in a PADO for what a host adds to it.</summary>
    private const int MostServiceOctets = 1000;

    public ValueList<PppoeProfile> Map() => options.Pppoe.Select(Map).ToValueList();

    private PppoeProfile Map(PppoeOptions pppoe, int index)
    {
        var place = $"pppoe[{index}]";
        CheckInterface($"{place}.interface", pppoe.Interface, problems);
        if (options.Pppoe.Take(index).Any(other => other.Interface == pppoe.Interface))
            problems.Error($"{place}.interface", $"\"{pppoe.Interface}\" is served already");
        if (pppoe.Services.Sum(name => Encoding.UTF8.GetByteCount(name) + 4) > MostServiceOctets)
            problems.Error($"{place}.services", $"are too long together (at most {MostServiceOctets} octets)");
        if (pppoe.Services.Any(string.IsNullOrEmpty) || pppoe.Services.Distinct().Count() < pppoe.Services.Length)
            problems.Error($"{place}.services", "must have names that differ");
        if (pppoe.Authentication.Distinct().Count() < pppoe.Authentication.Length)
            problems.Error($"{place}.authentication", "names a method twice");
        if (pppoe.Target is null && pppoe.Rules.Length == 0)
            problems.Error($"{place}.target", "must be given where there are no rules");
        if (pppoe.Target is { } target)
            CheckTarget($"{place}.target", target);
        foreach (var (number, rule) in pppoe.Rules.Index())
        {
            CheckTarget($"{place}.rules[{number}].target", rule.Target);
            if (pppoe.Mode is PppoeMode.Pass && rule.Realms.Length > 0)
                problems.Error($"{place}.rules[{number}].realms", "can be known with mode \"authenticate\" only");
        }

        return new PppoeProfile
        {
            Interface = pppoe.Interface,
            Concentrator = new AccessConcentrator
            {
                Name = pppoe.AcName ?? nodeName, Services = pppoe.Services.ToValueList(), MaxPayload = (ushort?)pppoe.MaxPayload ?? ushort.MaxValue,
            },
            Limits = new PppoeLimits(ZeroIsNull(pppoe.SessionLimit), ZeroIsNull(pppoe.SessionsPerHost), ZeroIsNull(pppoe.SessionsInSetup)),
            Authenticates = pppoe.Mode is PppoeMode.Authenticate,
            Rules =
            [
                .. pppoe.Rules.Select(rule => new PppoeRule(rule.Services.ToValueList(), rule.Realms.ToValueList(), rule.Target)),
                .. pppoe.Target is { } other ? [new PppoeRule([], [], other)] : Array.Empty<PppoeRule>(),
            ],
            Ppp = new PppProfile { Name = pppoe.AcName ?? nodeName, Authentication = pppoe.Authentication.ToValueList(), Mru = pppoe.Mru },
            SetupTimeout = pppoe.SetupTimeout,
        };
    }

    private void CheckTarget(string place, string name)
    {
        if (!options.Targets.Any(target => target.Name == name))
            problems.Error(place, $"no target named \"{name}\"");
    }

    private static int? ZeroIsNull(int value) => value == 0 ? null : value;
}
