using Concentrator.Control.Calls;
using Concentrator.Control.Policy.Lines;
using Concentrator.Protocol.L2tp;
using Xunit;

namespace Concentrator.Control.Tests.Policy;

public class ConnectReportTests
{
    private static readonly LineProfile Line = new() { Name = "modem", Speed = 115_200 };

    private static readonly CallRequest Request = new() { MinimumBps = 9600, MaximumBps = 64_000, Framing = FramingTypes.Synchronous };

    [Theory]
    [InlineData("chat:  Nov 25 09:00:00 CONNECT 33600/ARQ/V34", 33_600)]
    [InlineData("CONNECT 9600\nCONNECT 14400\n", 14_400)]
    [InlineData("", 64_000)]
    [InlineData("CONNECT", 64_000)]
    public void Speed_should_be_the_last_that_was_reported_else_what_the_LNS_wants_at_most(string report, int speed) =>
        Assert.Equal((uint)speed, ConnectReport.Read(0, report, Line, Request, out _)!.TxSpeed);

    [Theory]
    [InlineData("CONNECT 2400")]
    [InlineData("CONNECT 115200")]
    public void Speed_that_the_LNS_does_not_accept_should_fail(string report)
    {
        Assert.Null(ConnectReport.Read(0, report, Line, Request, out var refusal));
        Assert.Equal((ushort)CdnResult.NoFacilitiesTemporarily, refusal.Result.Result);
    }

    [Theory]
    [InlineData(4, "abort on (BUSY)\nabort on (NO CARRIER)\nATDT555\nBUSY\n -- failed\nFailed (BUSY)", CdnResult.Busy, 17)]
    [InlineData(5, "NO CARRIER", CdnResult.NoCarrier, 31)]
    [InlineData(5, "NO ANSWER", CdnResult.NoCarrier, 19)]
    [InlineData(1, "no dialtone", CdnResult.NoDialTone, 38)]
    [InlineData(3, "abort on (BUSY)\nalarm\nFailed", CdnResult.EstablishmentTimeout, 18)]
    [InlineData(1, "", CdnResult.NoCarrier, 31)]
    [InlineData(null, "", CdnResult.NoCarrier, 31)]
    public void Failure_should_have_the_codes_of_its_words(int? exitCode, string report, CdnResult result, int cause)
    {
        Assert.Null(ConnectReport.Read(exitCode, report, Line, Request, out var refusal));
        Assert.Equal(((ushort)result, cause), (refusal.Result.Result, refusal.Cause.Code));
    }

    [Theory]
    [InlineData(FramingTypes.None, FramingTypes.Asynchronous)]
    [InlineData(FramingTypes.Synchronous, FramingTypes.Synchronous)]
    [InlineData(FramingTypes.Synchronous | FramingTypes.Asynchronous, FramingTypes.Asynchronous)]
    public void Framing_should_be_one_that_the_LNS_asked_for(FramingTypes asked, FramingTypes connected) =>
        Assert.Equal(connected, ConnectReport.Connection(null, Line, Request with { Framing = asked }, out _)!.Framing);

    [Fact]
    public void Arguments_should_have_the_calls_values_in_their_places() =>
        Assert.Equal(
            ["-T", "555", "7", "9600-64000"],
            new LineCommand("/usr/sbin/chat", ["-T", "{number}", "{subAddress}", "{minimumBps}-{maximumBps}"]).ArgumentsFor(Request with { CalledNumber = "555", SubAddress = "7" }));
}
