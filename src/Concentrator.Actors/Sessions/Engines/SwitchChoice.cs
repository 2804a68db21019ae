using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Switching;
using Concentrator.DataPlane.Paths;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// A call that the switching rules may be for: whose engine it gets is decided when the LAC offers it, or, where the rules ask for what only the ICCN
/// tells, when it is connected.
/// </summary>
/// <param name="factsOf">What the rules can ask of the call that a LAC offers.</param>
/// <param name="here">Makes the engine of a call that ends here.</param>
/// <param name="onward">Makes the engine of a call that goes on to this target.</param>
internal sealed class SwitchChoice(
    ValueList<SwitchRule> rules, Func<CallRequest, SwitchFacts> factsOf, Func<ISessionEngine> here, Func<string, ISessionEngine> onward)
    : ISessionEngine
{
    private ISessionEngine? _chosen;

    public string Name => _chosen?.Name ?? "undecided";

    public EngineFacts Facts => _chosen?.Facts ?? new EngineFacts("idle");

    public TimeSpan? NextDue => _chosen?.NextDue;

    public void Offered(CallRequest call)
    {
        Choose(factsOf(call));
        _chosen?.Offered(call);
    }

    public void Start(CallParameters call, ISessionPath path)
    {
        Choose(factsOf(call.Request).Connected(call.Connection));
        _chosen!.Start(call, path);
    }

    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet) => _chosen?.OnFrame(protocol, packet);

    public bool OnMessage(object message) => _chosen?.OnMessage(message) ?? false;

    public void RunTimers(TimeSpan now) => _chosen?.RunTimers(now);

    public bool Close(string reason) => _chosen?.Close(reason) ?? false;

    public void OnChanged(CallParameters call) => _chosen?.OnChanged(call);

    public void CallEnded(CallEnd end) => _chosen?.CallEnded(end);

    public void Stop() => _chosen?.Stop();

    private void Choose(SwitchFacts call)
    {
        _chosen ??= SwitchDecision.Of(rules, call) switch
        {
            SwitchDecision.To to => onward(to.Target),
            SwitchDecision.Here => here(),
            _ => null,
        };
    }
}
