using System.Buffers;
using System.Net;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Control.Reliability;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Ppp;

namespace Concentrator.Load.Tests;

/// <summary>An LNS in virtual time, of the project's own machines: one password for all, addresses from 10.0.0.1 on.</summary>
internal sealed class VirtualLns(Action<byte[]> send)
{
    private readonly Dictionary<TunnelId, Tunnel> _tunnels = [];
    private uint _leased;

    public string Password { get; init; } = "lab";

    /// <summary>Session numbers within a tunnel whose calls are refused.</summary>
    public Func<int, bool> Refuses { get; init; } = _ => false;

    public int Established => _tunnels.Values.Count(tunnel => tunnel.State is TunnelState.Established);

    public int Sessions => _tunnels.Values.Sum(tunnel => tunnel.Calls.Values.Count(call => call.HasNetwork));

    /// <summary>Calls whose PPP is under way.</summary>
    public int BeingSetUp => _tunnels.Values.Sum(tunnel => tunnel.Calls.Values.Count(call => call is { HasNetwork: false, IsOver: false }));

    public TimeSpan Now { get; private set; }

    public void Receive(byte[] datagram, TimeSpan now)
    {
        Now = now;
        Assert.True(L2tpHeader.TryParse(datagram, out var header, out _));
        if (!header.IsControl)
        {
            var frame = datagram.AsSpan(header.PayloadOffset, header.PayloadLength);
            Assert.True(PppFrame.TryReadProtocol(frame, out var protocol, out var offset));
            _tunnels[header.TunnelId].Calls.GetValueOrDefault(header.SessionId)?.Receive(protocol, frame[offset..].ToArray());
            return;
        }

        Assert.True(ControlDatagram.TryParse(datagram, out var control, out _));
        if (control.TunnelId == TunnelId.Unassigned)
        {
            var peer = new TunnelId(control.Peek(AvpCatalog.AssignedTunnelId));
            Find(peer).Receive(control);
        }
        else
        {
            _tunnels[control.TunnelId].Receive(control);
        }
    }

    public void Advance(TimeSpan now)
    {
        Now = now;
        foreach (var tunnel in _tunnels.Values)
            tunnel.Advance();
    }

    /// <summary>The peer's tunnel id plus 1000: a repeated SCCRQ finds the tunnel that it has made.</summary>
    private Tunnel Find(TunnelId peer)
    {
        var id = new TunnelId((ushort)(peer.Value + 1000));
        return _tunnels.TryGetValue(id, out var known) ? known : _tunnels[id] = new Tunnel(this, id);
    }

    private sealed class Tunnel
    {
        private static readonly TunnelPolicy Policy = new(new TunnelProfile { HostName = "lns" });

        private readonly VirtualLns _lns;
        private readonly TunnelId _id;
        private readonly ReliableChannel<ControlDatagram> _channel = new(new ChannelOptions());
        private readonly MachineShell<TunnelState, TunnelEvent, TunnelEffect> _machine;
        private TunnelPeer? _facts;

        public Tunnel(VirtualLns lns, TunnelId id)
        {
            (_lns, _id) = (lns, id);
            _machine = new MachineShell<TunnelState, TunnelEvent, TunnelEffect>(
                TunnelState.Idle.Instance, (state, @event) => TunnelMachine.On(state, @event, new TunnelContext(_id, Policy, lns.Now, lns.Now, [1])), Run,
                failure => new TunnelEvent.InternalError(failure.Message));
        }

        public TunnelState State => _machine.State;

        public TunnelId Peer { get; private set; }

        public Dictionary<SessionId, Call> Calls { get; } = [];

        public void Receive(ControlDatagram datagram)
        {
            _channel.Received(datagram.Ns, datagram.Nr, datagram.IsZlb ? null : datagram, _lns.Now);
            while (_channel.TryTake(out var next))
            {
                Assert.True(next.TryDecode([], out var message, out var error), error.ToString());
                if (message is Icrq)
                {
                    var id = new SessionId((ushort)(Calls.Count + 1));
                    Calls.Add(id, new Call(_lns, this, Policy, _facts, id));
                    Calls[id].Deliver(message);
                }
                else if (message is Iccn or Cdn)
                {
                    Calls[next.SessionId].Deliver(message);
                }
                else
                {
                    _machine.Raise(new TunnelEvent.ControlReceived(message));
                }
            }

            Advance();
        }

        public void Send(ControlMessage message, SessionId local = default, SessionId peer = default) => _channel.Enqueue(new OutgoingMessage(message, local, peer));

        public void SendFrame(SessionId session, ushort protocol, ReadOnlyMemory<byte> packet)
        {
            var header = new DataHeader(WithLength: true);
            var datagram = new byte[header.Size + 4 + packet.Length];
            header.Write(datagram, Peer, session, 4 + packet.Length);
            (datagram[header.Size], datagram[header.Size + 1]) = (0xff, 3);
            (datagram[header.Size + 2], datagram[header.Size + 3]) = ((byte)(protocol >> 8), (byte)protocol);
            packet.Span.CopyTo(datagram.AsSpan(header.Size + 4));
            _lns._send(datagram);
        }

        public void Advance()
        {
            foreach (var call in Calls.Values)
                call.Advance();
            foreach (var (message, ns, nr, _) in _channel.Tick(_lns.Now).Transmit)
            {
                var output = new ArrayBufferWriter<byte>();
                ControlEncoder.Write(output, message?.Message, Peer, message?.Peer ?? default, ns, nr);
                _lns._send(output.WrittenSpan.ToArray());
            }
        }

        private void Run(TunnelEffect effect)
        {
            if (effect is TunnelEffect.Send send)
                Send(send.Message);
            else if (effect is TunnelEffect.OpenWindow open)
                (Peer, _) = (open.Peer, Open(open.ReceiveWindow));
            else if (effect is TunnelEffect.NotifyUp up)
                _facts = up.Peer;
        }

        private bool Open(int window)
        {
            _channel.OpenWindow(window);
            return true;
        }
    }

    private sealed class Call
    {
        private static readonly PppSettings Settings = new() { PeerAuthentication = [AuthMethod.ChapMd5], LocalAddress = IPAddress.Parse("10.0.0.254") };

        private readonly VirtualLns _lns;
        private readonly Tunnel _tunnel;
        private readonly MachineShell<CallState, CallEvent, CallEffect> _call;
        private readonly MachineShell<PppState, PppEvent, PppEffect> _ppp;
        private readonly SortedDictionary<PppTimer, TimeSpan> _timers = [];
        private SessionId _peer;

        public Call(VirtualLns lns, Tunnel tunnel, TunnelPolicy policy, TunnelPeer? facts, SessionId id)
        {
            (_lns, _tunnel) = (lns, tunnel);
            ResultCode? refusal = lns.Refuses(id.Value) ? new ResultCode(CdnResult.NoFacilitiesTemporarily) : null;
            var nonce = new Random(id.Value);
            _call = new MachineShell<CallState, CallEvent, CallEffect>(
                CallState.Idle.Instance, (state, @event) => CallMachine.On(state, @event, new CallContext(id, CallRole.LnsIncoming, policy, facts, refusal)), Run,
                failure => new CallEvent.InternalError(failure.Message));
            _ppp = new MachineShell<PppState, PppEvent, PppEffect>(
                PppState.Initial, (state, @event) => PppMachine.On(state, @event, new PppContext(Settings, nonce.NextBytes)), Run,
                failure => new PppEvent.InternalError(failure.Message));
        }

        public bool HasNetwork => _ppp.State.Ipv4 is not null;

        public bool IsOver => _call.State is CallState.Closed;

        public void Deliver(ControlMessage message) => _call.Raise(new CallEvent.ControlReceived(message));

        public void Receive(ushort protocol, byte[] packet) => _ppp.Raise(new PppEvent.FrameReceived(protocol, packet));

        public void Advance()
        {
            foreach (var (timer, _) in _timers.Where(timer => timer.Value <= _lns.Now).ToArray())
            {
                _timers.Remove(timer);
                _ppp.Raise(new PppEvent.TimerFired(timer));
            }
        }

        private void Run(CallEffect effect)
        {
            if (effect is CallEffect.Send send)
                _tunnel.Send(send.Message, default, send.Peer);
            else if (effect is CallEffect.InstallForwarding install)
                _peer = install.Peer;
            else if (effect is CallEffect.NotifyUp)
                _ppp.Raise(PppEvent.LowerUp.Instance);
            else if (effect is CallEffect.NotifyDown)
                _ppp.Raise(PppEvent.LowerDown.Instance);
        }

        private void Run(PppEffect effect)
        {
            switch (effect)
            {
                case PppEffect.SendFrame frame:
                    _tunnel.SendFrame(_peer, frame.Protocol, frame.Packet);
                    break;
                case PppEffect.StartTimer start:
                    _timers[start.Timer] = _lns.Now + start.Delay;
                    break;
                case PppEffect.CancelTimer cancel:
                    _timers.Remove(cancel.Timer);
                    break;
                case PppEffect.Verify verify:
                    _ppp.Raise(new PppEvent.Verified(verify.Credentials, CredentialVerifier.Verify(verify.Credentials, _lns.Password)));
                    break;
                case PppEffect.RequestAddress:
                    _ppp.Raise(new PppEvent.AddressGranted(Endpoint.FromIpv4(0x0a000001 + _lns._leased++, 0).ToIPAddress()));
                    break;
                case PppEffect.Terminated { End.Reason: not PppEndReason.LowerDown }:
                    _call.Raise(new CallEvent.LocalClose(new ResultCode(CdnResult.Administrative)));
                    break;
            }
        }
    }

    private readonly Action<byte[]> _send = send;
}
