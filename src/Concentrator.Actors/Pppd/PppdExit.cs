using Concentrator.Linux.Processes;
using Concentrator.Protocol.L2tp;

namespace Concentrator.Actors.Pppd;

/// <summary>How a pppd ended, as the call and people are told it.</summary>
/// <param name="Result">For the CDN.</param>
/// <param name="ByPeer">Whether the peer wanted it.</param>
internal sealed record PppdEnd(ResultCode Result, string Reason, bool ByPeer = false);

/// <summary>The exit codes of pppd(8), and what becomes of a call by them (RFC 2661 section 4.4.2).</summary>
internal static class PppdExit
{
    private static readonly (int Code, CdnResult Result, string Reason)[] Rows =
    [
        (0, CdnResult.Administrative, "the peer ended PPP"),
        (1, CdnResult.GeneralError, "pppd met a fatal error"),
        (2, CdnResult.GeneralError, "pppd does not accept its options"),
        (3, CdnResult.GeneralError, "pppd may not run: it is neither root's nor started by root"),
        (4, CdnResult.NoFacilitiesPermanently, "the kernel has no PPP (/dev/ppp) for pppd"),
        (5, CdnResult.Administrative, "pppd was told to end"),
        (6, CdnResult.GeneralError, "pppd could not lock its terminal"),
        (7, CdnResult.GeneralError, "pppd could not open its terminal"),
        (8, CdnResult.GeneralError, "pppd's connect script failed"),
        (9, CdnResult.GeneralError, "the command of pppd's pty option could not be run"),
        (10, CdnResult.GeneralError, "PPP negotiation failed: no network protocol came up"),
        (11, CdnResult.Administrative, "the peer failed to authenticate"),
        (12, CdnResult.Administrative, "the link was idle"),
        (13, CdnResult.Administrative, "the time limit of the connection was reached"),
        (14, CdnResult.Administrative, "a callback was agreed upon"),
        (15, CdnResult.LossOfCarrier, "the peer does not answer echo requests"),
        (16, CdnResult.LossOfCarrier, "the line to pppd was hung up"),
        (17, CdnResult.GeneralError, "the line is looped back"),
        (18, CdnResult.GeneralError, "pppd's init script failed"),
        (19, CdnResult.Administrative, "the peer does not accept our credentials"),
    ];

    public static PppdEnd Of(ExitStatus status)
    {
        foreach (var (code, result, reason) in Rows)
            if (status.Code == code)
                return new PppdEnd(ResultOf(result, reason), $"{reason} (pppd {status})", ByPeer: code == 0);
        return Failed($"pppd {status}");
    }

    public static PppdEnd CannotStart(string reason) => Failed($"pppd cannot be started: {reason}");

    public static PppdEnd Failed(string reason) => new(ResultOf(CdnResult.GeneralError, "pppd failed"), reason);

    private static ResultCode ResultOf(CdnResult result, string reason) =>
        new(result, result is CdnResult.GeneralError ? GeneralError.VendorSpecific : null, reason);
}
