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
/// Calls that a LAC passes on to an LNS (RFC 2661 section 7.4), each table in the RFC's order.
/// <code>
/// LAC: idle ─► wait-tunnel ─ICRQ►─► wait-reply ─ICRP─ ICCN►─► established
///                                       └─ICRP─► wait-cs-answer ─bearer connected─ ICCN►─► established
/// LNS: idle ─ICRQ─ ICRP►─► wait-connect ─ICCN─► established
/// </code>
/// </summary>
public static class IncomingCallMachine
{
    /// <summary>Section 7.4.1. A bearer line drop is a LocalClose with its own result.</summary>
    public static Step<CallState, CallEffect> OnLac(CallState state, CallEvent @event, in CallContext context) => (state, @event) switch
    {
        // idle
        (Idle, LocalOpen open) => Next(new WaitTunnel(CallMarking.Asking(open.Request, context)), OpenTunnel.Instance),
        (Idle, ControlReceived(Iccn or Icrp or Cdn) received) => Discard(state, received.Message),

        // wait-tunnel
        (WaitTunnel, LocalClose close) => Discard(state, Reason(close.Result), close.Result),
        (WaitTunnel wait, TunnelOpen) => Next(
            new WaitReply(wait.Request),
            new Send(CallMessages.Icrq(wait.Request, context.LocalId, CanHide(context)), Peer: default),
            SetUpTimer(context)),
        (WaitTunnel wait, BearerAnswered answer) => Next(new WaitTunnel(Answered(wait.Request, answer.Connection))),

        // wait-reply
        (WaitReply wait, ControlReceived(Icrp icrp)) when Objection(icrp, context) is null =>
            Replied(wait.Request with { Ds = CallMarking.Agreed(wait.Request, icrp.SessionDs) }, icrp.AssignedSessionId, context),
        (WaitReply, ControlReceived(Icrp icrp)) => Disconnect(state, Objection(icrp, context)!.Value, context, peer: icrp.AssignedSessionId),
        (WaitReply, ControlReceived(Icrq icrq)) => OutOfSequence(state, icrq, context),
        (WaitReply, ControlReceived(Cdn cdn)) => Disconnected(state, cdn),
        (WaitReply, ControlReceived(Iccn iccn)) => Discard(state, iccn),
        (WaitReply, LocalClose close) => Disconnect(state, close, context),
        (WaitReply wait, BearerAnswered answer) => Next(new WaitReply(Answered(wait.Request, answer.Connection))),

        // wait-cs-answer, which section 7.4.1 has no need of: the call of a switch is offered before it is connected
        (WaitCsAnswer wait, BearerAnswered answer) => Connect(Answered(wait.Parameters.Request, answer.Connection), wait.Parameters.Peer, context),
        (WaitCsAnswer, ControlReceived(Cdn cdn)) => Disconnected(state, cdn),

        // established
        (Established, ControlReceived(Cdn cdn)) => Disconnected(state, cdn),
        (Established, ControlReceived(Icrq or Icrp or Iccn) received) => OutOfSequence(state, received.Message, context),
        (Established, LocalClose close) => Disconnect(state, close, context),

        _ => CallMachine.Otherwise(state, @event, context),
    };

    /// <summary>Section 7.4.2. Forwarding is installed ahead of ICRP, since data may overtake the ICCN.</summary>
    public static Step<CallState, CallEffect> OnLns(CallState state, CallEvent @event, in CallContext context) => (state, @event) switch
    {
        // idle
        (Idle, ControlReceived(Icrq icrq)) when Objection(icrq, context) is null => Accept(CallMarking.Answering(CallFacts.Of(icrq), context), context),
        (Idle, ControlReceived(Icrq icrq)) => Disconnect(state, Objection(icrq, context)!.Value, context, peer: icrq.AssignedSessionId),
        (Idle, ControlReceived(Icrp icrp)) => OutOfSequence(state, icrp, context, icrp.AssignedSessionId),
        (Idle, ControlReceived(Iccn iccn)) => Discard(state, iccn),

        // wait-connect
        (WaitConnect wait, ControlReceived(Iccn iccn)) when Objection(iccn, context) is null => Establish(wait.Parameters, CallFacts.Of(iccn)),
        (WaitConnect, ControlReceived(Iccn iccn)) => Disconnect(state, Objection(iccn, context)!.Value, context),
        (WaitConnect, ControlReceived(Icrq or Icrp) received) => OutOfSequence(state, received.Message, context),

        // idle, wait-connect, established
        (Idle or WaitConnect or Established, ControlReceived(Cdn cdn)) => Disconnected(state, cdn),

        // wait-connect, established
        (WaitConnect or Established, LocalClose close) => Disconnect(state, close, context),

        // established
        (Established, ControlReceived(Icrq or Icrp or Iccn) received) => OutOfSequence(state, received.Message, context),

        _ => CallMachine.Otherwise(state, @event, context),
    };

    private static Step<CallState, CallEffect> Accept(CallParameters call, in CallContext context) => Next(
        new WaitConnect(call),
        new InstallForwarding(call.Peer, SequencingRequired: false, CallMarking.Dscp(call.Request, context)),
        new Send(CallMessages.Icrp(call.Request, context.LocalId), call.Peer),
        SetUpTimer(context));

    private static Step<CallState, CallEffect> Replied(CallRequest request, SessionId peer, in CallContext context) => request.AwaitsConnection
        ? Next(new WaitCsAnswer(new CallParameters(peer, request, request.Connection)))
        : Connect(request, peer, context);

    private static Step<CallState, CallEffect> Connect(CallRequest request, SessionId peer, in CallContext context)
    {
        var connection = Connection(request.Connection, context);
        return EstablishAsLac(
            new CallParameters(peer, request, connection),
            new InstallForwarding(peer, connection.SequencingRequired, CallMarking.Dscp(request, context)),
            new Send(CallMessages.Iccn(connection, CanHide(context)), peer));
    }

    private static CallRequest Answered(CallRequest request, CallConnection connection) => request with { Connection = connection, AwaitsConnection = false };

    private static bool CanHide(in CallContext context) => !context.Policy.Secret.IsEmpty;
}
