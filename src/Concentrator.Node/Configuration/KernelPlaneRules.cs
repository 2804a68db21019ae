using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;

namespace Concentrator.Node.Configuration;

/// <summary>What would silently not hold with the kernel plane. What merely keeps a session in user space is allowed.</summary>
internal static class KernelPlaneRules
{
    public static void Check(NodeConfiguration configuration, Problems problems)
    {
        if (configuration.Node.DataPlane is not DataPlaneKind.Kernel)
            return;
        foreach (var (index, profile) in configuration.Lns.Index())
            Check($"lns[{index}]", profile.Ppp, profile.Ppp.Pppd.Authenticates, problems);
        foreach (var (index, profile) in configuration.Dialers.Index())
            Check($"dialers[{index}]", profile.Ppp, pppdIsAlone: true, problems);
    }

    /// <param name="pppdIsAlone">With engine "pppd", all of PPP is pppd's, and what it forwards passes this process by.</param>
    private static void Check(string place, PppProfile ppp, bool pppdIsAlone, Problems problems)
    {
        if (ppp.ClampMss && (ppp.Engine is PppEngine.Embedded || pppdIsAlone))
            problems.Error($"{place}.ppp.clampMss", "the kernel plane lowers no MSS: say false, and leave that to the firewall (\"tcp option maxseg size set rt mtu\")");
    }
}
