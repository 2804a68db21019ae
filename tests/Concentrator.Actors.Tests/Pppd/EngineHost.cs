using System.Net;
using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>Stands in for a session: an actor with nothing but an engine. What the engine says, the test is told.</summary>
internal sealed class EngineHost : UntypedActor, ISessionHost
{
    private readonly IActorRef _test;
    private readonly ISessionEngine _engine;

    /// <param name="create">Makes the engine, given its host, the actor's context and the log.</param>
    public EngineHost(Func<ISessionHost, IUntypedActorContext, ILoggingAdapter, ISessionEngine> create, IActorRef test)
    {
        _test = test;
        _engine = create(this, Context, Context.GetLogger());
    }

    /// <summary>A call's place on that node, as its tunnel would have asked for it.</summary>
    public static CallTicket Admit(NodeRuntime runtime) =>
        runtime.Ledger.AdmitCall(runtime.Ledger.AdmitTunnel(Endpoint.From(IPAddress.Loopback, 1701), out _)!, "test", profileLimit: null, out _)!;

    /// <summary>The test scheduler moves this clock, not its monotonic one.</summary>
    public TimeSpan Now => Context.System.Scheduler.Now - DateTimeOffset.UnixEpoch;

    public void EngineUp() => _test.Tell(new Up());

    public void BearerAnswered(CallConnection connection) => _test.Tell(connection);

    public void BearerFailed(ResultCode result, Q931Cause cause) => _test.Tell(result);

    /// <summary>The latest, as the engine told it.</summary>
    private Accm? _accm;

    public void LinkUp(Accm accm, LinkRequests? requests) => _accm = accm;

    public void EngineEnded(
        ResultCode result, string reason, bool byPeer, PppDisconnectCause? cause, TerminateCause? terminate, Q931Cause? q931) =>
        _test.Tell(new Ended(result, reason, byPeer, cause, terminate));

    protected override SupervisorStrategy SupervisorStrategy() => SlotsActor.StoppingStrategy();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin begin:
                _engine.Start(new CallParameters(new SessionId(1), new CallRequest { CallingNumber = "555" }, new CallConnection(Proxied: begin.Proxied)), begin.Path);
                break;
            case Frame frame:
                _engine.OnFrame(frame.Protocol, frame.Packet);
                break;
            case Changed changed:
                _engine.OnChanged(changed.Call);
                break;
            case Close:
                _engine.Close("closed by the test");
                break;
            case Stop:
                _engine.Stop();
                break;
            case Tick:
                _engine.RunTimers(Now);
                break;
            case Query:
                _test.Tell(new Facts(_engine.Facts, _accm));
                break;
            default:
                if (!_engine.OnMessage(message))
                    Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _engine.Stop();

    public sealed record Begin(ISessionPath Path, ProxiedLink? Proxied = null) : INoSerializationVerificationNeeded;

    public sealed record Close : INoSerializationVerificationNeeded
    {
        public static readonly Close Instance = new();
    }

    public sealed record Stop : INoSerializationVerificationNeeded
    {
        public static readonly Stop Instance = new();
    }

    public sealed record Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    public sealed record Query : INoSerializationVerificationNeeded
    {
        public static readonly Query Instance = new();
    }

    public sealed record Up : INoSerializationVerificationNeeded;

    public sealed record Changed(CallParameters Call) : INoSerializationVerificationNeeded;

    public sealed record Ended(ResultCode Result, string Reason, bool ByPeer, PppDisconnectCause? Cause = null, TerminateCause? Terminate = null) : INoSerializationVerificationNeeded;

    public sealed record Facts(EngineFacts Value, Accm? Accm) : INoSerializationVerificationNeeded;

    /// <summary>From the peer, to the sink.</summary>
    public sealed record Frame(ushort Protocol, byte[] Packet) : INoSerializationVerificationNeeded;
}
