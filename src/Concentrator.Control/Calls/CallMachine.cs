using System.Collections.Immutable;
using Concentrator.Control.Machines;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using static Concentrator.Control.Calls.CallEvent;
using static Concentrator.Control.Calls.CallState;
using static Concentrator.Control.Calls.CallSteps;

namespace Concentrator.Control.Calls;

/// <summary>One call, by the table for our part in it, and by the rows below for what the RFC's four tables leave out.</summary>
public static class CallMachine
{
    public static Step<CallState, CallEffect> On(CallState state, CallEvent @event, in CallContext context) => context.Role switch
    {
        CallRole.LacIncoming => IncomingCallMachine.OnLac(state, @event, context),
        CallRole.LnsIncoming => IncomingCallMachine.OnLns(state, @event, context),
        CallRole.LacOutgoing => OutgoingCallMachine.OnLac(state, @event, context),
        _ => OutgoingCallMachine.OnLns(state, @event, context),
    };

    /// <summary>The rows that are alike for all roles.</summary>
    internal static Step<CallState, CallEffect> Otherwise(CallState state, CallEvent @event, in CallContext context) => (state, @event) switch
    {
        (Closed, _) => Next(state),

        // Set-Link-Info and WAN-Error-Notify (sections 6.13 and 6.14), and the like of the companions, tell news of a call, and change its state nowhere.
        (Established call, LinkNegotiated link) when IsLns(context) && IsNews(link, call.Parameters) => Inform(call, link),
        (_, LinkNegotiated) => Next(state),
        (Established call, LineErrorsCounted line) when !IsLns(context) => LineReports.Report(call, line.Errors),
        (Established, TimerFired(CallTimer.LineReport)) when !IsLns(context) => Next(state, CallEffect.CountLineErrors.Instance),
        (Established call, CallerChanged news) when !IsLns(context) => CallerNews.PassOn(call, news.Caller, context),
        (_, LineErrorsCounted or CallerChanged) => Next(state),
        (Established call, ControlReceived(Sli sli)) when !IsLns(context) && (sli.Accm is not null || LinkRequests.Of(sli) is not null) => Changed(
            call.Parameters with { Accm = sli.Accm ?? call.Parameters.Accm, Link = LinkRequests.Of(sli) ?? call.Parameters.Link }),
        (Established call, ControlReceived(Wen wen)) when IsLns(context) => Changed(call.Parameters with { Errors = wen.CallErrors }),
        (Established call, ControlReceived(Mdmst mdmst)) when IsLns(context) && mdmst.Status != (call.Parameters.Modem ?? default(ModemOnHold)) =>
            Changed(call.Parameters with { Modem = mdmst.Status }),
        (Established call, ControlReceived(Csun csun)) when IsLns(context) && call.Parameters.Request.SpeedUpdates => Changed(SpeedUpdates.Apply(call.Parameters, csun)),
        (_, ControlReceived(Sli or Wen or Mdmst or Csun)) => Next(state),

        // Messages of the tunnel are none of ours; those of a call of the other direction are out of sequence (section 7.1).
        (_, ControlReceived(Sccrq or Sccrp or Scccn or StopCcn or Hello or Fsq or Fsr or Csurq)) => Next(state),
        (Idle or WaitTunnel, ControlReceived received) => Discard(state, received.Message),
        (_, ControlReceived received) => OutOfSequence(state, received.Message, context),

        // Malformed messages (section 7.1)
        (_, MessageRejected { Error.Answer: not ProtocolErrorAnswer.Clear }) => Next(state),
        (_, MessageRejected rejected) => Disconnect(state, rejected.Error.ToResultCode(), context, peer: rejected.Error.PeerSession),

        (Idle or WaitTunnel, LocalClose close) => Discard(state, Reason(close.Result), close.Result),
        (_, LocalClose close) => Disconnect(state, close, context),

        // The end of a tunnel clears its calls without a CDN (section 6.4).
        (_, TunnelLost lost) => CleanUp(state, new CallEnd(lost.End.By, Result: null, Cause: null, $"tunnel: {lost.End.Reason}")),

        (WaitReply or WaitConnect or WaitCsAnswer, TimerFired(CallTimer.SetUp)) =>
            Disconnect(state, new ResultCode(CdnResult.EstablishmentTimeout, message: "call was not established in time"), context),

        // Our own failures
        (Idle or WaitTunnel, InternalError error) => Discard(state, error.Text),
        (_, InternalError error) =>
            Disconnect(state, new ResultCode(CdnResult.GeneralError, GeneralError.VendorSpecific, "internal error"), context, reason: error.Text),

        // Answers that came too late, and questions asked twice
        (_, LocalOpen or TunnelOpen or BearerAnswered or BearerFailed or TimerFired) => Next(state),
        _ => throw new InvalidOperationException($"No row for {@event} in {state}"),
    };

    private static bool IsLns(in CallContext context) => context.Role is CallRole.LnsIncoming or CallRole.LnsOutgoing;

    /// <summary>Of the two requests every LAC is told that has said what its line wants, each time that LCP opens (RFC 3437 section 2.3).</summary>
    private static bool IsNews(LinkNegotiated link, CallParameters call) =>
        link.Accm != (call.Accm ?? Accm.Default) || (call.Connection.Line is not null && link.Requests is not null && link.Requests != call.Link);

    /// <summary>The LAC is to know what PPP negotiated without it.</summary>
    private static Step<CallState, CallEffect> Inform(Established call, LinkNegotiated link)
    {
        var parameters = call.Parameters with { Accm = link.Accm, Link = call.Parameters.Connection.Line is null ? null : link.Requests };
        return Changed(parameters, new CallEffect.Send(CallMessages.Sli(link.Accm, parameters.Link), parameters.Peer));
    }

    private static Step<CallState, CallEffect> Changed(CallParameters parameters, params ImmutableArray<CallEffect> first) =>
        Next(new Established(parameters), [.. first, new CallEffect.NotifyChanged(parameters)]);
}
