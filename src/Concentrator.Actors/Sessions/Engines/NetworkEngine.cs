using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Targets;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Lines;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// A call that this node, as LAC, places for an LNS not on a line but over another tunnel: whoever is called is behind the LNS of a target, which gets it
/// as an incoming call. Once that is connected the two paths are joined, and PPP is between the two LNSs.
/// </summary>
internal sealed class NetworkEngine(
    NodeRuntime runtime, ISessionHost host, IActorRef targets, IActorRef self, SessionKey key, LineProfile line, ILoggingAdapter log) : ISessionEngine, IBearer
{
    /// <summary>One call per session, so its number says nothing.</summary>
    private const int Number = 0;

    private readonly string _target = line.Target!;
    private CallRequest? _request;
    private TargetEvents.CallConnected? _connected;
    private ISessionPath? _path;
    private bool _isOver;

    public string Name => "switch";

    public EngineFacts Facts => new(_path is not null ? "switched" : _request is not null ? "dialing" : "idle", SwitchedWith: _connected?.Session.ToString());

    public TimeSpan? NextDue => null;

    public void Place(CallRequest request)
    {
        if (!runtime.SwitchedCalls.TryEnter(key, request.SerialNumber))
        {
            Fail(CallRefusal.WentRound);
            return;
        }

        if (ConnectReport.Connection(reported: null, line, request, out var refusal) is not { } connection)
        {
            Fail(refusal);
            return;
        }

        _request = request;
        log.Info("{Number} is called behind {Target}", request.CalledNumber, _target);
        var call = new CallRequest
        {
            SerialNumber = request.SerialNumber, Bearer = request.Bearer, CalledNumber = request.CalledNumber, SubAddress = request.SubAddress,
            Connection = connection,
        };
        targets.Tell(new TargetCommands.PlaceCall(_target, Number, call, key.ToString()), self);
    }

    public void Start(CallParameters call, ISessionPath path)
    {
        _path = path;
        path.Join(_connected!.Path);
        host.EngineUp();
    }

    /// <summary>What comes before the paths are joined is said again.</summary>
    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet)
    {
    }

    public bool OnMessage(object message)
    {
        switch (message)
        {
            case TargetEvents.CallConnected connected when !_isOver:
                _connected = connected;
                host.BearerAnswered(connected.Call.Connection);
                return true;
            case TargetEvents.CallConnected or TargetEvents.CallFrame or TargetEvents.CallChanged:
                return true;
            case TargetEvents.CallEnded ended when _connected is null:
                Fail(new CallRefusal(ended.End.Result ?? ConnectReport.OutOfOrder.Result, ended.End.Cause ?? ConnectReport.OutOfOrder.Cause));
                return true;
            case TargetEvents.CallEnded ended:
                End(ended.End);
                return true;
            default:
                return false;
        }
    }

    public void RunTimers(TimeSpan now)
    {
    }

    public bool Close(string reason) => false;

    public void CallEnded(CallEnd end)
    {
        if (_isOver || _request is null)
            return;
        _isOver = true;
        targets.Tell(new TargetCommands.EndCall(_target, Number, end), self);
    }

    /// <summary>The other half is ended by <see cref="CallEnded"/>, or by the target when this session is gone without a word.</summary>
    public void Stop()
    {
        _connected?.Path.Detach();
        if (_request is not null)
            runtime.SwitchedCalls.Leave(key, _request.SerialNumber);
    }

    private void Fail(CallRefusal refusal)
    {
        if (_isOver)
            return;
        _isOver = true;
        host.BearerFailed(refusal.Result, refusal.Cause);
    }

    private void End(CallEnd end)
    {
        if (_isOver)
            return;
        _isOver = true;
        host.EngineEnded(
            end.Result ?? new ResultCode(CdnResult.LossOfCarrier, message: "the next tunnel is lost"), end.Reason, byPeer: end.By is EndedBy.Peer, end.Ppp,
            q931: end.Cause);
    }
}
