using Concentrator.Control.Ppp;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Sessions.Engines;

/// <summary>What the LAC is told in the CDN when PPP has ended its call (RFC 2661 section 4.4.2).</summary>
internal static class PppResult
{
    public static ResultCode Of(PppEnd end) => end.Reason switch
    {
        PppEndReason.Closed or PppEndReason.PeerTerminated => new ResultCode(CdnResult.Administrative, message: end.Text),
        PppEndReason.LowerDown or PppEndReason.EchoTimeout => new ResultCode(CdnResult.LossOfCarrier, message: end.ToString()),
        PppEndReason.AddressRefused => new ResultCode(CdnResult.NoFacilitiesTemporarily, message: end.ToString()),
        PppEndReason.AuthenticationFailed or PppEndReason.NoAuthenticationMethod => new ResultCode(CdnResult.Administrative, message: end.Reason.ToString()),
        PppEndReason.NetworksFailed => new ResultCode(CdnResult.GeneralError, GeneralError.VendorSpecific, "pppd failed"),
        _ => new ResultCode(CdnResult.GeneralError, GeneralError.VendorSpecific, end.Reason.ToString()),
    };
}
