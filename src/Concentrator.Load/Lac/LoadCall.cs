using System.Net;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Ppp;
using Concentrator.Control.Reliability;
using Concentrator.Control.Tunnels;
using Concentrator.DataPlane.Paths;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Load.Lac;

/// <summary>One session: a <see cref="CallMachine"/> as LAC, and a <see cref="PppMachine"/> as the subscriber behind it.</summary>
internal sealed class LoadCall : ITimed
{
    private const int CallTimers = 1, Timers = CallTimers + (int)PppTimer.Phase + 1;

    /// <summary>L2TP header, PPP head and the longest control packet that a subscriber writes.</summary>
    private const int Headroom = 16;

    private readonly LoadLac _lac;
    private readonly LoadTunnel _tunnel;
    private readonly CallDriver _call;
    private readonly PppDriver _ppp;
    private TimeSpan? _askedAt;
    private string? _cause;

    /// <param name="local">Our id.</param>
    public LoadCall(LoadLac lac, LoadTunnel tunnel, SessionId local)
    {
        (_lac, _tunnel, Local) = (lac, tunnel, local);
        Number = (tunnel.Number - 1) * lac.Plan.SessionsPerTunnel + local.Value;
        var login = new PppLogin(lac.Plan.User.Of(tunnel.Number, local.Value, Number), lac.Plan.Password.Of(tunnel.Number, local.Value, Number));
        _call = new CallDriver(this);
        _ppp = new PppDriver(this, new PppContext(lac.PppSettings with { Login = login }, lac.NonceSource));
    }

    /// <summary>From 1, in the whole run.</summary>
    public int Number { get; }

    public SessionId Local { get; }

    /// <summary>The LNS's id.</summary>
    public SessionId Peer { get; private set; }

    /// <summary>The subscriber's address; null while it has none.</summary>
    public IPAddress? Address { get; private set; }

    public bool IsUp { get; private set; }

    public bool IsOver => _call.State is CallState.Closed;

    /// <summary>It is, or was, ended because the run is over.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>What LCP agreed upon; null while it is not open.</summary>
    public LinkParameters? Link => _ppp.State.Link;

    public LoadTunnel Tunnel => _tunnel;

    TimeSpan?[] ITimed.Due { get; } = new TimeSpan?[Timers];

    public void Place() => _call.Raise(new CallEvent.LocalOpen(new CallRequest { SerialNumber = (uint)Number }));

    /// <summary>The ICRQ has left: from here on the LNS's time counts.</summary>
    public void Asked() => _askedAt = _lac.Now;

    /// <summary>
    /// The ICCN has left, perhaps long after the call was established here: a window may have held it. A frame that overtook it would be lost on many an LNS.
    /// </summary>
    public void Connected() => _ppp.Raise(PppEvent.LowerUp.Instance);

    public void Deliver(ControlMessage message) => _call.Raise(new CallEvent.ControlReceived(message));

    public void Reject(ProtocolError error) => _call.Raise(new CallEvent.MessageRejected(error));

    public void TunnelLost(TunnelEnd end) => _call.Raise(new CallEvent.TunnelLost(end));

    /// <summary>A frame of PPP that is no payload.</summary>
    public void ReceiveFrame(ushort protocol, ReadOnlySpan<byte> packet) => _ppp.Raise(new PppEvent.FrameReceived(protocol, packet.ToArray()));

    /// <summary>Ends PPP, and with that the call; a call without PPP at once.</summary>
    public void Close()
    {
        IsEnding = true;
        if (IsUp)
            _ppp.Raise(new PppEvent.Close(new PppEnd(PppEndReason.Closed)));
        else
            Disconnect("the load test is over");
    }

    /// <summary>It takes too long.</summary>
    public void GiveUp()
    {
        _cause = $"not up in time ({(_call.State is CallState.Established ? $"ppp {_ppp.State.Phase}" : _call.State)})";
        Disconnect(_cause);
    }

    void ITimed.Fire(int timer)
    {
        if (timer < CallTimers)
            _call.Raise(new CallEvent.TimerFired((CallTimer)timer));
        else
            _ppp.Raise(new PppEvent.TimerFired((PppTimer)(timer - CallTimers)));
    }

    private void Disconnect(string reason) => _call.Raise(new CallEvent.LocalClose(new ResultCode(CdnResult.Administrative, message: reason)));

    private void Run(CallEffect effect)
    {
        switch (effect)
        {
            case CallEffect.OpenTunnel when _tunnel.IsUp:
                _call.Raise(CallEvent.TunnelOpen.Instance);
                break;
            case CallEffect.Send send:
                _tunnel.Enqueue(new OutgoingMessage(send.Message, Local, send.Peer));
                break;
            case CallEffect.StartTimer start:
                _lac.Appointments.Start(this, (int)start.Timer, _lac.Now + start.Delay);
                break;
            case CallEffect.CancelTimer cancel:
                Appointments.Cancel(this, (int)cancel.Timer);
                break;
            case CallEffect.InstallForwarding install:
                Peer = install.Peer;
                break;
            case CallEffect.NotifyDown down:
                _cause ??= Describe(down.End);
                _ppp.Raise(PppEvent.LowerDown.Instance);
                Over(down.End.By);
                break;
        }
    }

    private void Run(PppEffect effect)
    {
        switch (effect)
        {
            case PppEffect.SendFrame frame:
                Send(frame.Protocol, frame.Packet.Span);
                break;
            case PppEffect.StartTimer start:
                _lac.Appointments.Start(this, CallTimers + (int)start.Timer, _lac.Now + start.Delay);
                break;
            case PppEffect.CancelTimer cancel:
                Appointments.Cancel(this, CallTimers + (int)cancel.Timer);
                break;
            case PppEffect.NetworkUp { Parameters: Ipv4Parameters ipv4 }:
                Address = ipv4.Local;
                Up();
                break;
            case PppEffect.NetworkDown { Family: NetworkFamily.Ipv4 }:
                Address = null;
                break;
            case PppEffect.Terminated { End.Reason: not PppEndReason.LowerDown } terminated:
                _cause ??= $"ppp {terminated.End.Reason}";
                Disconnect(terminated.End.ToString());
                break;
        }
    }

    private void Up()
    {
        if (IsUp)
            return;
        IsUp = true;
        _lac.CallUp(_lac.Now - _askedAt.GetValueOrDefault());
    }

    /// <summary>The end, by whatever way.</summary>
    private void Over(EndedBy by)
    {
        for (var timer = 0; timer < Timers; timer++)
            Appointments.Cancel(this, timer);
        var wasUp = IsUp;
        (IsUp, Address) = (false, null);
        _lac.CallOver(wasUp, IsEnding, _cause!);
        if (IsEnding && by is EndedBy.Peer)
            _lac.CallEnded();
    }

    /// <summary>One of few texts: the peer's own words would make a line of each failure. Of a call that did not get through PPP, how far it came.</summary>
    private string Describe(CallEnd end) => end switch
    {
        { By: EndedBy.Peer, Result: { } result } =>
            $"CDN {(CdnResult)result.Result}{(result.Error is { } error and not GeneralError.None ? $"/{error}" : "")}"
            + (!IsUp && _ppp.State.Phase is not PppPhase.Dead ? $" in PPP phase {_ppp.State.Phase}" : ""),
        { Result: { } result } => $"{(CdnResult)result.Result}",
        _ => end.By is EndedBy.Lost ? "tunnel lost" : "tunnel ended",
    };

    /// <summary>Control packets go uncompressed, which everybody must take.</summary>
    private void Send(ushort protocol, ReadOnlySpan<byte> packet)
    {
        Span<byte> buffer = stackalloc byte[Headroom + packet.Length];
        packet.CopyTo(buffer[Headroom..]);
        var frame = PppHead.WriteBefore(buffer, Headroom, protocol);
        var header = new DataHeader();
        var start = frame - header.Size;
        header.Write(buffer[start..], _tunnel.Peer, Peer, buffer.Length - frame);
        _tunnel.SendData(buffer[start..]);
    }

    private sealed class CallDriver(LoadCall call) : MachineDriver<CallState, CallEvent, CallEffect>(CallState.Idle.Instance)
    {
        protected override Step<CallState, CallEffect> On(CallState state, CallEvent @event) =>
            CallMachine.On(state, @event, new CallContext(call.Local, CallRole.LacIncoming, call._lac.TunnelPolicy, call._tunnel.PeerFacts));

        protected override void Run(CallEffect effect) => call.Run(effect);

        protected override CallEvent Failed(Exception failure) => new CallEvent.InternalError(failure.Message);
    }

    private sealed class PppDriver(LoadCall call, PppContext context) : MachineDriver<PppState, PppEvent, PppEffect>(PppState.Initial)
    {
        private readonly PppContext _context = context;

        protected override Step<PppState, PppEffect> On(PppState state, PppEvent @event) => PppMachine.On(state, @event, _context);

        protected override void Run(PppEffect effect) => call.Run(effect);

        protected override PppEvent Failed(Exception failure) => new PppEvent.InternalError(failure.Message);
    }
}
