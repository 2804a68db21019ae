using Concentrator.Control.Calls;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using static Concentrator.Protocol.L2tp.DisconnectDirection;
using static Concentrator.Protocol.L2tp.PppDisconnectCode;

namespace Concentrator.Actors.Pppd;

/// <summary>How a pppd ended, as the call and people are told it.</summary>
/// <param name="Result">For the CDN.</param>
/// <param name="ByPeer">Whether the peer wanted it.</param>
/// <param name="Cause">What of PPP it was, for the CDN (RFC 3145); null: nothing of PPP, or nobody knows.</param>
/// <param name="Terminate">What it was for accounting, where <paramref name="Cause"/> has no word for it.</param>
internal sealed record PppdEnd(ResultCode Result, string Reason, bool ByPeer = false, PppDisconnectCause? Cause = null, TerminateCause? Terminate = null)
{
    /// <summary>pppd tells with one code of any negotiation that fails, and not by what protocol it authenticates; who watched it knows more.</summary>
    public PppdEnd Seen(bool linkWasOpen, AuthMethod? method) => Cause switch
    {
        { Code: NoNcpAvailable } when !linkWasOpen => this with { Cause = new PppDisconnectCause(LcpTimeout, PppProtocol.Lcp) },
        { Code: AuthenticationFailed } failed when method is AuthMethod.Pap => this with { Cause = failed with { Protocol = PppProtocol.Pap } },
        _ => this,
    };
}

/// <summary>The exit codes of pppd(8), and what becomes of a call by them (RFC 2661 section 4.4.2, RFC 3145 section 3, RFC 2866 section 5.10).</summary>
internal static class PppdExit
{
    private static readonly (int Code, CdnResult Result, string Reason, PppDisconnectCause? Cause, TerminateCause? Terminate)[] Rows =
    [
        (0, CdnResult.Administrative, "the peer ended PPP", new(NormalDisconnection, Direction: AtPeer), null),
        (1, CdnResult.GeneralError, "pppd met a fatal error", null, null),
        (2, CdnResult.GeneralError, "pppd does not accept its options", null, null),
        (3, CdnResult.GeneralError, "pppd may not run: it is neither root's nor started by root", null, null),
        (4, CdnResult.NoFacilitiesPermanently, "the kernel has no PPP (/dev/ppp) for pppd", null, null),
        (5, CdnResult.Administrative, "pppd was told to end", new(NormalDisconnection, Direction: AtLocal), null),
        (6, CdnResult.GeneralError, "pppd could not lock its terminal", null, null),
        (7, CdnResult.GeneralError, "pppd could not open its terminal", null, null),
        (8, CdnResult.GeneralError, "pppd's connect script failed", null, null),
        (9, CdnResult.GeneralError, "the command of pppd's pty option could not be run", null, null),
        (10, CdnResult.GeneralError, "PPP negotiation failed: no network protocol came up", new(NoNcpAvailable, PppProtocol.Ipcp), null),
        (11, CdnResult.Administrative, "the peer failed to authenticate", new(AuthenticationFailed, PppProtocol.Chap, AtPeer), null),
        (12, CdnResult.Administrative, "the link was idle", new(NormalDisconnection, Direction: AtLocal), TerminateCause.IdleTimeout),
        (13, CdnResult.Administrative, "the time limit of the connection was reached", new(NormalDisconnection, Direction: AtLocal), TerminateCause.SessionTimeout),
        (14, CdnResult.Administrative, "a callback was agreed upon", new(NormalDisconnection, Direction: AtLocal), TerminateCause.Callback),
        (15, CdnResult.LossOfCarrier, "the peer does not answer echo requests", new(EchoTimeout, PppProtocol.Lcp), null),
        (16, CdnResult.LossOfCarrier, "the line to pppd was hung up", null, TerminateCause.LostCarrier),
        (17, CdnResult.GeneralError, "the line is looped back", new(LinkLoopedBack, PppProtocol.Lcp), null),
        (18, CdnResult.GeneralError, "pppd's init script failed", null, null),
        (19, CdnResult.Administrative, "the peer does not accept our credentials", new(AuthenticationFailed, PppProtocol.Chap, AtLocal), null),
    ];

    public static PppdEnd Of(ExitStatus status)
    {
        foreach (var (code, result, reason, cause, terminate) in Rows)
            if (status.Code == code)
                return new PppdEnd(ResultOf(result, reason), $"{reason} (pppd {status})", ByPeer: code == 0, cause, terminate);
        return Failed($"pppd {status}");
    }

    public static PppdEnd CannotStart(string reason) => Failed($"pppd cannot be started: {reason}");

    public static PppdEnd Failed(string reason) => new(ResultOf(CdnResult.GeneralError, "pppd failed"), reason);

    private static ResultCode ResultOf(CdnResult result, string reason) =>
        new(result, result is CdnResult.GeneralError ? GeneralError.VendorSpecific : null, reason);
}
