using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Lines;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Lines;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// A call that this node, as LAC, has placed for an LNS: PPP is spoken by the two ends, and its frames pass between the tunnel and an asynchronous
/// line. The line's end is the call's.
/// </summary>
internal sealed class LineEngine(NodeRuntime runtime, ISessionHost host, IUntypedActorContext context, SessionKey key, LineTicket ticket, ILoggingAdapter log)
    : ISessionEngine, IBearer
{
    private const int LeastQueue = 4096, MostQueue = 64 << 10;

    private IActorRef? _bearer;
    private LineEvents.LineConnected? _connected;
    private IPtyLine? _line;
    private string _phase = "idle";
    private bool _isOver;

    public string Name => "line";

    public EngineFacts Facts => new(_phase, Interface: ticket.Device ?? ticket.Line.Name);

    public TimeSpan? NextDue => null;

    public void Place(CallRequest request)
    {
        _phase = "dialing";
        _bearer = context.ActorOf(LineActor.Props(runtime, key, ticket, request, context.Self), "line");
        context.WatchWith(_bearer, LineEvents.LineDied.Instance);
    }

    public void Start(CallParameters call, ISessionPath path)
    {
        var session = context.Self;
        _line = path.AttachPty(_connected!.Port, new PtyLinkOptions
        {
            // A second of a slow line: what waits longer is of no use to anybody.
            QueueBytes = (int)Math.Clamp(call.Connection.TxSpeed / 8, LeastQueue, MostQueue),
            HungUp = () => session.Tell(new LineEvents.LineDropped("the line has hung up"), ActorRefs.NoSender),
        });
        _phase = "up";
        host.EngineUp();
    }

    /// <summary>The LNS has told by SLI what PPP negotiated for its direction (RFC 2661 section 6.14).</summary>
    public void OnChanged(CallParameters call)
    {
        if (call.Accm is { } accm)
            _line?.SetAccm(accm.Send);
    }

    /// <summary>What came before the line was attached: its sender says it again.</summary>
    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet)
    {
    }

    public bool OnMessage(object message)
    {
        switch (message)
        {
            case LineEvents.LineConnected connected:
                _connected = connected;
                log.Info("connected on line {Line} with {Speed} bit/s", ticket.Line.Name, connected.Connection.TxSpeed);
                host.BearerAnswered(connected.Connection with { Line = LineTerms.Asynchronous });
                return true;
            case LineEvents.LineFailed failed:
                log.Info("line {Line} failed: {Reason}", ticket.Line.Name, failed.Reason);
                Fail(failed.Refusal);
                return true;
            case LineEvents.LineDropped dropped:
                End(new ResultCode(CdnResult.LossOfCarrier, message: "the line has dropped"), dropped.Reason);
                return true;
            case LineEvents.LineDied when _connected is null:
                Fail(ConnectReport.OutOfOrder);
                return true;
            case LineEvents.LineDied:
                End(new ResultCode(CdnResult.LossOfCarrier), "the line's actor died");
                return true;
            default:
                return false;
        }
    }

    public void RunTimers(TimeSpan now)
    {
    }

    public bool Close(string reason)
    {
        End(new ResultCode(CdnResult.Administrative, message: reason), reason);
        return true;
    }

    public void Stop()
    {
        _isOver = true;
        _phase = "over";
        if (_bearer is not null)
            context.Stop(_bearer);
    }

    private void Fail(CallRefusal refusal)
    {
        if (_isOver)
            return;
        _isOver = true;
        host.BearerFailed(refusal.Result, refusal.Cause);
    }

    private void End(ResultCode result, string reason)
    {
        if (_isOver)
            return;
        _isOver = true;
        host.EngineEnded(result, reason, byPeer: false);
    }
}
