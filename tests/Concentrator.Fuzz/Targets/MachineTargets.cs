using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Reliability;
using Concentrator.Control.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Tests.L2tp;
using Xunit;

namespace Concentrator.Fuzzing.Targets;

/// <summary>The control machines under scripts of valid and broken messages, timers and orders.</summary>
internal static class MachineTargets
{
    private static readonly MessageSpec[] Specs = [.. MessageSpecs.All.OrderBy(spec => spec.Key).Select(spec => spec.Value)];

    private static readonly ResultCode Operator = new(StopCcnResult.GeneralRequest, message: "operator");

    public static IEnumerable<FuzzTarget> All =>
    [
        new("tunnel-machine", Tunnel, () => [.. Tunnels, .. Script.Any()], Runs: 3_000),
        new("call-machine", Call, () => [.. Calls, .. Script.Any()], Runs: 3_000),
        new("reliable-channel", Channel, Script.Any, Runs: 3_000),
    ];

    /// <summary>Messages that bring tunnels and calls up: chance alone finds no two that go together.</summary>
    private static readonly ControlMessage[] Agreeable =
    [
        new Sccrq([AvpCatalog.ProtocolVersion.Of(ProtocolVersion.Rfc2661), AvpCatalog.HostName.Of("peer"), AvpCatalog.FramingCapabilities.Of(FramingTypes.Synchronous), AvpCatalog.AssignedTunnelId.Of(99)]),
        new Sccrp([AvpCatalog.ProtocolVersion.Of(ProtocolVersion.Rfc2661), AvpCatalog.HostName.Of("peer"), AvpCatalog.FramingCapabilities.Of(FramingTypes.Synchronous), AvpCatalog.AssignedTunnelId.Of(99)]),
        new Scccn([]), new Hello([]),
        new Icrq([AvpCatalog.AssignedSessionId.Of(77), AvpCatalog.CallSerialNumber.Of(1)]), new Icrp([AvpCatalog.AssignedSessionId.Of(77)]),
        new Iccn([AvpCatalog.TxConnectSpeed.Of(1000), AvpCatalog.FramingType.Of(FramingTypes.Synchronous)]),
        new Ocrq([AvpCatalog.AssignedSessionId.Of(77), AvpCatalog.CallSerialNumber.Of(1), AvpCatalog.MinimumBps.Of(10), AvpCatalog.MaximumBps.Of(20),
            AvpCatalog.BearerType.Of(BearerTypes.Analog), AvpCatalog.FramingType.Of(FramingTypes.Synchronous), AvpCatalog.CalledNumber.Of("300")]),
        new Ocrp([AvpCatalog.AssignedSessionId.Of(77)]), new Occn([AvpCatalog.TxConnectSpeed.Of(1000), AvpCatalog.FramingType.Of(FramingTypes.Synchronous)]),
        new Sli([AvpCatalog.Accm.Of(new Accm(1, 2))]), new Wen([AvpCatalog.CallErrors.Of(new CallErrors(1, 2, 3, 4, 5, 6))]),
    ];

    /// <summary>A tunnel that the peer opens and one that we open, each established; then HELLOs.</summary>
    private static readonly byte[][] Tunnels = [[1, 1, 1, 8, 0, 0, 8, 0, 2, 8, 0, 3, 1, 1], [1, 1, 1, 0, 8, 0, 1, 8, 0, 3, 1, 1, 8, 0, 4]];

    /// <summary>A call of each role, established; then SLI, WEN and what PPP negotiates.</summary>
    private static readonly byte[][] Calls =
    [
        [0, 0, 1, 10, 0, 5, 10, 0, 10, 10, 0, 11, 5, 1, 2], [1, 10, 0, 4, 10, 0, 6, 10, 0, 10, 10, 0, 11, 5, 1, 2],
        [2, 10, 0, 7, 3, 10, 0, 10, 10, 0, 11, 5, 1, 2], [3, 0, 1, 10, 0, 8, 10, 0, 9, 10, 0, 10, 10, 0, 11, 5, 1, 2],
    ];

    /// <summary>A message that its spec allows, by chance, often with octets of it changed; or why it is none any more.</summary>
    public static (ControlMessage? Message, ProtocolError Error) Message(ref Script script)
    {
        var spec = Specs[script.Choose(Specs.Length)];
        var message = Samples.Message(spec, new Random(script.Next() << 8 | script.Next()), everything: script.Choose(4) == 0);
        var changes = script.Choose(4);
        if (changes == 0)
            return (message, default);
        var datagram = Packets.Encode(message);
        for (; changes > 0; changes--)
            datagram[12 + (script.Next() << 8 | script.Next()) % (datagram.Length - 12)] ^= script.Next();
        return ControlDatagram.TryParse(datagram, out var control, out var error) && control.TryDecode([], out message, out error) ? (message, error) : (null, error);
    }

    private static void Tunnel(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var policy = new TunnelPolicy(new TunnelProfile { HostName = "us", Challenge = script.Choose(2) == 0 }, script.Choose(2) == 0 ? Secret.Of("sesame") : default);
        var context = new TunnelContext(new TunnelId(7), policy, TimeSpan.Zero, TimeSpan.Zero, [1, 2, 3, 4], TieBreaker: script.Choose(2) == 0 ? 5u : null);
        var (state, ends, releases) = ((TunnelState)TunnelState.Idle.Instance, 0, 0);
        var running = new HashSet<TunnelTimer>();

        while (!script.IsAtEnd)
            On(Event(ref script), ref context);
        // Whatever has happened, an operator can end it, and then it needs nobody else to come to its end.
        On(new TunnelEvent.LocalClose(Operator), ref context);
        for (var rounds = 0; rounds < 4; rounds++)
            foreach (var timer in running.ToArray())
            {
                running.Remove(timer);
                On(new TunnelEvent.TimerFired(timer), ref context);
            }
        Assert.IsType<TunnelState.Closed>(state);
        Assert.Equal((1, 1), (ends, releases));
        Assert.Empty(running);

        void On(TunnelEvent @event, ref TunnelContext now)
        {
            now = now with { Now = now.Now + TimeSpan.FromSeconds(1) };
            Assert.NotEmpty($"{@event}");
            (state, var effects) = TunnelMachine.On(state, @event, now);
            foreach (var effect in effects)
            {
                Assert.True(releases == 0, $"{effect} after the end");
                (ends, releases) = (ends + (effect is TunnelEffect.NotifyDown ? 1 : 0), releases + (effect is TunnelEffect.Release ? 1 : 0));
                if (effect is TunnelEffect.StartTimer start)
                    running.Add(start.Timer);
                else if (effect is TunnelEffect.CancelTimer cancel)
                    running.Remove(cancel.Timer);
                else if (effect is TunnelEffect.Send send)
                    Packets.Encode(send.Message);
            }
        }
    }

    private static TunnelEvent Event(ref Script script) => script.Choose(16) switch
    {
        0 => TunnelEvent.LocalOpen.Instance,
        1 => new TunnelEvent.TimerFired((TunnelTimer)script.Choose(3)),
        2 when script.Choose(8) == 0 => TunnelEvent.PeerUnreachable.Instance,
        3 when script.Choose(8) == 0 => new TunnelEvent.InternalError("oops"),
        >= 8 => new TunnelEvent.ControlReceived(script.Choose(Agreeable)),
        _ => Message(ref script) is var (message, error) && message is not null ? new TunnelEvent.ControlReceived(message) : new TunnelEvent.MessageRejected(error),
    };

    private static void Call(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var peer = new TunnelPeer(
            new TunnelId(99), "peer", null, null, ProtocolVersion.Rfc2661, FramingTypes.Synchronous, BearerTypes.Analog, ReceiveWindow: 4, IsAuthenticated: false);
        var context = new CallContext(
            new SessionId(5), (CallRole)script.Choose(4), new TunnelPolicy(new TunnelProfile { HostName = "us" }) { Bearers = BearerTypes.Analog }, peer);
        var (state, ends, releases, forwards) = ((CallState)CallState.Idle.Instance, 0, 0, false);

        while (!script.IsAtEnd)
            On(CallEventOf(ref script));
        On(new CallEvent.LocalClose(new ResultCode(CdnResult.Administrative)));
        Assert.IsType<CallState.Closed>(state);
        Assert.Equal((1, 1, false), (ends, releases, forwards));

        void On(CallEvent @event)
        {
            Assert.NotEmpty($"{@event}");
            (state, var effects) = CallMachine.On(state, @event, context);
            foreach (var effect in effects)
            {
                Assert.True(releases == 0, $"{effect} after the end");
                (ends, releases) = (ends + (effect is CallEffect.NotifyDown ? 1 : 0), releases + (effect is CallEffect.Release ? 1 : 0));
                forwards = effect is CallEffect.InstallForwarding || (forwards && effect is not CallEffect.WithdrawForwarding);
                if (effect is CallEffect.Send send)
                    Packets.Encode(send.Message);
            }
        }
    }

    private static CallEvent CallEventOf(ref Script script) => script.Choose(16) switch
    {
        0 => new CallEvent.LocalOpen(new CallRequest { CalledNumber = "300", MinimumBps = 10, MaximumBps = 20 }),
        1 => CallEvent.TunnelOpen.Instance,
        2 => new CallEvent.TimerFired(CallTimer.SetUp),
        3 => new CallEvent.BearerAnswered(new CallConnection()),
        4 when script.Choose(4) == 0 => new CallEvent.BearerFailed(new ResultCode(CdnResult.Busy)),
        5 => new CallEvent.LinkNegotiated(new Accm(script.Next(), script.Next())),
        6 when script.Choose(8) == 0 => new CallEvent.TunnelLost(new TunnelEnd(EndedBy.Peer, null, "gone")),
        7 when script.Choose(8) == 0 => new CallEvent.InternalError("oops"),
        >= 10 => new CallEvent.ControlReceived(script.Choose(Agreeable)),
        _ => Message(ref script) is var (message, error) && message is not null ? new CallEvent.ControlReceived(message) : new CallEvent.MessageRejected(error),
    };

    /// <summary>Numbers of any kind from a peer: what it acknowledges, we sent; what is delivered came in order and once; and a peer that is silent is given up.</summary>
    private static void Channel(ReadOnlySpan<byte> input)
    {
        var script = new Script(input);
        var channel = new ReliableChannel<string>(new ChannelOptions(), new SequenceNumber((ushort)(script.Next() << 8)), default);
        var (now, delivered, widest) = (TimeSpan.Zero, new SequenceNumber(0), (int)AvpCatalog.DefaultReceiveWindowSize);
        while (!script.IsAtEnd && !channel.PeerLost)
        {
            now += TimeSpan.FromMilliseconds(script.Next() * 10);
            switch (script.Choose(6))
            {
                case 0:
                    channel.Enqueue(new OutgoingMessage(new Icrq(ImmutableArray<Avp>.Empty), new SessionId(script.Next())));
                    break;
                case 1:
                    channel.OpenWindow(script.Next() << 8 | script.Next());
                    widest = Math.Max(widest, channel.Facts.PeerWindow);
                    break;
                case 2:
                    channel.Received(new SequenceNumber((ushort)(script.Next() << 8 | script.Next())), new SequenceNumber((ushort)(script.Next() << 8 | script.Next())), "any", now);
                    break;
                default:
                    var facts = channel.Facts;
                    channel.Received(facts.Nr + (sbyte)script.Next() % 20, facts.Ns + -script.Choose(4), script.Choose(3) == 0 ? null : "near", now);
                    break;
            }
            while (channel.TryTake(out _))
            {
                delivered = delivered.Next;
                Assert.Equal(delivered, channel.Facts.Nr);
            }
            Sends(channel, now, widest);
        }

        channel.Enqueue(new OutgoingMessage(new StopCcn([])));
        for (var wakes = 0; !channel.IsDrained && !channel.PeerLost; wakes++)
        {
            Assert.True(wakes < 10_000, "a peer that is silent is given up");
            var output = Sends(channel, now, widest);
            now = output.WakeAt ?? now + TimeSpan.FromSeconds(1);
        }
    }

    /// <param name="widest">The peer's window when it was largest.</param>
    private static ChannelOutput Sends(ReliableChannel<string> channel, TimeSpan now, int widest)
    {
        var output = channel.Tick(now);
        var facts = channel.Facts;
        Assert.True(facts.Unacknowledged <= widest, "no more than the peer takes");
        Assert.True(output.Transmit.Count <= facts.Unacknowledged + 1, "each message once a turn, or an acknowledgement");
        return output;
    }
}
