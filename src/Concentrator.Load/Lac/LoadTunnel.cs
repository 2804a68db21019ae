using System.Collections.Immutable;
using Concentrator.Control.Machines;
using Concentrator.Control.Reliability;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Load.Lac;

/// <summary>One tunnel to the LNS: a <see cref="TunnelMachine"/> over its <see cref="ReliableChannel{T}"/>, and its calls.</summary>
internal sealed class LoadTunnel : ITimed
{
    private const int ChannelTimer = 3;

    private readonly LoadLac _lac;
    private readonly int _port;
    private readonly ReliableChannel<ControlDatagram> _channel;
    private readonly MachineShell<TunnelState, TunnelEvent, TunnelEffect> _machine;
    private readonly ImmutableArray<byte> _challenge;
    private readonly LoadCall[] _calls;

    /// <summary>Of the CDNs by which calls are being ended, as long as they are not acknowledged.</summary>
    private readonly Queue<SequenceNumber> _ending = new();

    private TimeSpan _lastHeard;
    private TimeSpan? _openedAt;
    private int _nextCall;
    private bool _isLost;

    /// <param name="number">From 1, in the whole run.</param>
    /// <param name="local">Our id.</param>
    public LoadTunnel(LoadLac lac, int number, TunnelId local, int port)
    {
        (_lac, Number, Local, _port) = (lac, number, local, port);
        _channel = new ReliableChannel<ControlDatagram>(new ChannelOptions { ReceiveWindow = lac.TunnelPolicy.Profile.ReceiveWindow, SendQueueLimit = ushort.MaxValue });
        _machine = new MachineShell<TunnelState, TunnelEvent, TunnelEffect>(TunnelState.Idle.Instance, On, Run, failure => new TunnelEvent.InternalError(failure.Message));
        _challenge = lac.Nonce(16);
        _calls = new LoadCall[lac.Plan.SessionsPerTunnel];
    }

    public int Number { get; }

    public TunnelId Local { get; }

    /// <summary>The LNS's id.</summary>
    public TunnelId Peer { get; private set; }

    /// <summary>What the LNS said of itself; null until the tunnel is established.</summary>
    public TunnelPeer? PeerFacts { get; private set; }

    public bool IsUp => _machine.State is TunnelState.Established;

    /// <summary>All is said, and acknowledged where there is somebody to do so.</summary>
    public bool IsOver => _machine.State is TunnelState.Closed or TunnelState.Idle || (_machine.State is TunnelState.Closing && _channel.IsDrained);

    /// <summary>Nothing that was said waits for an acknowledgement; nothing does any more when the LNS was given up.</summary>
    public bool IsDrained => _channel.IsDrained;

    /// <summary>Whether calls are left that were not placed yet.</summary>
    public bool HasMoreCalls => _nextCall < _calls.Length;

    public ReadOnlySpan<LoadCall> PlacedCalls => _calls.AsSpan(0, _nextCall);

    public ChannelFacts Channel => _channel.Facts;

    /// <summary>In the next turn's <see cref="Flush"/> already.</summary>
    public bool IsDirty { get; set; }

    TimeSpan?[] ITimed.Due { get; } = new TimeSpan?[ChannelTimer + 1];

    public void Open()
    {
        _openedAt = _lac.Now;
        _machine.Raise(TunnelEvent.LocalOpen.Instance);
    }

    public LoadCall PlaceCall()
    {
        var call = new LoadCall(_lac, this, new SessionId((ushort)(_nextCall + 1)));
        _calls[_nextCall++] = call;
        call.Place();
        return call;
    }

    public LoadCall? Find(SessionId id) => id.Value > 0 && id.Value <= _nextCall ? _calls[id.Value - 1] : null;

    public void Close() => _machine.Raise(new TunnelEvent.LocalClose(new ResultCode(StopCcnResult.GeneralRequest, message: "the load test is over")));

    public void Heard() => _lastHeard = _lac.Now;

    public void Receive(ControlDatagram datagram)
    {
        Heard();
        _lac.Touch(this);
        _channel.Received(datagram.Ns, datagram.Nr, datagram.IsZlb ? null : datagram, _lac.Now);
        for (; _ending.TryPeek(out var cdn) && cdn.DistanceTo(datagram.Nr) > 0; _ending.Dequeue())
            _lac.CallEnded();
        while (_channel.TryTake(out var next))
            Deliver(next);
    }

    public void Enqueue(OutgoingMessage message)
    {
        _lac.Touch(this);
        if (_channel.Enqueue(message) is EnqueueResult.Full)
            _machine.Raise(new TunnelEvent.InternalError("the send queue of the control channel is full"));
    }

    /// <summary>Sends what may be sent now.</summary>
    public void Flush()
    {
        IsDirty = false;
        var output = _channel.Tick(_lac.Now);
        foreach (var transmission in output.Transmit)
            Send(transmission);
        // Behind all of them: messages of one length leave together.
        foreach (var (message, _, _, isRetransmission) in output.Transmit)
            if (message?.Message is Iccn && !isRetransmission)
                Find(message.Local)?.Connected();
        if (output.WakeAt is { } wake)
            _lac.Appointments.NoLaterThan(this, ChannelTimer, wake);
        if (output.PeerLost && !_isLost)
        {
            _isLost = true;
            _machine.Raise(TunnelEvent.PeerUnreachable.Instance);
        }
    }

    /// <summary>Sends a PPP frame of a call.</summary>
    public void SendData(ReadOnlySpan<byte> datagram) => _lac.Wire.Send(_port, datagram);

    void ITimed.Fire(int timer)
    {
        if (timer == ChannelTimer)
            _lac.Touch(this);
        else
            _machine.Raise(new TunnelEvent.TimerFired((TunnelTimer)timer));
    }

    private void Send(in Transmission transmission)
    {
        var (message, ns, nr, isRetransmission) = transmission;
        if (message?.Message is Icrq && !isRetransmission)
            Find(message.Local)?.Asked();
        if (message?.Message is Cdn && !isRetransmission && Find(message.Local) is { IsEnding: true })
            _ending.Enqueue(ns);
        _lac.Output.ResetWrittenCount();
        ControlEncoder.Write(_lac.Output, message?.Message, Peer, message?.Peer ?? SessionId.Unassigned, ns, nr);
        _lac.Wire.Send(_port, _lac.Output.WrittenSpan);
    }

    private void Deliver(ControlDatagram datagram)
    {
        if (!datagram.TryDecode(_lac.TunnelPolicy.Secret.Octets, out var message, out var error))
        {
            _lac.Figures.InvalidMessages++;
            if (error.Answer is ProtocolErrorAnswer.Discard or ProtocolErrorAnswer.Ignore)
                return;
            if (error.Answer is not ProtocolErrorAnswer.ClearTunnel && Find(datagram.SessionId) is { } failed)
                failed.Reject(error);
            else
                _machine.Raise(new TunnelEvent.MessageRejected(error));
        }
        else if (message is Sccrq or Sccrp or Scccn or StopCcn or Hello)
        {
            _machine.Raise(new TunnelEvent.ControlReceived(message));
        }
        else
        {
            // A CDN may name the call by the LNS's id alone (RFC 2661 section 4.4.4).
            var call = datagram.SessionId == SessionId.Unassigned && message is Cdn cdn
                ? Array.Find(_calls, candidate => candidate?.Peer == cdn.AssignedSessionId)
                : Find(datagram.SessionId);
            call?.Deliver(message);
        }
    }

    private Step<TunnelState, TunnelEffect> On(TunnelState state, TunnelEvent @event) =>
        TunnelMachine.On(state, @event, new TunnelContext(Local, _lac.TunnelPolicy, _lac.Now, _lastHeard, _challenge));

    private void Run(TunnelEffect effect)
    {
        switch (effect)
        {
            case TunnelEffect.Send send:
                Enqueue(new OutgoingMessage(send.Message));
                break;
            case TunnelEffect.StartTimer start:
                _lac.Appointments.Start(this, (int)start.Timer, _lac.Now + start.Delay);
                break;
            case TunnelEffect.CancelTimer cancel:
                Appointments.Cancel(this, (int)cancel.Timer);
                break;
            case TunnelEffect.OpenWindow open:
                Peer = open.Peer;
                _channel.OpenWindow(open.ReceiveWindow);
                break;
            case TunnelEffect.NotifyUp up:
                PeerFacts = up.Peer;
                _lac.TunnelUp(this, _lac.Now - _openedAt.GetValueOrDefault());
                break;
            case TunnelEffect.NotifyDown down:
                foreach (var call in PlacedCalls)
                    call.TunnelLost(down.End);
                _lac.TunnelDown(this, PeerFacts is not null, down.End);
                break;
        }
    }
}
