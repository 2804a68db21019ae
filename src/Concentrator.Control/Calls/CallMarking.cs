using Concentrator.Protocol.L2tp;

namespace Concentrator.Control.Calls;

/// <summary>How a call's packets are marked (RFC 3308 section 4).</summary>
internal static class CallMarking
{
    /// <summary>As session initiator: what we ask for goes with the request.</summary>
    public static CallRequest Asking(CallRequest request, in CallContext context) => request with { Ds = Asked(context) };

    /// <summary>As session terminator: what the peer is answered.</summary>
    public static CallParameters Answering(CallParameters call, in CallContext context)
    {
        var diffServ = context.Policy.Profile.DiffServ;
        return call with { Request = call.Request with { Ds = diffServ.Answer(call.Request.Ds, diffServ.Data) } };
    }

    /// <summary>As session initiator: an answer that nobody asked for decides nothing.</summary>
    public static PhbCode? Agreed(CallRequest asked, PhbCode? answered) => asked.Ds is null ? null : answered;

    /// <summary>"If it is unwilling to use the value, the session initiator MUST send a CDN."</summary>
    public static ResultCode? Objection(PhbCode? answered, in CallContext context) => context.Policy.Profile.DiffServ.Rejects(Asked(context), answered)
        ? new ResultCode(CdnResult.DiffServ, message: $"{AvpCatalog.SessionDs}: {answered} is not accepted")
        : null;

    /// <summary>What was agreed upon, else our own.</summary>
    public static int? Dscp(CallRequest request, in CallContext context) => request.Ds?.Dscp ?? context.Policy.Profile.DiffServ.Data;

    private static PhbCode? Asked(in CallContext context) => context.Policy.Profile.DiffServ.Request(context.Policy.Profile.DiffServ.Data);
}
