using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Targets;
using Concentrator.Control.Targets;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Tests.Targets;

/// <summary>A target in virtual time, whose chance the test decides.</summary>
internal sealed class TargetScenario(LacTarget target)
{
    public TargetState State { get; private set; } = TargetState.Empty;

    public TimeSpan Now { get; set; }

    public double Chance { get; set; }

    public ImmutableArray<TargetEffect> On(TargetEvent @event)
    {
        var step = TargetMachine.On(State, @event, new TargetContext(target, Now, () => Chance));
        State = step.State;
        return step.Effects;
    }

    public ImmutableArray<TargetEffect> Want(int call) => On(new TargetEvent.CallWanted(call));

    public ImmutableArray<TargetEffect> Up(int tunnel) => On(new TargetEvent.TunnelUp(tunnel));

    public ImmutableArray<TargetEffect> Down(int tunnel) => On(new TargetEvent.TunnelDown(tunnel, "no answer"));

    public ImmutableArray<TargetEffect> End(int call, CdnResult result = CdnResult.NoFacilitiesTemporarily) =>
        On(new TargetEvent.CallEnded(call, new CallEnd(EndedBy.Peer, new ResultCode(result), Cause: null, result.ToString())));

    /// <summary>Where this call is tried now.</summary>
    public string LnsOf(int call) => State.Calls[call].Lns.Address.Host;

    public static LacTarget Target(params LnsCandidate[] lns) => new()
    {
        Name = "isp", Lns = [.. lns], Tunnel = new TunnelProfile { HostName = "lac" }, SetAside = new RedialPolicy { Jitter = 0, Initial = TimeSpan.FromSeconds(10) },
    };

    public static LnsCandidate Lns(string host, int preference = 0, int weight = 1, string? assignment = null) => new()
    {
        Address = new LnsAddress(host), Preference = preference, Weight = weight, AssignmentId = assignment,
    };
}
