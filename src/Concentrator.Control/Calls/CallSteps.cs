using System.Collections.Immutable;
using Concentrator.Control.Machines;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using static Concentrator.Control.Calls.CallEffect;
using static Concentrator.Control.Calls.CallState;

namespace Concentrator.Control.Calls;

/// <summary>The actions that the tables of RFC 2661 section 7 have in common.</summary>
internal static class CallSteps
{
    public static Step<CallState, CallEffect> Next(CallState state, params ImmutableArray<CallEffect> effects) => new(state, effects);

    public static StartTimer SetUpTimer(in CallContext context) => new(CallTimer.SetUp, context.Policy.Profile.CallSetupTimeout);

    /// <summary>Established; <paramref name="first"/> is what has to be done ahead.</summary>
    public static Step<CallState, CallEffect> Establish(CallParameters parameters, params ImmutableArray<CallEffect> first) =>
        new(new Established(parameters), [.. first, new CancelTimer(CallTimer.SetUp), new NotifyUp(parameters)]);

    /// <summary>As LAC: its line may have errors to report.</summary>
    public static Step<CallState, CallEffect> EstablishAsLac(CallParameters parameters, params ImmutableArray<CallEffect> first)
    {
        var up = Establish(parameters, first);
        return up with { Effects = up.Effects.Add(LineReports.Timer) };
    }

    /// <summary>Established on the word of the LAC, for an LNS whose forwarding is installed already.</summary>
    public static Step<CallState, CallEffect> Establish(CallParameters parameters, CallConnection connection) =>
        Establish(parameters with { Connection = connection }, connection.SequencingRequired ? [RequireSequencing.Instance] : []);

    /// <summary>"Send CDN, clean up."</summary>
    /// <param name="peer">Where the state does not know it, the id in the message that is refused.</param>
    /// <param name="reason">For us, where that is not what the peer is told.</param>
    public static Step<CallState, CallEffect> Disconnect(
        CallState state, ResultCode result, in CallContext context, Q931Cause? cause = null, SessionId peer = default, string? reason = null,
        PppDisconnectCause? ppp = null)
    {
        var header = state.Known is null ? peer : state.Peer;
        return CleanUp(state, new CallEnd(EndedBy.Local, result, cause, reason ?? Reason(result), ppp), new Send(CallMessages.Cdn(result, cause, ppp, context.LocalId), header));
    }

    public static Step<CallState, CallEffect> Disconnect(CallState state, CallEvent.LocalClose close, in CallContext context) =>
        Disconnect(state, close.Result, context, close.Cause, ppp: close.Ppp);

    public static Step<CallState, CallEffect> OutOfSequence(CallState state, ControlMessage message, in CallContext context, SessionId peer = default) =>
        Disconnect(state, new ResultCode(CdnResult.GeneralError, GeneralError.VendorSpecific, $"{message.Type.RfcName()} in state {state}"), context, peer: peer);

    /// <summary>"Clean up", for a CDN of the peer.</summary>
    public static Step<CallState, CallEffect> Disconnected(CallState state, Cdn cdn) =>
        CleanUp(state, new CallEnd(EndedBy.Peer, cdn.Result, cdn.Q931Cause, Reason(cdn), cdn.PppDisconnectCause));

    /// <summary>"Clean up", for a message that belongs to no call of ours.</summary>
    public static Step<CallState, CallEffect> Discard(CallState state, ControlMessage message) => Discard(state, $"{message.Type.RfcName()} in state {state}");

    public static Step<CallState, CallEffect> Discard(CallState state, string reason, ResultCode? result = null) =>
        CleanUp(state, new CallEnd(EndedBy.Local, result, Cause: null, reason));

    public static Step<CallState, CallEffect> CleanUp(CallState state, CallEnd end, params ImmutableArray<CallEffect> first) => new(
        Closed.Instance,
        [
            .. state is WaitConnect or Established ? [WithdrawForwarding.Instance] : ImmutableArray<CallEffect>.Empty,
            .. first,
            new CancelTimer(CallTimer.SetUp),
            new NotifyDown(end),
            Release.Instance,
        ]);

    private static string Reason(Cdn cdn) => cdn.PppDisconnectCause is { } ppp ? $"{Reason(cdn.Result)}; PPP: {ppp}" : Reason(cdn.Result);

    public static string Reason(ResultCode result) => result.Message is { Length: > 0 } text ? text : ((CdnResult)result.Result).ToString();
}
