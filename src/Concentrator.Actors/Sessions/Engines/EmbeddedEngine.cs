using System.Net;
using Akka.Event;
using Concentrator.Control.Calls;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>PPP spoken by this process; where its network is an <see cref="INetworkBridge"/>, only LCP and authentication.</summary>
internal sealed class EmbeddedEngine : ISessionEngine, IPppOwner
{
    private readonly ISessionHost _host;
    private readonly TimeSpan _setupTimeout;
    private readonly PppSettings _settings;
    private readonly ILoggingAdapter _log;
    private readonly PppShell _ppp;
    private readonly IPppNetwork _network;
    private readonly INetworkBridge? _relay;
    private ISessionPath? _path;
    private AuthMethod? _method;

    /// <summary>Outlives the link: by these a call that has ended is known.</summary>
    private (string? User, IPAddress? Address) _subscriber;

    private TimeSpan? _setupDue, _upDue;
    private bool _isUp, _isOver;

    /// <param name="setupTimeout">From the established call until payload must flow.</param>
    /// <param name="network">Makes the network of this call, given the way back into the machine.</param>
    public EmbeddedEngine(ISessionHost host, PppContext context, TimeSpan setupTimeout, Func<Action<PppEvent>, IPppNetwork> network, ILoggingAdapter log)
    {
        (_host, _settings, _setupTimeout, _log) = (host, context.Settings, setupTimeout, log);
        _ppp = new PppShell(context, this, log);
        _network = network(_ppp.Raise);
        _relay = _network as INetworkBridge;
    }

    public string Name => _relay is null ? "embedded" : "pppd";

    public EngineFacts Facts => new(
        _ppp.State.Phase.ToString().ToLowerInvariant(), _ppp.State.User ?? _subscriber.User, Address ?? _subscriber.Address, _network.Interface,
        _ppp.State.Link?.Mtu, _method?.ToString(), End: _ppp.State.End is { Reason: not PppEndReason.PeerTerminated } end ? end.ToString() : null);

    private IPAddress? Address =>
        _settings.Role == PppRole.Server ? _ppp.State.Ipv4?.Peer : _ppp.State.Ipv4?.Local;

    public TimeSpan? NextDue => Earlier(Earlier(_ppp.NextDue, _relay?.NextDue), Earlier(_setupDue, _upDue));

    public void Start(CallParameters call, ISessionPath path)
    {
        _path = path;
        _setupDue = _host.Now + _setupTimeout;
        _relay?.Connected(call.Request);
        _ppp.Raise(new PppEvent.LowerUp(call.Connection.Proxied, call.Connection.Line));
    }

    /// <summary>A modem on hold answers no echoes (RFC 3573 section 5).</summary>
    public void OnChanged(CallParameters call) => _ppp.Raise(new PppEvent.Held(call.Modem is { IsOnHold: true }));

    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet)
    {
        if (_log.IsDebugEnabled)
            _log.Debug("received {Packet}", PppTranscript.Describe(protocol, packet.Span));
        if (_isOver)
            return;
        if (_relay is not null && _ppp.State.Phase is PppPhase.Network && !PppProtocol.IsLinkControl(protocol))
            _relay.OnFrame(protocol, packet);
        else
            _ppp.Raise(new PppEvent.FrameReceived(protocol, packet));
    }

    public bool OnMessage(object message) => _network.OnMessage(message);

    public void RunTimers(TimeSpan now)
    {
        _ppp.RunTimers(now);
        _relay?.RunTimers(now);
        if (_upDue <= now)
            Up();
        if (!(_setupDue <= now))
            return;
        _setupDue = null;
        _ppp.Raise(new PppEvent.Close(new PppEnd(PppEndReason.NetworkTimeout, $"PPP was not up within {_setupTimeout.TotalSeconds:0.#} s")));
    }

    public bool Close(string reason)
    {
        if (_path is null)
            End(new PppEnd(PppEndReason.Closed, reason));
        else
            _ppp.Raise(new PppEvent.Close(new PppEnd(PppEndReason.Closed, reason)));
        return true;
    }

    public void Stop()
    {
        if (!_isOver && _path is not null)
        {
            _isOver = true;
            _ppp.Raise(PppEvent.LowerDown.Instance);
        }

        _isOver = true;
        _network.Stop();
    }

    TimeSpan IPppOwner.Now => _host.Now;

    void IPppOwner.Run(PppEffect effect)
    {
        switch (effect)
        {
            case PppEffect.SendFrame send:
                if (_log.IsDebugEnabled)
                    _log.Debug("sent {Packet}", PppTranscript.Describe(send.Protocol, send.Packet.Span));
                _path!.SendPpp(send.Protocol, send.Packet.Span);
                break;
            case PppEffect.Verify verify:
                _method = verify.Credentials.Method;
                _network.Verify(verify.Credentials);
                break;
            case PppEffect.RequestAddress request:
                _network.RequestAddress(request.User, request.Wanted);
                break;
            case PppEffect.ProxyJudged { Objection: null }:
                _log.Info("LCP is taken over from the LAC");
                break;
            case PppEffect.ProxyJudged judged:
                _log.Info("LCP begins anew: {Objection}", judged.Objection);
                break;
            case PppEffect.RetryAllowed retry:
                _log.Info("{User} is refused: {Reason}; it may try again, {Left} times at most", retry.User, retry.Reason, retry.Left);
                break;
            case PppEffect.LinkUp up:
                _log.Debug("link up: {Link}", up.Parameters);
                _host.LinkUp(new Accm(up.Parameters.SendAccm, up.Parameters.ReceiveAccm), up.Requests);
                break;
            case PppEffect.NetworksBegin begin:
                _relay!.Begin(begin.User, begin.Link, _path!);
                break;
            case PppEffect.NetworkFrame frame:
                _relay!.OnFrame(frame.Protocol, frame.Packet);
                break;
            case PppEffect.NetworksEnd:
                _relay!.End();
                break;
            case PppEffect.ProtocolRejected rejected:
                _relay!.RejectProtocol(rejected.Rejected);
                break;
            case PppEffect.NetworkUp up:
                OnNetworkUp(up.Parameters);
                break;
            case PppEffect.NetworkDown down:
                _network.Down(down.Family, _ppp.State.Link ?? NoLink, _path!);
                break;
            case PppEffect.Terminated terminated:
                End(terminated.End);
                break;
        }
    }

    private void OnNetworkUp(NetworkParameters parameters)
    {
        _setupDue = null;
        _log.Info("{Network} is up", parameters);
        try
        {
            _network.Up(parameters, _ppp.State.Link ?? NoLink, _path!);
        }
        catch (LinuxException failure)
        {
            _log.Error("the interface cannot be set up: {Failure}", failure.Message);
            _ppp.Raise(new PppEvent.Close(new PppEnd(PppEndReason.NoInterface, failure.Message)));
            return;
        }

        _subscriber = (_ppp.State.User, Address ?? _subscriber.Address);
        if (_ppp.State.AwaitsIpv4(_settings))
            _upDue = _host.Now + _settings.RestartTimeout;
        else
            Up();
    }

    private void Up()
    {
        _upDue = null;
        if (_isUp || _isOver)
            return;
        _isUp = true;
        _host.EngineUp();
    }

    private void End(PppEnd end)
    {
        if (_isOver)
            return;
        _isOver = true;
        _setupDue = _upDue = null;
        var pppd = _relay?.PppdEnd;
        _host.EngineEnded(
            PppResult.Of(end), end.ToString(), byPeer: end.Reason == PppEndReason.PeerTerminated, pppd?.Cause ?? PppDisconnect.Of(end, _method), pppd?.Terminate);
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private static readonly LinkParameters NoLink = new(1500, Acfc: false, Pfc: false, 0, 0);
}
