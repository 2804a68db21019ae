using System.Collections.Immutable;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using static Concentrator.Control.Pppoe.PppoeSessionEffect;
using static Concentrator.Control.Pppoe.PppoeSessionEvent;
using static Concentrator.Control.Pppoe.PppoeSessionState;

namespace Concentrator.Control.Pppoe;

/// <summary>All that the machine knows beside its state and the event.</summary>
/// <param name="Payload">The most that PPPoE carries for this host, octets (<see cref="AccessConcentrator.PayloadFor"/>).</param>
public readonly record struct PppoeSessionContext(PppoeProfile Profile, SessionRequest Request, ushort Payload = AccessConcentrator.PlainPayload);

/// <summary>
/// A PPPoE session at a LAC: from the PADS on, until one of PADT and CDN ends it and brings the other about.
/// <code>
///               ┌── the node authenticates ──► authenticating ──┐ handed over
///   opening ────┤                                               ▼
///               └── PPP is the LNS's ──────────────────────► calling ── an LNS took it ──► established
///   from everywhere: PADT, CDN, PPP's end, a refusal, the operator ──► closed
/// </code>
/// </summary>
public static class PppoeSessionMachine
{
    private const string InternalErrorText = "internal error";

    public static Step<PppoeSessionState, PppoeSessionEffect> On(PppoeSessionState state, PppoeSessionEvent @event, in PppoeSessionContext context) =>
        (state, @event) switch
        {
            (Closed, _) => new(state, []),

            (Opening, Opened) when context.Profile.Authenticates => new(Authenticating.Instance, [StartPpp.Instance]),
            (Opening, Opened) => Call(state, link: null, user: null, context),

            (Authenticating, HandedOver over) => Call(state, over.Link, over.User, context),
            (Authenticating, PppEnded ended) => Close(
                state, ended.End.Reason is PppEndReason.PeerTerminated ? EndedBy.Peer : EndedBy.Local, ended.End.ToString(), null),

            (Calling calling, CallConnected) => new(new Established(calling.Target, calling.User), [Tie.Instance]),
            (Calling or Established, CallEnded ended) => Over(state, ended.End),

            (_, Terminated padt) => Close(
                state, EndedBy.Peer, padt.Reason is null ? "PADT" : $"PADT: {padt.Reason}", new ResultCode(CdnResult.LossOfCarrier, message: padt.Reason), isTold: true),
            (_, LocalClose close) => Close(state, EndedBy.Local, close.Reason, new ResultCode(CdnResult.Administrative, message: close.Reason)),
            (Established, SetupTimedOut) => new(state, []),
            (_, SetupTimedOut) => Close(
                state, EndedBy.Local, "no LNS took the call in time", new ResultCode(CdnResult.NoFacilitiesTemporarily, message: "the call was not up in time")),
            (_, PppoeSessionEvent.InternalError error) => Close(
                state, EndedBy.Local, $"internal error: {error.Text}", new ResultCode(CdnResult.GeneralError, GeneralError.VendorSpecific, InternalErrorText),
                padt: InternalErrorText),

            _ => new(state, []),
        };

    private static Step<PppoeSessionState, PppoeSessionEffect> Call(PppoeSessionState state, ProxiedLink? link, string? user, in PppoeSessionContext context)
    {
        return context.Profile.TargetOf(context.Request.Service, user) is { } target
            ? new(new Calling(target, user), [new PlaceCall(target, PppoeCall.Of(context.Request, link, context.Payload))])
            : Close(state, EndedBy.Local, "no LNS is for this user", null);
    }

    /// <summary>The LNS has had its say: nothing is left to be told but to the host, and not which LNS that was and why.</summary>
    private static Step<PppoeSessionState, PppoeSessionEffect> Over(PppoeSessionState state, CallEnd end) =>
        new(Closed.Instance, [new SendPadt(state is Established ? null : "no LNS took the call"), new Release(end.By, end.Reason)]);

    /// <param name="result">For the LNS, where there is a call.</param>
    /// <param name="padt">What the host is told, where the reason is none of its business.</param>
    /// <param name="isTold">The host said so itself: no PADT answers a PADT.</param>
    private static Step<PppoeSessionState, PppoeSessionEffect> Close(
        PppoeSessionState state, EndedBy by, string reason, ResultCode? result, bool isTold = false, string? padt = null)
    {
        var target = state switch
        {
            Calling calling => calling.Target,
            Established established => established.Target,
            _ => null,
        };
        var effects = ImmutableArray.CreateBuilder<PppoeSessionEffect>();
        if (target is not null)
            effects.Add(new EndCall(target, new CallEnd(by, result, Cause: null, reason)));
        if (!isTold)
            effects.Add(new SendPadt(padt ?? reason));
        effects.Add(new Release(by, reason));
        return new(Closed.Instance, effects.DrainToImmutable());
    }
}
