using Akka.Actor;
using Concentrator.Control.Calls;
using Concentrator.DataPlane.Paths;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>A call that is passed on: no PPP is spoken here, its frames are those of whoever wanted the call, who attaches its path.</summary>
internal sealed class RelayEngine(ISessionHost host, SessionStart.Relayed start, IActorRef self) : ISessionEngine
{
    private readonly CallOwner _owner = start.Call;
    private bool _isUp;

    public string Name => "switch";

    public EngineFacts Facts => new(_isUp ? "switched" : "idle", SwitchedWith: start.From);

    public TimeSpan? NextDue => null;

    public void Start(CallParameters call, ISessionPath path)
    {
        _isUp = true;
        _owner.Actor.Tell(new SessionEvents.CallConnected(_owner.Number, start.Key, path, call), self);
        host.EngineUp();
    }

    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet) => _owner.Actor.Tell(new SessionEvents.CallFrame(_owner.Number, protocol, packet), self);

    public bool OnMessage(object message) => false;

    public void RunTimers(TimeSpan now)
    {
    }

    public void OnChanged(CallParameters call) => _owner.Actor.Tell(new SessionEvents.CallChanged(_owner.Number, call), self);

    public bool Close(string reason) => false;

    public void Stop()
    {
    }
}
