using Concentrator.Control.Policy;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Calls;

/// <summary>What the peer's messages say of a call.</summary>
internal static class CallFacts
{
    public static CallParameters Of(Icrq message)
    {
        var request = new CallRequest
        {
            SerialNumber = message.CallSerialNumber,
            Bearer = message.BearerType,
            CallingNumber = message.CallingNumber,
            CalledNumber = message.CalledNumber,
            SubAddress = message.SubAddress,
            PhysicalChannelId = message.PhysicalChannelId,
            Received = Others(message),
            SpeedUpdates = message.ConnectSpeedUpdateEnable,
            Ds = message.SessionDs,
        };
        return new CallParameters(message.AssignedSessionId, request, request.Connection);
    }

    public static CallParameters Of(Ocrq message)
    {
        var request = new CallRequest
        {
            SerialNumber = message.CallSerialNumber,
            Bearer = message.BearerType,
            Framing = message.FramingType,
            CalledNumber = message.CalledNumber,
            SubAddress = message.SubAddress,
            MinimumBps = message.MinimumBps,
            MaximumBps = message.MaximumBps,
            Ds = message.SessionDs,
        };
        return new CallParameters(message.AssignedSessionId, request, request.Connection);
    }

    public static CallConnection Of(Iccn message) =>
        new(message.TxConnectSpeed, message.RxConnectSpeed, message.FramingType, message.SequencingRequired, Proxied(message))
        {
            Received = Others(message),
            Line = LineTerms.Of(message.LcpWantOptions, message.LcpAllowOptions),
        };

    public static CallConnection Of(Occn message) => new(message.TxConnectSpeed, message.RxConnectSpeed, message.FramingType, message.SequencingRequired)
    {
        Line = LineTerms.Of(message.LcpWantOptions, message.LcpAllowOptions),
    };

    /// <summary>What the properties do not say. What came hidden stays as it came, since it must not leave in the clear.</summary>
    private static ValueList<Avp> Others(ControlMessage message) =>
        message.Avps.All(IsSaid) ? [] : message.Avps.Where(avp => !IsSaid(avp)).ToValueList();

    private static bool IsSaid(Avp avp) => !avp.WasHidden && CallRequest.SaidByProperties.Contains(avp.Definition);

    private static ProxiedLink? Proxied(Iccn message)
    {
        var link = new ProxiedLink(message.InitialReceivedLcpConfReq, message.LastSentLcpConfReq, message.LastReceivedLcpConfReq, Proof(message));
        return link is { LastSent: null, LastReceived: null, Proof: null } ? null : link;
    }

    /// <summary>A proof that lacks a part is none (RFC 2661 section 4.4.5: which are present for which type).</summary>
    private static ProxiedProof? Proof(Iccn message) => message switch
    {
        { ProxyAuthenType: ProxyAuthenType.Textual, ProxyAuthenName: { } name, ProxyAuthenResponse: { } response } =>
            new ProxiedProof(ProxyAuthenType.Textual, name, 0, [], response),
        { ProxyAuthenType: ProxyAuthenType.Pap, ProxyAuthenName: { } name, ProxyAuthenId: { } id, ProxyAuthenResponse: { } response } =>
            new ProxiedProof(ProxyAuthenType.Pap, name, id, [], response),
        {
            ProxyAuthenType: ProxyAuthenType.Chap or ProxyAuthenType.MsChapV1, ProxyAuthenName: { } name, ProxyAuthenId: { } id,
            ProxyAuthenChallenge: { } challenge, ProxyAuthenResponse: { } response
        } => new ProxiedProof(message.ProxyAuthenType.Value, name, id, challenge, response),
        _ => null,
    };
}
