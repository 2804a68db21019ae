using System.Net;
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
/// A subscriber of the LNS whose network protocols a pppd speaks. When the subscriber has proved itself to this node, an address is leased and
/// pppd started, without authentication; towards it a second <see cref="PppMachine"/> plays the subscriber's part of LCP. Once that is open, too,
/// all but LCP and authentication passes between the two, and what they agree upon is read from what goes by.
/// </summary>
internal sealed class BridgedSubscriber : INetworkBridge
{
    private readonly NodeRuntime _runtime;
    private readonly LnsProfile _profile;
    private readonly ISessionHost _host;
    private readonly IUntypedActorContext _context;
    private readonly SubscriberAccount _account;
    private readonly Action<PppEvent> _raise;
    private readonly ILoggingAdapter _log;
    private readonly PppdObserver _observer;

    /// <summary>Of an eager subscriber, for pppd.</summary>
    private readonly EarlyFrames _early;

    private PppdCall _call;
    private ISessionPath? _path;

    /// <summary>The subscriber's, while LCP is open with it.</summary>
    private LinkParameters? _link;

    private bool _hasBegun, _isGranted, _isOpen, _isOver;
    private IActorRef? _bridge;
    private IPtyLine? _line;
    private PppShell? _pppd;
    private PppObservation _networks = new(PppSide.Peer);

    /// <param name="context">The session's; the bridge becomes its child.</param>
    /// <param name="account">Makes the subscriber's account, given whom it answers.</param>
    /// <param name="raise">Into the machine that speaks with the subscriber.</param>
    public BridgedSubscriber(
        NodeRuntime runtime, ISessionHost host, IUntypedActorContext context, LnsProfile profile, PppdCall call,
        Func<Action<PppEvent>, SubscriberAccount> account, Action<PppEvent> raise, ILoggingAdapter log)
    {
        (_runtime, _host, _context, _profile, _call, _raise, _log) = (runtime, host, context, profile, call, raise, log);
        _account = account(OnAccount);
        _observer = new PppdObserver(context.Self);
        _early = new EarlyFrames(runtime.EarlyFrameDrops);
    }

    public string? Interface => _line is null ? null : _call.Interface;

    public PppdEnd? PppdEnd { get; private set; }

    public TimeSpan? NextDue => _pppd?.NextDue;

    public void Verify(Credentials credentials) => _account.Verify(credentials);

    public void RequestAddress(string? user, IPAddress? wanted) => throw new NotSupportedException("IPCP is pppd's");

    public void Connected(CallRequest call) => _call = _call with { CallingNumber = call.CallingNumber, CalledNumber = call.CalledNumber };

    public void Begin(string? user, LinkParameters link, ISessionPath path)
    {
        (_path, _link) = (path, link);
        if (!_hasBegun)
        {
            _hasBegun = true;
            _call = _call with { PeerName = user };
            if (_account.HasAddresses)
                _account.RequestAddress(user, wanted: null);
            else
                OnGranted(null);        // pppd's own options say.
        }
        else if (user != _call.PeerName)
            _raise(new PppEvent.Close(new PppEnd(PppEndReason.AuthenticationFailed, $"\"{user}\" follows \"{_call.PeerName}\" on one call")));
        else if (_bridge is null)
            Launch();
        else if (_line is not null)
            Greet(_line, link);
    }

    public void End()
    {
        (_link, _pppd, _isOpen) = (null, null, false);
        _line?.Close();
        _early.Clear();
    }

    public void OnFrame(ushort protocol, ReadOnlyMemory<byte> packet)
    {
        if (_isOpen)
            Pass(protocol, packet);
        else if (_link is not null)
            _early.Keep(protocol, packet);
    }

    public void RejectProtocol(ReadOnlyMemory<byte> rejected) => _pppd?.Raise(new PppEvent.RejectProtocol(rejected));

    /// <summary>pppd has made the interface and given it its address.</summary>
    public void Up(NetworkParameters parameters, LinkParameters link, ISessionPath path)
    {
    }

    public void Down(NetworkFamily family, LinkParameters link, ISessionPath path)
    {
    }

    public bool OnMessage(object message)
    {
        switch (message)
        {
            case PppdEvents.LineAttached attached:
                _line = attached.Line;
                if (_link is { } link)
                    Greet(_line, link);
                return true;
            case PppdEvents.FrameObserved frame:
                _observer.FrameHandled();
                Observe(frame);
                return true;
            case PppdEvents.PppdEnded ended:
                Ended(ended.End);
                return true;
            case PppdEvents.BridgeDied:
                Ended(PppdExit.Failed("the bridge to pppd failed"));
                return true;
            default:
                return _account.OnMessage(message);
        }
    }

    public void RunTimers(TimeSpan now) => _pppd?.RunTimers(now);

    public void Stop()
    {
        _isOver = true;
        End();
        _observer.Stop();
        if (_bridge is not null)
            _context.Stop(_bridge);
    }

    private void OnAccount(PppEvent answer)
    {
        switch (answer)
        {
            case PppEvent.AddressGranted granted:
                OnGranted(granted.Peer);
                break;
            case PppEvent.AddressRefused refused:
                _raise(new PppEvent.Close(new PppEnd(PppEndReason.AddressRefused, refused.Reason)));
                break;
            default:
                _raise(answer);
                break;
        }
    }

    private void OnGranted(IPAddress? address)
    {
        (_call, _isGranted) = (_call with { PeerAddress = address }, true);
        Launch();
    }

    private void Launch()
    {
        if (_isOver || !_isGranted || _link is not { } link)
            return;
        var launch = new PppdLaunch(_call with { Mtu = link.Mtu }, Password: null, _runtime.Configuration.Node.StateDirectory);
        _bridge = _context.ActorOf(PppdBridgeActor.Props(_runtime, launch, _path!, _observer, _context.Self), "pppd");
        _context.WatchWith(_bridge, PppdEvents.BridgeDied.Instance);
    }

    /// <summary>Begins LCP with pppd, or begins it anew, which takes pppd's network protocols down and up again.</summary>
    private void Greet(IPtyLine line, LinkParameters link)
    {
        _networks = new PppObservation(PppSide.Peer);
        _pppd = new PppShell(new PppContext(SettingsTowardsPppd(link), _runtime.FillNonce), new TowardsPppd(this, line), _log);
        _pppd.Raise(PppEvent.LowerUp.Instance);
    }

    /// <summary>What the subscriber grants us, we grant pppd, whose frames reach it as they are.</summary>
    private PppSettings SettingsTowardsPppd(LinkParameters link) => _profile.ServerSettings(link.Mtu) with
    {
        Mru = link.Mtu, Acfc = link.Acfc, Pfc = link.Pfc, Accm = 0, PeerAuthentication = [], NetworksElsewhere = true,
        LcpTimeout = _profile.Ppp.NetworkTimeout / 2,       // So that it is pppd that is blamed.
    };

    private void Run(PppEffect effect, IPtyLine line)
    {
        switch (effect)
        {
            case PppEffect.SendFrame send:
                if (_log.IsDebugEnabled)
                    _log.Debug("sent pppd {Packet}", PppTranscript.Describe(send.Protocol, send.Packet.Span));
                line.Send(send.Protocol, send.Packet.Span);
                break;
            case PppEffect.NetworksBegin:
                _isOpen = true;
                line.Open();
                _early.PassTo(Pass);
                break;
            case PppEffect.ProtocolRejected rejected:
                _raise(new PppEvent.RejectProtocol(rejected.Rejected));
                break;
            case PppEffect.Terminated { End: var end } when end.Reason is not PppEndReason.PeerTerminated:
                Ended(PppdExit.Failed($"LCP with pppd: {end}"));
                break;
        }
    }

    /// <summary>What the data plane does, but for frames that came to us before it let them pass.</summary>
    private void Pass(ushort protocol, ReadOnlyMemory<byte> packet)
    {
        Learn(PppSide.Peer, protocol, packet);
        _line!.Send(protocol, packet.Span);
    }

    private void Observe(PppdEvents.FrameObserved frame)
    {
        if (_log.IsDebugEnabled)
            _log.Debug("{Sender} sent {Packet}", frame.Sender == PppSide.Local ? "pppd" : "peer", PppTranscript.Describe(frame.Protocol, frame.Packet.Span));
        if (PppProtocol.IsLinkControl(frame.Protocol))
            _pppd?.Raise(new PppEvent.FrameReceived(frame.Protocol, frame.Packet));
        else
            Learn(frame.Sender, frame.Protocol, frame.Packet);
    }

    private void Learn(PppSide sender, ushort protocol, ReadOnlyMemory<byte> packet)
    {
        var before = _networks;
        _networks = _networks.On(sender, protocol, packet);
        if (_networks.Ipcp.IsOpen && !before.Ipcp.IsOpen)
            Agreed(new Ipv4Parameters(_networks.LocalAddress ?? IPAddress.Any, _networks.PeerAddress ?? IPAddress.Any, []));
        if (_networks.Ipv6cp.IsOpen && !before.Ipv6cp.IsOpen)
            Agreed(new Ipv6Parameters(_networks.LocalInterfaceId, _networks.PeerInterfaceId));
    }

    private void Agreed(NetworkParameters parameters)
    {
        var agreed = new PppEvent.NetworkAgreed(parameters);
        _pppd?.Raise(agreed);
        _raise(agreed);
    }

    private void Ended(PppdEnd end)
    {
        if (_isOver)
            return;
        (_isOver, PppdEnd) = (true, end);
        var reason = end.Result.Result == (ushort)CdnResult.Administrative ? PppEndReason.Closed : PppEndReason.NetworksFailed;
        _raise(new PppEvent.Close(new PppEnd(reason, end.Reason)));
    }

    private sealed class TowardsPppd(BridgedSubscriber subscriber, IPtyLine line) : IPppOwner
    {
        public TimeSpan Now => subscriber._host.Now;

        public void Run(PppEffect effect) => subscriber.Run(effect, line);
    }
}
