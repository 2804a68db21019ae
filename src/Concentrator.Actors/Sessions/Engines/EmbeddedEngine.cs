using System.Net;
using Akka.Event;
using Concentrator.Actors.Shell;
using Concentrator.Control.Calls;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>PPP spoken by this process: the shell of a <see cref="PppMachine"/>.</summary>
internal sealed class EmbeddedEngine : ISessionEngine
{
    /// <summary>Frames that may overtake the ICCN, which passes one actor more than they do; without them PPP would lose a restart timer.</summary>
    private const int EarlyFrames = 8;

    private readonly ISessionHost _host;
    private readonly TimeSpan _setupTimeout;
    private readonly PppContext _context;
    private readonly ILoggingAdapter _log;
    private readonly MachineShell<PppState, PppEvent, PppEffect> _machine;
    private readonly TimerQueue<PppTimer> _timers = new();
    private readonly IPppNetwork _network;
    private readonly Queue<(ushort Protocol, ReadOnlyMemory<byte> Packet)> _early = new();
    private ISessionPath? _path;
    private AuthMethod? _method;

    /// <summary>Outlives the link: by these a call that has ended is known.</summary>
    private (string? User, IPAddress? Address) _subscriber;

    private TimeSpan? _setupDue;
    private bool _isOver;

    /// <param name="setupTimeout">From the established call until payload must flow.</param>
    /// <param name="network">Makes the network of this call, given the way back into the machine.</param>
    public EmbeddedEngine(ISessionHost host, PppContext context, TimeSpan setupTimeout, Func<Action<PppEvent>, IPppNetwork> network, ILoggingAdapter log)
    {
        (_host, _context, _setupTimeout, _log) = (host, context, setupTimeout, log);
        _machine = new MachineShell<PppState, PppEvent, PppEffect>(
            PppState.Initial, (state, @event) => PppMachine.On(state, @event, _context), Run, Failed);
        _network = network(_machine.Raise);
    }

    public string Name => "embedded";

    public EngineFacts Facts => new(
        _machine.State.Phase.ToString().ToLowerInvariant(), _machine.State.User ?? _subscriber.User, Address ?? _subscriber.Address, _network.Interface,
        _machine.State.Link?.Mtu, _method?.ToString());

    private IPAddress? Address =>
        _context.Settings.Role == PppRole.Server ? _machine.State.Ipv4?.Peer : _machine.State.Ipv4?.Local;

    public TimeSpan? NextDue => _timers.NextDue is { } timer && !(_setupDue < timer) ? timer : _setupDue;

    public void Start(CallParameters call, ISessionPath path)
    {
        _path = path;
        _setupDue = _host.Now + _setupTimeout;
        _machine.Raise(PppEvent.LowerUp.Instance);
        while (_early.TryDequeue(out var frame))
            _machine.Raise(new PppEvent.FrameReceived(frame.Protocol, frame.Packet));
    }

    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet)
    {
        if (_log.IsDebugEnabled)
            _log.Debug("received {Packet}", PppTranscript.Describe(protocol, packet.Span));
        if (_isOver)
            return;
        if (_path is not null)
            _machine.Raise(new PppEvent.FrameReceived(protocol, packet));
        else if (_early.Count < EarlyFrames)
            _early.Enqueue((protocol, packet));
    }

    public bool OnMessage(object message) => _network.OnMessage(message);

    public void RunTimers(TimeSpan now)
    {
        while (_timers.TryTakeDue(now, out var timer))
            _machine.Raise(new PppEvent.TimerFired(timer));
        if (!(_setupDue <= now))
            return;
        _setupDue = null;
        _machine.Raise(new PppEvent.Close(new PppEnd(PppEndReason.NetworkTimeout, $"PPP was not up within {_setupTimeout.TotalSeconds:0.#} s")));
    }

    public void Close(string reason)
    {
        if (_path is null)
            End(new PppEnd(PppEndReason.Closed, reason));
        else
            _machine.Raise(new PppEvent.Close(new PppEnd(PppEndReason.Closed, reason)));
    }

    public void Stop()
    {
        if (!_isOver && _path is not null)
        {
            _isOver = true;
            _machine.Raise(PppEvent.LowerDown.Instance);
        }

        _isOver = true;
        _network.Stop();
    }

    private PppEvent.InternalError Failed(Exception failure)
    {
        _log.Error(failure, "PPP failed in phase {Phase}", _machine.State.Phase);
        return new PppEvent.InternalError(failure.Message);
    }

    private void Run(PppEffect effect)
    {
        switch (effect)
        {
            case PppEffect.SendFrame send:
                if (_log.IsDebugEnabled)
                    _log.Debug("sent {Packet}", PppTranscript.Describe(send.Protocol, send.Packet.Span));
                _path!.SendPpp(send.Protocol, send.Packet.Span);
                break;
            case PppEffect.StartTimer start:
                _timers.Start(start.Timer, _host.Now + start.Delay);
                break;
            case PppEffect.CancelTimer cancel:
                _timers.Cancel(cancel.Timer);
                break;
            case PppEffect.Verify verify:
                _method = verify.Credentials.Method;
                _network.Verify(verify.Credentials);
                break;
            case PppEffect.RequestAddress request:
                _network.RequestAddress(request.User, request.Wanted);
                break;
            case PppEffect.LinkUp up:
                _log.Debug("link up: {Link}", up.Parameters);
                _host.LinkUp(up.Parameters);
                break;
            case PppEffect.NetworkUp up:
                OnNetworkUp(up.Parameters);
                break;
            case PppEffect.NetworkDown down:
                _network.Down(down.Family, _machine.State.Link ?? NoLink, _path!);
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
        _network.Up(parameters, _machine.State.Link ?? NoLink, _path!);
        _subscriber = (_machine.State.User, Address ?? _subscriber.Address);
        _host.EngineUp();
    }

    private void End(PppEnd end)
    {
        if (_isOver)
            return;
        _isOver = true;
        _setupDue = null;
        _host.EngineEnded(PppResult.Of(end), end.ToString(), byPeer: end.Reason == PppEndReason.PeerTerminated, PppDisconnect.Of(end, _method));
    }

    private static readonly LinkParameters NoLink = new(1500, Acfc: false, Pfc: false, 0, 0);
}
