using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tunnels;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;

namespace Concentrator.Actors.Tracing;

/// <summary>
/// A trace while it runs, a child of the operations actor: puts the taps where they belong, takes them away when it is stopped, and completes
/// the trace when all that it is of has ended.
/// </summary>
internal sealed class TraceActor : UntypedActor, IWithTimers
{
    /// <summary>An answer that has not come by now will not come: a tunnel ended while it was asked.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(4);

    private readonly ITraceTarget _target;
    private readonly PcapTrace _trace;
    private readonly ITunnelDirectory _tunnels;
    private readonly IActorRef _client;
    private readonly Dictionary<IActorRef, IPacketTap> _taps = [];
    private int _answersAwaited;
    private bool _started;
    private string? _refusal;

    public TraceActor(TraceCommands.Start start, ITunnelDirectory tunnels, IActorRef client)
    {
        (_target, _trace) = start;
        _tunnels = tunnels;
        _client = client;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TraceCommands.Start start, ITunnelDirectory tunnels, IActorRef client) =>
        Akka.Actor.Props.Create(() => new TraceActor(start, tunnels, client));

    protected override void PreStart()
    {
        Timers.StartSingleTimer(nameof(AnswerLimit), AnswersLate.Instance, AnswerLimit);
        switch (_target)
        {
            case TunnelTarget { Tunnel: var tunnel }:
                Attach(tunnel, session: null, _trace);
                StartWhenAnswered();
                break;
            case SessionTarget { Session: var session }:
                Attach([session]);
                break;
            case UserTarget:
                Context.Parent.Tell(new OperationsQueries.GetSessions());
                break;
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StatusReport<SessionStatus> report when _target is UserTarget { User: var user }:
                Attach([.. from session in report.Items
                           where session.User == user
                           select new SessionKey(new TunnelId((ushort)session.TunnelId), new SessionId((ushort)session.SessionId))]);
                break;
            case QueryRefused refused:
                _refusal = refused.Reason;
                StartWhenAnswered();
                break;
            case TraceEvents.Attached attached:
                _taps[Sender] = attached.Tap;
                Context.Watch(Sender);
                _answersAwaited--;
                StartWhenAnswered();
                break;
            case TraceEvents.AttachRefused refused:
                _refusal = refused.Reason;
                _answersAwaited--;
                StartWhenAnswered();
                break;
            case AnswersLate:
                _refusal = "no answer";
                _answersAwaited = 0;
                StartWhenAnswered();
                break;
            case Terminated gone:
                _taps.Remove(gone.ActorRef);
                if (_started && !IsOfAnything)
                    Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        foreach (var (holder, tap) in _taps)
            holder.Tell(new TraceCommands.Detach(tap));
        _trace.Complete();
    }

    private bool IsOfAnything => _taps.ContainsValue(_trace);

    private void Attach(IReadOnlyCollection<SessionKey> sessions)
    {
        foreach (var tunnel in sessions.Select(session => session.Tunnel).Distinct())
            Attach(tunnel, session: null, _trace.ControlOnly);
        foreach (var session in sessions)
            Attach(session.Tunnel, session.Session, _trace);
        StartWhenAnswered();
    }

    private void Attach(TunnelId id, SessionId? session, IPacketTap tap)
    {
        if (_tunnels.Find(id) is not { } tunnel)
            return;
        tunnel.Tell(new TraceCommands.Attach(session, tap));
        _answersAwaited++;
    }

    private void StartWhenAnswered()
    {
        if (_started || _answersAwaited > 0)
            return;
        Timers.Cancel(nameof(AnswerLimit));
        _started = true;
        var target = _target switch
        {
            TunnelTarget { Tunnel: var tunnel } => $"tunnel {tunnel}",
            SessionTarget { Session: var session } => $"session {session}",
            UserTarget { User: var user } => $"session of user \"{user}\"",
            _ => "such thing",
        };
        if (IsOfAnything)
        {
            _client.Tell(new TraceEvents.Started(Self, _refusal is null ? $"tracing {target}" : $"tracing {target}, not all of it: {_refusal}"));
        }
        else
        {
            _client.Tell(new CommandResult(false, _refusal ?? $"no {target}"));
            Context.Stop(Self);
        }
    }

    private sealed class AnswersLate : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly AnswersLate Instance = new();
    }
}
