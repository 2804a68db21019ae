using System.Collections.Immutable;
using Concentrator.Control.Policy;
using Concentrator.Control.Ppp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;

namespace Concentrator.Control.Calls;

/// <summary>The messages of a call as we send them.</summary>
internal static class CallMessages
{
    public static Icrq Icrq(CallRequest request, SessionId local, bool canHide) => new(PassOn(request.Received, canHide,
    [
        AvpCatalog.AssignedSessionId.Of(local.Value),
        AvpCatalog.CallSerialNumber.Of(request.SerialNumber),
        .. May(AvpCatalog.BearerType, request.Bearer, request.Bearer != BearerTypes.None),
        .. May(AvpCatalog.CalledNumber, request.CalledNumber),
        .. May(AvpCatalog.CallingNumber, request.CallingNumber),
        .. May(AvpCatalog.SubAddress, request.SubAddress),
        .. May(AvpCatalog.PhysicalChannelId, request.PhysicalChannelId.GetValueOrDefault(), request.PhysicalChannelId is not null),
        .. May(AvpCatalog.ConnectSpeedUpdateEnable, default, request.SpeedUpdates),
        .. Ds(request),
    ]));

    public static Icrp Icrp(CallRequest request, SessionId local) => new([AvpCatalog.AssignedSessionId.Of(local.Value), .. Ds(request)]);

    public static Iccn Iccn(CallConnection connection, bool canHide) => new(PassOn(
        connection.Received, canHide, [.. Connected(connection), .. connection.Proxied is { } link ? Proxied(link, connection.Received) : []]));

    public static Ocrq Ocrq(CallRequest request, SessionId local) => new(
    [
        AvpCatalog.AssignedSessionId.Of(local.Value),
        AvpCatalog.CallSerialNumber.Of(request.SerialNumber),
        AvpCatalog.MinimumBps.Of(request.MinimumBps),
        AvpCatalog.MaximumBps.Of(request.MaximumBps),
        AvpCatalog.BearerType.Of(request.Bearer),
        AvpCatalog.FramingType.Of(request.Framing),
        AvpCatalog.CalledNumber.Of(request.CalledNumber ?? ""),
        .. May(AvpCatalog.SubAddress, request.SubAddress),
        .. Ds(request),
    ]);

    public static Ocrp Ocrp(CallRequest request, SessionId local) => new(
    [
        AvpCatalog.AssignedSessionId.Of(local.Value),
        .. May(AvpCatalog.PhysicalChannelId, request.PhysicalChannelId.GetValueOrDefault(), request.PhysicalChannelId is not null),
        .. Ds(request),
    ]);

    public static Occn Occn(CallConnection connection) => new(Connected(connection));

    public static Wen Wen(CallErrors errors) => new([AvpCatalog.CallErrors.Of(errors)]);

    public static Sli Sli(Accm accm, LinkRequests? requests) => new([AvpCatalog.Accm.Of(accm), .. requests?.Avps ?? []]);

    /// <summary>Carries an error code even when it says none: there are peers that take no Result Code without.</summary>
    public static Cdn Cdn(ResultCode result, Q931Cause? cause, PppDisconnectCause? ppp, SessionId local) => new(
    [
        AvpCatalog.Result.Of(result with { Error = result.Error ?? GeneralError.None }),
        AvpCatalog.AssignedSessionId.Of(local.Value),
        .. May(AvpCatalog.Q931Cause, cause.GetValueOrDefault(), cause is not null),
        .. May(AvpCatalog.PppDisconnectCause, ppp.GetValueOrDefault(), ppp is not null),
    ]);

    private static ImmutableArray<Avp> Ds(CallRequest request) => May(AvpCatalog.SessionDs, request.Ds.GetValueOrDefault(), request.Ds is not null);

    private static ImmutableArray<Avp> Connected(CallConnection connection) =>
    [
        AvpCatalog.TxConnectSpeed.Of(connection.TxSpeed),
        AvpCatalog.FramingType.Of(connection.Framing),
        .. May(AvpCatalog.RxConnectSpeed, connection.RxSpeed.GetValueOrDefault(), connection.RxSpeed is not null),
        .. May(AvpCatalog.SequencingRequired, default, connection.SequencingRequired),
        .. connection.Line?.Avps ?? [],
    ];

    /// <param name="received">Of a call that is passed on: a proof of another kind than those known here is passed on with its type.</param>
    private static ImmutableArray<Avp> Proxied(ProxiedLink link, ValueList<Avp> received) =>
    [
        .. May(AvpCatalog.InitialReceivedLcpConfReq, link.InitialReceived),
        .. May(AvpCatalog.LastSentLcpConfReq, link.LastSent),
        .. May(AvpCatalog.LastReceivedLcpConfReq, link.LastReceived),
        .. May(
            AvpCatalog.ProxyAuthenType, link.Proof?.Type ?? ProxyAuthenType.None,
            isPresent: link.Proof is not null || received.All(avp => avp.Definition != AvpCatalog.ProxyAuthenType)),
        .. link.Proof is { } proof ? Proof(proof) : [],
    ];

    private static ImmutableArray<Avp> Proof(ProxiedProof proof) =>
    [
        AvpCatalog.ProxyAuthenName.Of(proof.Name),
        .. May(AvpCatalog.ProxyAuthenChallenge, proof.Challenge, isPresent: !proof.Challenge.IsEmpty),
        AvpCatalog.ProxyAuthenId.Of(proof.Id),
        AvpCatalog.ProxyAuthenResponse.Of(proof.Response),
    ];

    private static ImmutableArray<Avp> May(AvpDefinition<ImmutableArray<byte>> definition, ImmutableArray<byte>? value) =>
        value is { } octets ? [definition.Of(octets)] : [];

    /// <summary>What each two ends agree upon for themselves.</summary>
    private static readonly AvpDefinition[] BetweenTwo = [AvpCatalog.SequencingRequired, AvpCatalog.SessionDs, AvpCatalog.ConnectSpeedUpdateEnable];

    /// <summary>
    /// A call that a peer brought goes on with what that peer said of it, but for what is said here anew. What came hidden leaves hidden or not at all.
    /// </summary>
    /// <param name="canHide">Whether there is a secret to hide it with.</param>
    private static ImmutableArray<Avp> PassOn(ValueList<Avp> received, bool canHide, ImmutableArray<Avp> own)
    {
        if (received.IsEmpty)
            return own;
        Avp AsReceived(Avp avp) => received.FirstOrDefault(other => other.Equals(avp)) ?? avp;
        return
        [
            .. own.Select(AsReceived).Where(MaySend),
            .. received.Where(avp => MaySend(avp) && !BetweenTwo.Contains(avp.Definition) && own.All(other => other.Definition != avp.Definition)),
        ];

        // What the message must carry is told all the same.
        bool MaySend(Avp avp) =>
            canHide || !avp.WasHidden || avp.Definition == AvpCatalog.CallSerialNumber || avp.Definition == AvpCatalog.TxConnectSpeed || avp.Definition == AvpCatalog.FramingType;
    }

    private static ImmutableArray<Avp> May(AvpDefinition<string> definition, string? value) => value is null ? [] : [definition.Of(value)];

    private static ImmutableArray<Avp> May<T>(AvpDefinition<T> definition, T value, bool isPresent) => isPresent ? [definition.Of(value)] : [];
}
