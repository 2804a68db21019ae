using Akka.Actor;
using Akka.Event;
using Concentrator.Actors.Pppd;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>
/// PPP spoken by a pppd: its life is a <see cref="PppdBridgeActor"/>'s, and what it agrees upon is read from the frames that go by. Its end is the
/// call's.
/// </summary>
internal sealed class PppdEngine : ISessionEngine, IPppdNetworkHost
{
    private readonly NodeRuntime _runtime;
    private readonly ISessionHost _host;
    private readonly IUntypedActorContext _context;
    private readonly PppProfile _profile;
    private readonly ILoggingAdapter _log;
    private readonly IPppdNetwork _network;
    private readonly PppdObserver _observer;
    private PppObservation _ppp;
    private CallRequest? _request;
    private ISessionPath? _path;
    private IActorRef? _bridge;
    private TimeSpan? _setupDue, _upDue;
    private bool _hasSpoken, _linkWasOpen;
    private AuthMethod? _method;
    private IPtyLine? _line;
    private uint? _accm;
    private Phase _phase = Phase.Idle;

    /// <param name="context">The session's; the bridge becomes its child.</param>
    /// <param name="network">Makes the network of this call, given whom it tells.</param>
    public PppdEngine(
        NodeRuntime runtime, ISessionHost host, IUntypedActorContext context, PppProfile profile, Func<IPppdNetworkHost, IPppdNetwork> network,
        ILoggingAdapter log)
    {
        (_runtime, _host, _context, _profile, _log) = (runtime, host, context, profile, log);
        _network = network(this);
        _observer = new PppdObserver(context.Self);
        _ppp = new PppObservation(_network.Subscriber);
    }

    private enum Phase
    {
        /// <summary>The call is not connected yet.</summary>
        Idle,

        /// <summary>Waiting for what pppd must be told.</summary>
        Preparing,

        /// <summary>pppd is there, or being started.</summary>
        Negotiating,

        /// <summary>A network protocol is open; the network is being made ready.</summary>
        Admitting,
        Up,
        Closing,
        Over,
    }

    public string Name => "pppd";

    public EngineFacts Facts => new(
        _phase is Phase.Negotiating && _hasSpoken ? _ppp.Phase.ToString().ToLowerInvariant() : _phase.ToString().ToLowerInvariant(),
        _ppp.User, _network.AddressOf(_ppp), _hasSpoken ? _network.Interface : null, _ppp.PeerMru, _ppp.Method?.ToString());

    public TimeSpan? NextDue => _upDue < _setupDue ? _upDue : _setupDue ?? _upDue;

    public void Start(CallParameters call, ISessionPath path)
    {
        (_request, _path, _phase) = (call.Request, path, Phase.Preparing);
        _setupDue = _host.Now + _profile.SetupTimeout;
        _network.Prepare();
    }

    /// <summary>The LNS says what its PPP negotiated: characters that the other end of the line needs escaped (RFC 2661 section 6.14).</summary>
    public void OnChanged(CallParameters call)
    {
        _accm = call.Accm?.Send;
        Escape();
    }

    /// <summary>What came before the pty was attached: the peer says it again.</summary>
    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet)
    {
    }

    public bool OnMessage(object message)
    {
        switch (message)
        {
            case PppdEvents.FrameObserved frame:
                _observer.FrameHandled();
                Observe(frame);
                return true;
            case PppdEvents.LineAttached attached:
                _line = attached.Line;
                Escape();
                return true;
            case PppdEvents.Reported { Report: var report } when _phase is Phase.Negotiating:
                _bridge!.Tell(PppdCommands.ForgetSecrets.Instance);
                _hasSpoken = true;
                _ppp = PppObservation.Told(_network.Subscriber, _network.Subscriber is PppSide.Peer ? report.User : null, report.Local, report.Peer);
                OnNetworkOpen();
                return true;
            case PppdEvents.PppdEnded ended:
                End(ended.End.Seen(_linkWasOpen, _method));
                return true;
            case PppdEvents.BridgeDied:
                End(PppdExit.Failed("the bridge to pppd failed"));
                return true;
            default:
                return _network.OnMessage(message);
        }
    }

    public void RunTimers(TimeSpan now)
    {
        if (_upDue <= now)
            OnNetworkOpen();
        if (_setupDue <= now)
            End(new PppdEnd(new ResultCode(CdnResult.EstablishmentTimeout, message: "PPP"), $"PPP was not up within {_profile.SetupTimeout.TotalSeconds:0.#} s"));
    }

    public bool Close(string reason)
    {
        if (_bridge is null)
        {
            End(new PppdEnd(new ResultCode(CdnResult.Administrative, message: reason), reason));
            return true;
        }

        _setupDue = null;
        _phase = Phase.Closing;
        _bridge.Tell(PppdCommands.Terminate.Instance);
        return true;
    }

    public void Stop()
    {
        _phase = Phase.Over;
        _setupDue = _upDue = null;
        _observer.Stop();
        if (_bridge is not null)
            _context.Stop(_bridge);
        _network.Stop();
    }

    void IPppdNetworkHost.Prepared()
    {
        if (_phase is not Phase.Preparing)
            return;
        _phase = Phase.Negotiating;
        var launch = _network.Launch(_request!.CallingNumber, _request.CalledNumber);
        _bridge = _context.ActorOf(PppdBridgeActor.Props(_runtime, launch, _path!, _observer, _context.Self), "pppd");
        _context.WatchWith(_bridge, PppdEvents.BridgeDied.Instance);
    }

    void IPppdNetworkHost.Ready()
    {
        if (_phase is not Phase.Admitting)
            return;
        _phase = Phase.Up;
        _setupDue = null;
        _host.EngineUp();
    }

    void IPppdNetworkHost.Refused(PppdEnd end) => End(end);

    private void Escape()
    {
        if (_accm is { } accm)
            _line?.SetAccm(accm);
    }

    private void Observe(PppdEvents.FrameObserved frame)
    {
        if (_log.IsDebugEnabled)
            _log.Debug("{Sender} sent {Packet}", frame.Sender, PppTranscript.Describe(frame.Protocol, frame.Packet.Span));
        if (_phase is not (Phase.Negotiating or Phase.Admitting or Phase.Up))
            return;
        if (frame.Sender == PppSide.Local && !_hasSpoken)
        {
            _hasSpoken = true;
            _bridge!.Tell(PppdCommands.ForgetSecrets.Instance);
        }

        var before = _ppp;
        _ppp = _ppp.On(frame.Sender, frame.Protocol, frame.Packet);
        if (_ppp.Link is { } link && before.Link is null)
        {
            (_linkWasOpen, _method) = (true, _ppp.Method);
            _host.LinkUp(new Accm(link.SendAccm, link.ReceiveAccm), LinkRequests.Of(_ppp.Lcp.Local!.Value, _ppp.Lcp.Peer!.Value));
        }

        // IPV6CP and IPCP race, and who waits for the session would like to know its IPv4 address.
        if ((_ppp.Ipcp.IsOpen && !before.Ipcp.IsOpen) || (_ppp is { Ipcp.IsOpen: true, Ipv6cp.IsOpen: true } && !before.Ipv6cp.IsOpen))
            OnNetworkOpen();
        else if (_ppp.Ipv6cp.IsOpen && !before.Ipv6cp.IsOpen)
            _upDue = _host.Now + _profile.RestartTimer;
    }

    /// <summary>The first network protocol makes the call; another one may follow.</summary>
    private void OnNetworkOpen()
    {
        _upDue = null;
        _log.Info("PPP is agreed upon: local {Local}, peer {Peer}", _ppp.LocalAddress, _ppp.PeerAddress);
        if (_ppp.Ipcp.IsOpen && (_ppp.Ipv6cp.IsOpen || !_profile.Ipv6))
            _observer.Stop();
        if (_phase is Phase.Negotiating)
            _phase = Phase.Admitting;
        _network.Up(_ppp);
    }

    private void End(PppdEnd end)
    {
        if (_phase is Phase.Over)
            return;
        _phase = Phase.Over;
        _host.EngineEnded(end.Result, end.Reason, end.ByPeer, end.Cause, end.Terminate);
    }
}
