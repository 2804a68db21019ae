using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Targets;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// A call that goes on to an LNS: places it on the target, joins the two paths when it is connected, and lets each half know what becomes of the
/// other. Frames then pass from path to path; none comes here any more.
/// </summary>
internal sealed class SwitchEngine(
    NodeRuntime runtime, ISessionHost host, IActorRef targets, IActorRef self, SessionKey key, string target, ILoggingAdapter log) : ISessionEngine
{
    /// <summary>One call per session, so its number says nothing.</summary>
    private const int Number = 0;

    private readonly EarlyFrames _early = new(runtime.EarlyFrameDrops);
    private CallRequest? _request;
    private ISessionPath? _path, _other;
    private SessionKey? _otherKey;
    private string? _user;
    private bool _isOver;

    public string Name => "switch";

    public EngineFacts Facts => new(_other is not null ? "switched" : _request is not null ? "switching" : "idle", _user, SwitchedWith: _otherKey?.ToString());

    public TimeSpan? NextDue => null;

    public void Offered(CallRequest request) => Place(request with { AwaitsConnection = true });

    public void Start(CallParameters call, ISessionPath path)
    {
        _path = path;
        _user = call.Connection.ProxyUser;
        if (_request is null)
            Place(call.Request with { Connection = call.Connection });
        else
            targets.Tell(new TargetCommands.ConnectCall(target, Number, call.Connection), self);
    }

    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet)
    {
        if (_other is not null)
            _other.SendPpp(protocol, packet.Span);
        else
            _early.Keep(protocol, packet);
    }

    public bool OnMessage(object message)
    {
        switch (message)
        {
            case TargetEvents.CallConnected connected:
                OnConnected(connected);
                return true;
            case TargetEvents.CallFrame frame:
                _path?.SendPpp(frame.Protocol, frame.Packet.Span);
                return true;
            case TargetEvents.CallChanged { Call: { Accm: { } accm } call }:
                host.LinkUp(accm, call.Link);
                return true;
            case TargetEvents.CallChanged:
                return true;
            case TargetEvents.CallEnded ended:
                OnEnded(ended.End);
                return true;
            default:
                return false;
        }
    }

    public void RunTimers(TimeSpan now)
    {
    }

    public bool Close(string reason) => false;

    public void OnChanged(CallParameters call) => targets.Tell(new TargetCommands.ReportCaller(target, Number, call), self);

    public void CallEnded(CallEnd end)
    {
        if (_isOver || _request is null)
            return;
        _isOver = true;
        targets.Tell(new TargetCommands.EndCall(target, Number, end), self);
    }

    /// <summary>The other half is ended by <see cref="CallEnded"/>, or by the target when this session is gone without a word.</summary>
    public void Stop()
    {
        _other?.Detach();
        _other = null;
        _early.Clear();
        if (_request is not null)
            runtime.SwitchedCalls.Leave(key, _request.SerialNumber);
    }

    private void Place(CallRequest request)
    {
        _request = request;
        if (runtime.SwitchedCalls.TryEnter(key, request.SerialNumber))
        {
            log.Info("the call goes on to {Target}", target);
            targets.Tell(new TargetCommands.PlaceCall(target, Number, request, key.ToString()), self);
            return;
        }

        _isOver = true;
        host.EngineEnded(Loop, $"the call went round: serial number {request.SerialNumber} is in progress on this tunnel already", byPeer: false);
    }

    private void OnConnected(TargetEvents.CallConnected connected)
    {
        if (_isOver || _path is null)
            return;
        (_other, _otherKey) = (connected.Path, connected.Session);
        log.Info("switched to session {Other}", connected.Session);
        _early.PassTo((protocol, packet) => connected.Path.SendPpp(protocol, packet.Span));
        _path.Join(_other);
        host.EngineUp();
    }

    private void OnEnded(CallEnd end)
    {
        if (_isOver)
            return;
        _isOver = true;
        host.EngineEnded(end.Result ?? Lost, end.Reason, byPeer: end.By is EndedBy.Peer, end.Ppp, q931: end.Cause);
    }

    private static readonly ResultCode Loop = new(CdnResult.NoFacilitiesPermanently, message: "the call went round");
    private static readonly ResultCode Lost = new(CdnResult.LossOfCarrier, message: "the next tunnel is lost");
}
