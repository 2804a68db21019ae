using Concentrator.Actors.Pppd;
using Concentrator.Control.Calls;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>The exit codes of pppd(8).</summary>
public class PppdExitTests
{
    [Theory]
    [InlineData(0, CdnResult.Administrative, "the peer ended PPP", true)]
    [InlineData(1, CdnResult.GeneralError, "fatal")]
    [InlineData(2, CdnResult.GeneralError, "options")]
    [InlineData(4, CdnResult.NoFacilitiesPermanently, "no PPP")]
    [InlineData(5, CdnResult.Administrative, "told to end")]
    [InlineData(10, CdnResult.GeneralError, "negotiation failed")]
    [InlineData(11, CdnResult.Administrative, "failed to authenticate")]
    [InlineData(12, CdnResult.Administrative, "idle")]
    [InlineData(13, CdnResult.Administrative, "time limit")]
    [InlineData(15, CdnResult.LossOfCarrier, "echo")]
    [InlineData(16, CdnResult.LossOfCarrier, "hung up")]
    [InlineData(17, CdnResult.GeneralError, "looped")]
    [InlineData(19, CdnResult.Administrative, "credentials")]
    [InlineData(99, CdnResult.GeneralError, "exited with code 99")]
    public void Exit_code_should_become_a_result_and_words(int code, CdnResult result, string words, bool byPeer = false)
    {
        var end = PppdExit.Of(new ExitStatus(code, null));

        Assert.Equal(((ushort)result, byPeer), (end.Result.Result, end.ByPeer));
        Assert.Contains(words, end.Reason);
        Assert.Contains($"code {code}", end.Reason);
        Assert.Equal(result is CdnResult.GeneralError ? GeneralError.VendorSpecific : null, end.Result.Error);
    }

    [Theory] // RFC 3145 section 3, and RFC 2866 section 5.10 where that has no code
    [InlineData(0, PppDisconnectCode.NormalDisconnection, DisconnectDirection.AtPeer, null)]
    [InlineData(1, null, null, null)]
    [InlineData(5, PppDisconnectCode.NormalDisconnection, DisconnectDirection.AtLocal, null)]
    [InlineData(10, PppDisconnectCode.NoNcpAvailable, DisconnectDirection.Global, null)]
    [InlineData(11, PppDisconnectCode.AuthenticationFailed, DisconnectDirection.AtPeer, null)]
    [InlineData(12, PppDisconnectCode.NormalDisconnection, DisconnectDirection.AtLocal, TerminateCause.IdleTimeout)]
    [InlineData(13, PppDisconnectCode.NormalDisconnection, DisconnectDirection.AtLocal, TerminateCause.SessionTimeout)]
    [InlineData(14, PppDisconnectCode.NormalDisconnection, DisconnectDirection.AtLocal, TerminateCause.Callback)]
    [InlineData(15, PppDisconnectCode.EchoTimeout, DisconnectDirection.Global, null)]
    [InlineData(16, null, null, TerminateCause.LostCarrier)]
    [InlineData(17, PppDisconnectCode.LinkLoopedBack, DisconnectDirection.Global, null)]
    [InlineData(19, PppDisconnectCode.AuthenticationFailed, DisconnectDirection.AtLocal, null)]
    public void Exit_code_should_say_what_of_PPP_it_was(int code, PppDisconnectCode? cause, DisconnectDirection? direction, TerminateCause? terminate)
    {
        var end = PppdExit.Of(new ExitStatus(code, null));
        Assert.Equal((cause, direction, terminate), (end.Cause?.Code, end.Cause?.Direction, end.Terminate));
    }

    [Fact]
    public void Death_by_a_signal_should_be_told()
    {
        Assert.Contains("killed by signal 9", PppdExit.Of(new ExitStatus(null, 9)).Reason);
        Assert.Contains("unknown status", PppdExit.Of(ExitStatus.Unknown).Reason);
    }
}
