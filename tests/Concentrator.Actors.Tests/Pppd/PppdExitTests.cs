using Concentrator.Actors.Pppd;
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

    [Fact]
    public void Death_by_a_signal_should_be_told()
    {
        Assert.Contains("killed by signal 9", PppdExit.Of(new ExitStatus(null, 9)).Reason);
        Assert.Contains("unknown status", PppdExit.Of(ExitStatus.Unknown).Reason);
    }
}
