namespace Concentrator.Fuzzing.Targets;

/// <summary>Everything that takes octets from outside, a row each.</summary>
public static class FuzzTargets
{
    public static readonly IReadOnlyList<FuzzTarget> All =
    [
        .. L2tpTargets.All,
        .. PppTargets.All,
        .. PppoeTargets.All,
        .. PayloadTargets.All,
        new("superpacket", SuperpacketTarget.Fuzz, SuperpacketTarget.Corpus),
        .. RadiusTargets.All,
        .. FileTargets.All,
        .. MachineTargets.All,
        new("ppp-machine", PppMachineTarget.Fuzz, PppMachineTarget.Corpus, Runs: 2_000),
        new("node", NodeTarget.Fuzz, Script.Any, Runs: 60),
    ];
}
