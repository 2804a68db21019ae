using System.Collections.Immutable;
using Concentrator.Control.Machines;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using static Concentrator.Control.Tunnels.TunnelAcceptance;
using static Concentrator.Control.Tunnels.TunnelEffect;
using static Concentrator.Control.Tunnels.TunnelEvent;
using static Concentrator.Control.Tunnels.TunnelState;

namespace Concentrator.Control.Tunnels;

/// <summary>
/// The control connection: the table of RFC 2661 section 7.2.1 in its order, then what the table leaves out.
/// <code>
///                    idle
///   LocalOpen /        \   SCCRQ /
///   send SCCRQ          \  send SCCRP
///        ▼               ▼
///  wait-ctl-reply   wait-ctl-conn
///   SCCRP /              │ SCCCN
///   send SCCCN           │
///        └► established ◄┘
///                │
///   StopCCN sent or received, from anywhere
///                ▼
///             closing ── Hold fires ─► closed
/// </code>
/// "Clean up" is NotifyDown; "idle", for a tunnel that was more than that, is closing: its reliable delivery must go on (section 5.7).
/// </summary>
public static class TunnelMachine
{
    public static Step<TunnelState, TunnelEffect> On(TunnelState state, TunnelEvent @event, in TunnelContext context) => (state, @event) switch
    {
        // idle
        (Idle, LocalOpen) => Request(context),
        (Idle, ControlReceived(Sccrq sccrq)) when Objection(sccrq, context) is null => Reply(sccrq, context),
        (Idle, ControlReceived(Sccrq sccrq)) => Refuse(TunnelPeer.Of(sccrq), Objection(sccrq, context)!.Value, context),
        (Idle, ControlReceived(Sccrp sccrp)) => Refuse(TunnelPeer.Of(sccrp), OutOfSequence(sccrp, state), context),
        (Idle, ControlReceived(Scccn)) => Discard("SCCCN without a tunnel"),

        // wait-ctl-reply
        (WaitControlReply, ControlReceived(Sccrp sccrp)) when Objection(sccrp, context) is null => Connect(sccrp, context),
        (WaitControlReply, ControlReceived(Sccrp sccrp)) => Refuse(TunnelPeer.Of(sccrp), Objection(sccrp, context)!.Value, context),
        (WaitControlReply, ControlReceived(Sccrq sccrq)) => Collide(state, sccrq, context),
        (WaitControlReply, ControlReceived(Scccn message)) => Stop(OutOfSequence(message, state), context),

        // wait-ctl-conn
        (WaitControlConnection wait, ControlReceived(Scccn scccn)) when Objection(scccn, context) is null => Establish(wait.Peer, context),
        (WaitControlConnection, ControlReceived(Scccn scccn)) => Stop(Objection(scccn, context)!.Value, context),
        (WaitControlConnection, ControlReceived(Sccrp or Sccrq) received) => Stop(OutOfSequence(received.Message, state), context),

        // established
        (Established established, LocalOpen) => new(state, [new NotifyUp(established.Peer)]),
        (Established, LocalClose close) => Stop(close.Result, context, close.Reason),
        (Established, ControlReceived(Sccrq or Sccrp or Scccn) received) => Stop(OutOfSequence(received.Message, state), context),

        // idle, wait-ctl-reply, wait-ctl-conn, established
        (Idle, ControlReceived(StopCcn)) => Discard("StopCCN without a tunnel"),
        (WaitControlReply, ControlReceived(StopCcn stop)) => Stopped(stop, context, Address(stop)),
        (WaitControlConnection or Established, ControlReceived(StopCcn stop)) => Stopped(stop, context),

        // HELLO is answered by its acknowledgement alone (section 6.5). What the calls of an established tunnel leave over says nothing
        // about the tunnel; ahead of that, their messages are out of sequence (section 7.1).
        (Established or WaitControlReply or WaitControlConnection, ControlReceived(Hello)) => new(state, []),
        (Established, ControlReceived) => new(state, []),
        (WaitControlReply or WaitControlConnection, ControlReceived received) => Stop(OutOfSequence(received.Message, state), context),
        (Idle, ControlReceived received) => Discard($"{received.Message.Type.RfcName()} without a tunnel"),

        // Malformed messages (section 7.1)
        (_, MessageRejected { Error.Answer: ProtocolErrorAnswer.Discard or ProtocolErrorAnswer.Ignore }) => new(state, []),
        (Idle, MessageRejected rejected) => Discard(rejected.Error.ToString()),
        (WaitControlReply or WaitControlConnection or Established, MessageRejected rejected) => Stop(rejected.Error.ToResultCode(), context),

        // Closed before it was established
        (Idle, LocalClose close) => Discard(close.Reason ?? Reason(close.Result)),
        (WaitControlReply or WaitControlConnection, LocalClose close) => Stop(close.Result, context, close.Reason),
        (WaitControlReply or WaitControlConnection, LocalOpen) => new(state, []),

        // Timers
        (WaitControlReply or WaitControlConnection, TimerFired(TunnelTimer.SetUp)) =>
            Stop(new ResultCode(StopCcnResult.GeneralRequest, message: "tunnel was not established in time"), context),
        (Established established, TimerFired(TunnelTimer.Hello)) => AskPeer(established, context),
        (Closing, TimerFired(TunnelTimer.Hold)) => new(Closed.Instance, [Release.Instance]),

        // The reliable channel gave up (section 5.8): there is nobody left to send a StopCCN to.
        (Closing, PeerUnreachable) => new(Closed.Instance, [new CancelTimer(TunnelTimer.Hold), Release.Instance]),
        (not Closed, PeerUnreachable) => Discard("peer does not answer", EndedBy.Lost),

        // Our own failures
        (Idle, InternalError error) => Discard(error.Text),
        (Closing, InternalError) => new(Closed.Instance, [new CancelTimer(TunnelTimer.Hold), Release.Instance]),
        (WaitControlReply or WaitControlConnection or Established, InternalError error) =>
            Stop(new ResultCode(StopCcnResult.GeneralError, GeneralError.VendorSpecific, "internal error"), context, error.Text),

        // Closing and closed: all is said. Timers that were about to fire when they were cancelled are here, too.
        (Closing or Closed, _) or (_, TimerFired) => new(state, []),
        _ => throw new InvalidOperationException($"No row for {@event} in {state}"),
    };

    private static Step<TunnelState, TunnelEffect> Request(in TunnelContext context) => new(
        WaitControlReply.Instance,
        [new Send(TunnelMessages.Sccrq(context)), new StartTimer(TunnelTimer.SetUp, context.Policy.Profile.SetupTimeout)]);

    private static Step<TunnelState, TunnelEffect> Reply(Sccrq sccrq, in TunnelContext context)
    {
        var peer = TunnelPeer.Of(sccrq);
        return new(
            new WaitControlConnection(peer),
            [
                Address(peer),
                .. Mark(context.Policy.AnswerDs(sccrq)),
                new Send(TunnelMessages.Sccrp(sccrq, context)),
                new StartTimer(TunnelTimer.SetUp, context.Policy.Profile.SetupTimeout),
            ]);
    }

    private static Step<TunnelState, TunnelEffect> Connect(Sccrp sccrp, in TunnelContext context)
    {
        var peer = TunnelPeer.Of(sccrp);
        var up = Establish(peer, context);
        return up with { Effects = [Address(peer), .. Mark(context.Policy.ControlDs is null ? null : sccrp.ControlConnectionDs), new Send(TunnelMessages.Scccn(sccrp, context)), .. up.Effects] };
    }

    /// <summary>NotifyUp is the "tunnel-open event to waiting sessions".</summary>
    private static Step<TunnelState, TunnelEffect> Establish(TunnelPeer peer, in TunnelContext context)
    {
        var known = peer with { IsAuthenticated = context.Policy.Profile.Challenge };
        return new(
            new Established(known) { KeepAlive = new KeepAlive(context.Policy.Profile.Hello ?? default, context.Now) },
            [
                new CancelTimer(TunnelTimer.SetUp),
                .. context.Policy.Profile.Hello is { } silence ? [new StartTimer(TunnelTimer.Hello, silence)] : ImmutableArray<TunnelEffect>.Empty,
                new NotifyUp(known),
            ]);
    }

    /// <summary>A HELLO after silence (section 6.5); heard from in the meantime, the peer is given as long again from then on.</summary>
    private static Step<TunnelState, TunnelEffect> AskPeer(Established state, in TunnelContext context)
    {
        if (context.Policy.Profile.Hello is not { } shortest)
            return new(state, []);
        var next = state.KeepAlive.Look(context.LastHeard, context.Now, shortest, out var due);
        if (due > TimeSpan.Zero)
            return new(state with { KeepAlive = next }, [new StartTimer(TunnelTimer.Hello, Sooner(due, shortest))]);
        next = next.Ask(context.Now, context.Policy.Profile.LongestHello ?? shortest);
        return new(state with { KeepAlive = next }, [new Send(new Hello([])), new StartTimer(TunnelTimer.Hello, shortest)]);
    }

    /// <summary>A tunnel that has been left alone for long is looked at no less often: traffic may come back any time.</summary>
    private static TimeSpan Sooner(TimeSpan due, TimeSpan shortest) => due < shortest ? due : shortest;

    /// <summary>Two SCCRQs met. The loser's tunnel is discarded silently; the winner's peer does that on its side.</summary>
    private static Step<TunnelState, TunnelEffect> Collide(TunnelState state, Sccrq theirs, in TunnelContext context) =>
        TieBreaks.Of(context.TieBreaker, theirs.TieBreaker) switch
        {
            TieBreak.None => new(state, [new Requeue(theirs)]),
            TieBreak.Won => new(state, []),
            TieBreak.Lost => Discard("lost the tie break", before: new Requeue(theirs)),
            _ => Discard("tie break without a winner"),
        };

    /// <summary>StopCCN to a peer whose id we have only learned from the message that we refuse.</summary>
    private static Step<TunnelState, TunnelEffect> Refuse(TunnelPeer peer, ResultCode result, in TunnelContext context)
    {
        var stop = Stop(result, context);
        return stop with { Effects = stop.Effects.Insert(0, Address(peer)) };
    }

    /// <summary>"Send StopCCN, clean up."</summary>
    /// <param name="reason">For us, where that is not what the peer is told.</param>
    private static Step<TunnelState, TunnelEffect> Stop(ResultCode result, in TunnelContext context, string? reason = null) =>
        Close(new TunnelEnd(EndedBy.Local, result, reason ?? Reason(result)), context, new Send(TunnelMessages.StopCcn(result, context)));

    private static Step<TunnelState, TunnelEffect> Stopped(StopCcn stop, in TunnelContext context, params ImmutableArray<TunnelEffect> before) =>
        Close(new TunnelEnd(EndedBy.Peer, stop.Result, Reason(stop.Result)), context, before);

    private static Step<TunnelState, TunnelEffect> Close(TunnelEnd end, in TunnelContext context, params ImmutableArray<TunnelEffect> before) => new(
        Closing.Instance,
        [
            .. before,
            new CancelTimer(TunnelTimer.SetUp),
            new CancelTimer(TunnelTimer.Hello),
            new NotifyDown(end),
            new StartTimer(TunnelTimer.Hold, context.Policy.HoldTime),
        ]);

    /// <summary>Clean up at once: the peer is told nothing, so nothing has to be delivered to it.</summary>
    private static Step<TunnelState, TunnelEffect> Discard(string reason, EndedBy by = EndedBy.Local, params ImmutableArray<TunnelEffect> before) => new(
        Closed.Instance,
        [
            .. before,
            new CancelTimer(TunnelTimer.SetUp),
            new CancelTimer(TunnelTimer.Hello),
            new NotifyDown(new TunnelEnd(by, Result: null, reason)),
            Release.Instance,
        ]);

    private static ImmutableArray<TunnelEffect> Mark(PhbCode? agreed) => agreed?.Dscp is { } dscp ? [new MarkControl(dscp)] : [];

    private static OpenWindow Address(TunnelPeer peer) => new(peer.Id, peer.ReceiveWindow);

    /// <summary>A StopCCN may be the first that we hear of the peer; it is acknowledged under the id that it names (section 4.4.3).</summary>
    private static ImmutableArray<TunnelEffect> Address(StopCcn stop) =>
        stop.AssignedTunnelId == TunnelId.Unassigned ? [] : [new OpenWindow(stop.AssignedTunnelId, AvpCatalog.DefaultReceiveWindowSize)];

    private static ResultCode OutOfSequence(ControlMessage message, TunnelState state) =>
        new(StopCcnResult.FiniteStateMachineError, message: $"{message.Type.RfcName()} in state {state}");

    private static string Reason(ResultCode result) => result.Message is { Length: > 0 } text ? text : ((StopCcnResult)result.Result).ToString();
}
