using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// The engine of a subscriber's call, which is made when the call is connected: only the ICCN says to which group it belongs, and a call of a group that
/// the profile does not serve gets none.
/// </summary>
/// <param name="serve">Makes the engine, given the profile as it holds within the call's group.</param>
internal sealed class SubscriberEngine(NodeRuntime runtime, ISessionHost host, LnsProfile profile, Func<LnsProfile, ISessionEngine> serve) : ISessionEngine
{
    private Func<LnsProfile, ISessionEngine>? _serve = serve;
    private ISessionEngine? _engine;
    private string? _group;

    public string Name => _engine?.Name ?? profile.Ppp.Engine.ToString().ToLowerInvariant();

    public EngineFacts Facts => _engine is null ? new EngineFacts("dead") : _engine.Facts with { Group = _group };

    public TimeSpan? NextDue => _engine?.NextDue;

    public void Start(CallParameters call, ISessionPath path)
    {
        var group = call.Connection.PrivateGroup;
        if (!profile.Serves)
        {
            Refuse(CdnResult.NoFacilitiesPermanently, "no subscribers are served here");
        }
        else if (runtime.Configuration.ProfileWithin(profile, group) is { } within)
        {
            if (runtime.Filters.WhyClosed(within.Group) is { } why)
            {
                Refuse(CdnResult.NoFacilitiesTemporarily, $"private group \"{within.Group}\" is closed", $"its filter could not be applied: {why}");
                return;
            }
            _group = within.Group;
            _engine = (_serve ?? throw new InvalidOperationException("a call is connected once"))(within);
            _serve = null;
            _engine.Start(call, path);
        }
        else
        {
            Refuse(CdnResult.NoFacilitiesPermanently, $"private group \"{group ?? profile.Group}\" is not served here");
        }
    }

    /// <param name="details">For the operator alone.</param>
    private void Refuse(CdnResult result, string reason, string? details = null) =>
        host.EngineEnded(new ResultCode(result, message: reason), details is null ? reason : $"{reason}: {details}", byPeer: false);

    public void OnChanged(CallParameters call) => _engine?.OnChanged(call);

    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet) => _engine?.OnFrame(protocol, packet);

    public bool OnMessage(object message) => _engine?.OnMessage(message) == true;

    public void RunTimers(TimeSpan now) => _engine?.RunTimers(now);

    public bool Close(string reason) => _engine?.Close(reason) == true;

    public void CallEnded(CallEnd end) => _engine?.CallEnded(end);

    public void Stop() => _engine?.Stop();
}
