using Concentrator.Control.Machines;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp.Messages;
using static Concentrator.Control.Calls.CallAcceptance;
using static Concentrator.Control.Calls.CallEffect;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Calls.CallState;
using static Concentrator.Control.Calls.CallSteps;

namespace Concentrator.Control.Calls;

/// <summary>
/// Calls that a LAC places for an LNS (RFC 2661 section 7.5), each table in the RFC's order.
/// <code>
/// LAC: idle ─OCRQ─ OCRP►─► wait-cs-answer ─bearer answers─ OCCN►─► established
/// LNS: idle ─► wait-tunnel ─OCRQ►─► wait-reply ─OCRP─► wait-connect ─OCCN─► established
/// </code>
/// </summary>
public static class OutgoingCallMachine
{
    /// <summary>Section 7.5.1. A bearer line drop is a LocalClose with its own result.</summary>
    public static Step<CallState, CallEffect> OnLac(CallState state, CallEvent @event, in CallContext context) => (state, @event) switch
    {
        // idle
        (Idle, ControlReceived(Ocrq ocrq)) when Objection(ocrq, context) is null => Place(CallMarking.Answering(CallFacts.Of(ocrq), context), context),
        (Idle, ControlReceived(Ocrq ocrq)) => Disconnect(state, Objection(ocrq, context)!.Value, context, peer: ocrq.AssignedSessionId),
        (Idle, ControlReceived(Ocrp ocrp)) => OutOfSequence(state, ocrp, context, ocrp.AssignedSessionId),
        (Idle, ControlReceived(Occn or Cdn) received) => Discard(state, received.Message),

        // wait-cs-answer
        (WaitCsAnswer wait, BearerAnswered answer) => Connect(wait.Parameters, answer.Connection, context),
        (WaitCsAnswer, BearerFailed failure) => Disconnect(state, failure.Result, context, failure.Cause),
        (WaitCsAnswer, ControlReceived(Ocrq or Ocrp or Occn) received) => OutOfSequence(state, received.Message, context),

        // established
        (Established, ControlReceived(Ocrq or Ocrp or Occn) received) => OutOfSequence(state, received.Message, context),
        (WaitCsAnswer or Established, ControlReceived(Cdn cdn)) => Disconnected(state, cdn),
        (Established, LocalClose close) => Disconnect(state, close, context),

        _ => CallMachine.Otherwise(state, @event, context),
    };

    /// <summary>Section 7.5.2. Forwarding is installed once the LAC's id is known, ahead of OCCN, which data may overtake.</summary>
    public static Step<CallState, CallEffect> OnLns(CallState state, CallEvent @event, in CallContext context) => (state, @event) switch
    {
        // idle
        (Idle, LocalOpen open) => Next(new WaitTunnel(CallMarking.Asking(open.Request, context)), OpenTunnel.Instance),
        (Idle, ControlReceived(Occn or Ocrp or Cdn) received) => Discard(state, received.Message),

        // wait-tunnel
        (WaitTunnel wait, TunnelOpen) when Objection(Asked(wait.Request, context.Peer), context.Peer) is { } impossible =>
            Discard(state, Reason(impossible), impossible),
        (WaitTunnel wait, TunnelOpen) => Ask(Asked(wait.Request, context.Peer), context),

        // wait-reply
        (WaitReply wait, ControlReceived(Ocrp ocrp)) when Objection(ocrp, context) is null =>
            Expect(wait.Request with { PhysicalChannelId = ocrp.PhysicalChannelId, Ds = CallMarking.Agreed(wait.Request, ocrp.SessionDs) }, ocrp.AssignedSessionId, context),
        (WaitReply, ControlReceived(Ocrp ocrp)) => Disconnect(state, Objection(ocrp, context)!.Value, context, peer: ocrp.AssignedSessionId),
        (WaitReply, ControlReceived(Occn or Ocrq) received) => OutOfSequence(state, received.Message, context),

        // wait-connect
        (WaitConnect wait, ControlReceived(Occn occn)) when Objection(occn, wait.Parameters.Request, context) is null =>
            Establish(wait.Parameters, CallFacts.Of(occn)),
        (WaitConnect wait, ControlReceived(Occn occn)) => Disconnect(state, Objection(occn, wait.Parameters.Request, context)!.Value, context),
        (WaitConnect, ControlReceived(Ocrq or Ocrp) received) => OutOfSequence(state, received.Message, context),

        // idle, wait-reply, wait-connect, established
        (WaitReply or WaitConnect or Established, ControlReceived(Cdn cdn)) => Disconnected(state, cdn),

        // established
        (Established, ControlReceived(Ocrq or Ocrp or Occn) received) => OutOfSequence(state, received.Message, context),

        // wait-reply, wait-connect, established
        (WaitReply or WaitConnect or Established, LocalClose close) => Disconnect(state, close, context),

        // wait-tunnel
        (WaitTunnel, LocalClose close) => Discard(state, Reason(close.Result), close.Result),

        _ => CallMachine.Otherwise(state, @event, context),
    };

    private static Step<CallState, CallEffect> Ask(CallRequest request, in CallContext context) => Next(
        new WaitReply(request),
        new Send(CallMessages.Ocrq(request, context.LocalId), Peer: default),
        SetUpTimer(context));

    private static Step<CallState, CallEffect> Expect(CallRequest request, SessionId peer, in CallContext context) => Next(
        new WaitConnect(new CallParameters(peer, request, request.Connection)),
        new InstallForwarding(peer, SequencingRequired: false, CallMarking.Dscp(request, context)));

    private static Step<CallState, CallEffect> Place(CallParameters call, in CallContext context)
    {
        var request = call.Request with { PhysicalChannelId = context.Channel };
        return Next(
            new WaitCsAnswer(call with { Request = request }),
            new Send(CallMessages.Ocrp(request, context.LocalId), call.Peer),
            new OpenBearer(request),
            SetUpTimer(context));
    }

    private static Step<CallState, CallEffect> Connect(CallParameters call, CallConnection answered, in CallContext context)
    {
        var connection = Connection(answered, context);
        return EstablishAsLac(
            call with { Connection = connection },
            new InstallForwarding(call.Peer, connection.SequencingRequired, CallMarking.Dscp(call.Request, context)),
            new Send(CallMessages.Occn(connection), call.Peer));
    }
}
