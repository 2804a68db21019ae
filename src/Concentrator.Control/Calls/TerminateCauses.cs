using Concentrator.Protocol.L2tp;
using static Concentrator.Control.Calls.TerminateCause;
using static Concentrator.Protocol.L2tp.DisconnectDirection;
using static Concentrator.Protocol.L2tp.PppDisconnectCode;

namespace Concentrator.Control.Calls;

/// <summary>
/// What accounting says of a call's end (RFC 2866 section 5.10): by what PPP said of it, its own or in the peer's CDN (RFC 3145 section 3), else by
/// the CDN's result (RFC 2661 section 4.4.2), else by the end of its tunnel. Directions are those of the sender of the code: "local" is the end that
/// terminates PPP, which is the NAS in the words of accounting, and its peer is the user.
/// </summary>
public static class TerminateCauses
{
    public static TerminateCause Of(CallEnd end) => (end.Ppp is { } ppp ? Of(ppp) : null) ?? (end.Result is { } result ? Of(result) : LostService);

    /// <summary>Null when the code says nothing.</summary>
    public static TerminateCause? Of(PppDisconnectCause cause) => (cause.Code, cause.Direction) switch
    {
        // 3.1 Global errors
        (Administrative, _) => AdminReset,
        (LcpRenegotiationDisabled, _) => ServiceUnavailable,
        (NormalDisconnection, AtLocal) => NasRequest,
        (NormalDisconnection, _) => UserRequest,
        (EncryptionRefused, AtLocal) => ServiceUnavailable,
        (EncryptionRefused, _) => UserError,

        // 3.2 LCP errors
        (LcpTimeout or NoLcpPackets or EchoTimeout, _) => LostCarrier,
        (LinkLoopedBack, _) => PortError,
        (UnexpectedEndpointDiscriminator or UnexpectedMrru or UnexpectedShortSequenceNumber, _) => UserError,
        (CallBackRefused, AtLocal) => ServiceUnavailable,
        (CallBackRefused, _) => UserError,

        // 3.3 Authentication errors
        (AuthenticationTimeout or UnexpectedAuthenticatedName, _) => UserError,
        (AuthenticationProtocolUnacceptable or AuthenticationFailed, AtLocal) => ServiceUnavailable,
        (AuthenticationProtocolUnacceptable or AuthenticationFailed, _) => UserError,

        // 3.4 NCP errors
        (NcpTimeout or NoNcpAvailable or NoAcceptableAddress, _) => ServiceUnavailable,
        (NoPermittedAddress, AtPeer) => UserError,
        (NoPermittedAddress, _) => ServiceUnavailable,
        _ => null,
    };

    public static TerminateCause Of(ResultCode result) => ((CdnResult)result.Result, result.Error) switch
    {
        (CdnResult.LossOfCarrier or CdnResult.NoCarrier or CdnResult.Busy, _) => LostCarrier,
        (CdnResult.GeneralError, GeneralError.InsufficientResources or GeneralError.TryAnother) => ServiceUnavailable,
        (CdnResult.Administrative, _) => AdminReset,
        (CdnResult.NoFacilitiesTemporarily or CdnResult.NoFacilitiesPermanently or CdnResult.InvalidDestination or CdnResult.DiffServ, _) => ServiceUnavailable,
        (CdnResult.NoDialTone or CdnResult.NoFraming, _) => PortError,
        (CdnResult.EstablishmentTimeout, _) => LostService,
        _ => NasError,
    };
}
