using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Pppoe;
using Concentrator.DataPlane.Ports;
using Concentrator.Linux;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.Actors.Pppoe;

/// <summary>
/// One Ethernet interface: opens it (again and again while there is none, or when it has gone), grants or refuses what hosts ask for whose address is proved, hands out
/// session ids, and is the parent of the sessions.
/// </summary>
internal sealed class PppoeInterfaceActor : UntypedActor, IWithTimers
{
    /// <summary>Frames of a host that its session has not handled yet; negotiation needs few.</summary>
    private const int PppQueueLimit = 32;

    /// <summary>How often an interface is looked for that there is not, or not any more.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly NodeRuntime _runtime;
    private readonly IActorRef _targets;
    private readonly IActorRef _journal;
    private readonly ILoggingAdapter _log;
    private readonly DiscoveryInbox _inbox;
    private readonly PppoeSessions _sessions = new();
    private readonly IdPool _ids = new(first: 1, most: PppoeSessionId.Reserved.Value - 1, begin: 255, Random.Shared.Next);
    private PppoeProfile _profile;
    private IPppoePort? _port;
    private string? _lastFailure;

    public PppoeInterfaceActor(NodeRuntime runtime, IActorRef targets, IActorRef journal, PppoeProfile profile)
    {
        (_runtime, _targets, _journal, _profile) = (runtime, targets, journal, profile);
        _log = Context.GetLogger().WithContext("Interface", profile.Interface);
        _inbox = new DiscoveryInbox(Self, DiscoveryInbox.FreshCookies(runtime), runtime.Time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeRuntime runtime, IActorRef targets, IActorRef journal, PppoeProfile profile) =>
        Akka.Actor.Props.Create(() => new PppoeInterfaceActor(runtime, targets, journal, profile));

    protected override SupervisorStrategy SupervisorStrategy() => SlotsActor.StoppingStrategy();

    protected override void PreStart()
    {
        Open();
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, LookAgain);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DiscoveryInbox.Wanted wanted:
                _inbox.Handled();
                OnWanted(wanted.Request);
                break;
            case DiscoveryInbox.Terminated padt:
                _inbox.Handled();
                if (_sessions.Belongs(padt.Session, padt.Host))
                    Session(padt.Session).Tell(new PppoeSessionActor.Terminated(padt.Reason));
                break;
            case Established established:
                _sessions.Established(established.Session);
                break;
            case SessionStopped stopped:
                _sessions.Remove(stopped.Session);
                _inbox.Leave(stopped.Session);
                _ids.Return(stopped.Session.Value);
                break;
            case Serve serve:
                _profile = serve.Profile;
                Offer();
                break;
            case PppoeCommands.CloseAll:
                _inbox.Concentrator = null;
                foreach (var session in Context.GetChildren())
                    session.Tell(message);
                break;
            case PppoeQueries.GetPppoeStatus query:
                Context.PassOn(query, Sender);
                break;
            case Look when _port is null:
                Open();
                break;
            case Look:
                Check(_port);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _port?.Dispose();

    private void Open()
    {
        try
        {
            _port = _runtime.DataPlane.OpenPppoe(new PppoePortOptions(_profile.Interface), _inbox);
        }
        catch (LinuxException failure)
        {
            if (_lastFailure != failure.Message)
                _log.Error("{Failure}; tried again every {LookAgain}", failure.Message, LookAgain);
            _lastFailure = failure.Message;
            return;
        }

        _lastFailure = null;

        _log.Info("serving PPPoE as {Address}, frames of {Mtu} octets", _port.Address, _port.Mtu);
        Offer();
    }

    private void Check(IPppoePort port)
    {
        if (port.IsThere)
            return;
        _log.Warning("the interface is gone, and {Sessions} sessions with it", _sessions.Count);
        foreach (var session in Context.GetChildren())
            session.Tell(new PppoeCommands.CloseAll("the interface is gone"));
        port.Dispose();
        _port = null;
        Open();
    }

    /// <summary>What is offered is no more than the interface can carry.</summary>
    private void Offer()
    {
        if (_port is null)
            return;
        var fits = (ushort)Math.Min(_port.Mtu - AccessConcentrator.Overhead, ushort.MaxValue);
        _inbox.Concentrator = _profile.Concentrator with { MaxPayload = Math.Min(_profile.Concentrator.MaxPayload, fits) };
    }

    private void OnWanted(SessionRequest request)
    {
        if (_port is not { } port || _inbox.Concentrator is not { } concentrator)
            return;
        if (_sessions.RepeatedBy(request) is { } known)
            Send(Discovery.Confirm(request, known, concentrator));
        else if (!_profile.MayServe(request.Service))
            Send(Discovery.Refuse(request, PppoeTagType.ServiceNameError, "no LNS is for this service"));
        else if (_sessions.Objection(request, _profile.Limits) is { } objection)
            Refuse(objection);
        else if (!_ids.TryTake(out var id))
            Refuse("no session id is free");
        else
            Start(port, new PppoeSessionId(id), request, concentrator);

        void Refuse(string objection)
        {
            _log.Info("session of {Host} refused: {Objection}", request.Host, objection);
            Send(Discovery.Refuse(request, PppoeTagType.AcSystemError, objection));
        }

        void Send(DiscoveryPacket packet) => port.SendDiscovery(request.Host, packet.ToArray());
    }

    private void Start(IPppoePort port, PppoeSessionId id, SessionRequest request, AccessConcentrator concentrator)
    {
        var session = Context.ActorOf(PppoeSessionActor.Props(_runtime, _targets, _journal, _profile, port, id, request, concentrator), Name(id));
        Context.WatchWith(session, new SessionStopped(id));
        var path = port.InstallSession(id, request.Host, new PppoeSessionActor.Inbox(session), PppQueueLimit);
        _sessions.Add(id, request, () => path.Counters is { ReceivedPackets: > 0 } or { Dropped: > 0 });
        _inbox.Enter(id, request.Host);
        session.Tell(new PppoeSessionActor.Begin(path));
    }

    private static string Name(PppoeSessionId id) => $"session-{id}";

    private static IActorRef Session(PppoeSessionId id) => Context.Child(Name(id));

    /// <summary>The interface is to be served by this profile from now on.</summary>
    internal sealed record Serve(PppoeProfile Profile) : INoSerializationVerificationNeeded;

    /// <summary>A session tells that its call is up.</summary>
    internal sealed record Established(PppoeSessionId Session) : INoSerializationVerificationNeeded;

    private sealed record SessionStopped(PppoeSessionId Session) : INoSerializationVerificationNeeded;

    private sealed record Look : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Look Instance = new();
    }
}
