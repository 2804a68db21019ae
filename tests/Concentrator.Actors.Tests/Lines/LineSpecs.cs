using Akka.Event;
using Concentrator.Actors.Tests.Tunnels;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Lines;
using Concentrator.Linux.Processes;
using Concentrator.DataPlane.Counting;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.TestSupport.Peers;
using Concentrator.TestSupport.Planes;
using Xunit;
using Xunit.Abstractions;
using static Concentrator.Protocol.L2tp.AvpCatalog;

namespace Concentrator.Actors.Tests.Lines;

/// <summary>As LAC this node places the calls of an LNS (RFC 2661 section 5.2.2) on lines that shell scripts play.</summary>
public class LineSpecs(ITestOutputHelper output)
    : NodeFixture(output, node => node with { Lines = Lines, Lns = [node.Lns[0] with { Serves = false, Tunnel = node.Lns[0].Tunnel with { TellLcpOptions = true } }] }, new ChildProcesses(fault => throw new InvalidOperationException("a handler failed", fault)))
{
    private static Control.Policy.ValueList<LineProfile> Lines =>
    [
        Line("modem", "1*", script: "echo CONNECT 33600/ARQ >&2", calls: 1),
        Line("busy", "2*", script: "echo BUSY >&2; exit 4"),
        Line("slow", "3*", script: "exec sleep 1000"),
        Line("gone", "4*", script: null) with { Program = new LineCommand("/nowhere/program", []) },
        Line("direct", "5*", script: null),
        Line("short", "6*", script: "true") with { Program = new LineCommand("/bin/sh", ["-c", "read line"]) },
        Line("number", "7*", script: "test \"$0\" = 77 && echo CONNECT 9600 >&2") with { Bearers = BearerTypes.Analog },
        Line("device", "8*", script: null) with { Program = null, Devices = ["/dev/nowhere"] },
    ];

    [Fact]
    public void Call_should_be_connected_with_the_speed_that_the_script_reports()
    {
        var lns = Connected();
        lns.Send(Ocrq("100", serial: 4711));
        var ocrp = lns.Expect<Ocrp>();
        Assert.Equal(0u, ocrp.PhysicalChannelId);
        lns.Acknowledge();
        var occn = lns.Expect<Occn>();
        Assert.Equal((33_600u, FramingTypes.Synchronous), (occn.TxConnectSpeed, occn.FramingType));
        var path = SessionOf(lns, ocrp.AssignedSessionId);
        Assert.Equal(8u, path.Peer.Value);
        AwaitAssert(() => Assert.NotNull(path.Line));
        Assert.Equal(0, Ledger.CallsInSetup);
    }

    [Theory]
    [InlineData("200", CdnResult.Busy, 17)]
    [InlineData("400", CdnResult.NoFacilitiesTemporarily, 41)]
    [InlineData("800", CdnResult.NoFacilitiesTemporarily, 41)]
    public void Call_that_cannot_be_placed_should_end_with_the_reason_of_the_telephone_network(string number, CdnResult result, int cause)
    {
        var lns = Connected();
        lns.Send(Ocrq(number));
        lns.Expect<Ocrp>();
        lns.Acknowledge();
        var cdn = lns.Expect<Cdn>();
        Assert.Equal(((ushort)result, cause), (cdn.Result.Result, cdn.Q931Cause!.Value.Code));
        AwaitAssert(() => Assert.Equal(0, Ledger.Sessions));
    }

    [Theory]
    [InlineData("900", BearerTypes.Digital, 0u, CdnResult.InvalidDestination)]
    [InlineData("1;reboot", BearerTypes.Digital, 0u, CdnResult.InvalidDestination)]
    [InlineData("-1", BearerTypes.Digital, 0u, CdnResult.InvalidDestination)]
    [InlineData("700", BearerTypes.Digital, 0u, CdnResult.NoFacilitiesPermanently)]
    [InlineData("100", BearerTypes.Digital, 1_000_000u, CdnResult.NoFacilitiesPermanently)]
    [InlineData("100", BearerTypes.Digital, 1_000_001u, CdnResult.GeneralError)]
    public void Call_that_no_line_is_for_should_be_refused(string number, BearerTypes bearer, uint minimumBps, CdnResult result)
    {
        var lns = Connected();
        lns.Send(Ocrq(number, bearer: bearer, minimumBps: minimumBps));
        Assert.Equal((ushort)result, lns.Expect<Cdn>().Result.Result);
        Assert.Equal(0, Ledger.Sessions);
    }

    [Fact]
    public void Line_in_use_should_take_no_other_call_until_the_first_is_over()
    {
        var lns = Connected();
        lns.Send(Ocrq("100"));
        var first = lns.Expect<Ocrp>().AssignedSessionId;
        lns.Acknowledge();
        lns.Expect<Occn>();
        lns.Send(Ocrq("101", session: 9));
        var refusal = lns.Expect<Cdn>();
        Assert.Equal(((ushort)CdnResult.NoFacilitiesTemporarily, (ushort)34), (refusal.Result.Result, refusal.Q931Cause!.Value.Code));
        lns.Send(new Cdn([Result.Of(new ResultCode(CdnResult.Administrative)), AssignedSessionId.Of(8)]), first);
        AwaitAssert(() => Assert.Equal(0, Ledger.Sessions));
        lns.Send(Ocrq("101", session: 10));
        lns.Expect<Ocrp>();
    }

    [Fact]
    public void Script_that_takes_too_long_should_be_killed()
    {
        var lns = Connected();
        // Its time begins when it runs, and no actor's rest says when that is.
        Sys.EventStream.SetLogLevel(LogLevel.DebugLevel);
        EventFilter.Debug(contains: "dials 300").ExpectOne(() => lns.Send(Ocrq("300")));
        lns.Expect<Ocrp>();
        lns.Acknowledge();
        var cdn = ExpectInTime<Cdn>(lns);
        Assert.Equal(((ushort)CdnResult.EstablishmentTimeout, (ushort)18), (cdn.Result.Result, cdn.Q931Cause!.Value.Code));
    }

    [Fact]
    public void Script_should_be_told_the_called_number()
    {
        var lns = Connected();
        lns.Send(Ocrq("77", bearer: BearerTypes.Analog));
        lns.Expect<Ocrp>();
        lns.Acknowledge();
        Assert.Equal(9600u, lns.Expect<Occn>().TxConnectSpeed);
    }

    [Fact]
    public void Line_without_a_script_should_be_connected_with_no_more_than_the_LNS_wants()
    {
        var lns = Connected();
        lns.Send(Ocrq("500", maximumBps: 64_000));
        lns.Expect<Ocrp>();
        lns.Acknowledge();
        Assert.Equal(64_000u, lns.Expect<Occn>().TxConnectSpeed);
    }

    [Fact]
    public void Line_that_hangs_up_should_end_the_call_with_loss_of_carrier()
    {
        var lns = Answered("500", out var path);
        path.Line!.Options.HungUp!();
        Assert.Equal((ushort)CdnResult.LossOfCarrier, lns.Expect<Cdn>().Result.Result);
        AwaitAssert(() => Assert.Contains(History(), end => end.Reason.Contains("hung up")));
    }

    [Fact]
    public void LNS_should_be_told_what_LCP_the_line_wants()       // RFC 3437 sections 2.1 and 2.2
    {
        var lns = Connected();
        lns.Send(Ocrq("500"));
        lns.Expect<Ocrp>();
        lns.Acknowledge();
        var occn = lns.Expect<Occn>();
        Assert.Equal<byte>([2, 6, 0, 0, 0, 0, 7, 2, 8, 2], occn.LcpWantOptions!.Value.ToArray());
        Assert.Equal<byte>([2, 6, 255, 255, 255, 255, 7, 2, 8, 2], occn.LcpAllowOptions!.Value.ToArray());
    }

    [Fact]
    public void ACCM_that_the_LNS_negotiated_should_be_that_of_the_line()
    {
        var lns = Answered("500", out var path);
        Assert.Equal(uint.MaxValue, path.Line!.Accm);
        lns.Send(new Sli([AvpCatalog.Accm.Of(new Protocol.L2tp.Accm(0x000a0000, 0))]), _session);
        AwaitAssert(() => Assert.Equal(0x000a0000u, path.Line.Accm));
    }

    [Fact]
    public void LNS_should_be_told_of_the_lines_errors_once_a_minute_at_most()
    {
        var lns = Answered("500", out var path);
        path.Counters = new SessionCounters { LineErrors = new CallErrors(3, 1, 0, 0, 0, 0) };
        Assert.Equal(new CallErrors(3, 1, 0, 0, 0, 0), NextWen(lns).CallErrors);
        path.Counters = new SessionCounters { LineErrors = new CallErrors(4, 1, 0, 0, 0, 0) };
        ExpectNothing(lns);
        lns.Acknowledge();
        Assert.Equal(4u, NextWen(lns).CallErrors.CrcErrors);
    }

    /// <summary>Between two of them this tunnel is silent, so there are HELLOs.</summary>
    private Wen NextWen(FakePeer lns)
    {
        while (true)
        {
            var message = NextInTime(lns).Message;
            lns.Acknowledge();
            if (message is not Hello)
                return Assert.IsType<Wen>(message);
        }
    }

    [Fact]
    public void CDN_of_the_LNS_should_end_what_runs_on_the_line()
    {
        var lns = Answered("500", out _);
        lns.Send(new Cdn([Result.Of(new ResultCode(CdnResult.Administrative)), AssignedSessionId.Of(8)]), _session);
        AwaitAssert(() => Assert.Equal(0, Ledger.Sessions));
        Assert.Contains(History(), end => end is { Kind: "session", EndedBy: "peer", Profile: "direct", CalledNumber: "500", SerialNumber: 1 });
    }

    [Fact]
    public void Node_that_serves_nobody_should_refuse_the_calls_of_lacs()
    {
        var lac = Connected();
        lac.Send(new Icrq([AssignedSessionId.Of(9), CallSerialNumber.Of(2)]));
        Assert.Equal((ushort)CdnResult.Administrative, lac.Expect<Cdn>().Result.Result);
    }

    [Fact]
    public void Call_that_was_never_connected_should_be_in_history_with_its_number()
    {
        var lns = Connected();
        lns.Send(Ocrq("200", serial: 4712));
        lns.Expect<Ocrp>();
        lns.Acknowledge();
        lns.Expect<Cdn>();
        AwaitAssert(() => Assert.Contains(History(), end => end is { CalledNumber: "200", SerialNumber: 4712 }));
    }

    private SessionId _session;

    private FakePeer Answered(string number, out FakeSessionPath path)
    {
        var lns = Connected();
        lns.Send(Ocrq(number));
        _session = lns.Expect<Ocrp>().AssignedSessionId;
        lns.Acknowledge();
        lns.Expect<Occn>();
        lns.Acknowledge();
        var session = path = SessionOf(lns, _session);
        AwaitAssert(() => Assert.NotNull(session.Line));
        return lns;
    }

    private static Ocrq Ocrq(
        string number, ushort session = 8, BearerTypes bearer = BearerTypes.Digital, uint minimumBps = 0, uint maximumBps = 1_000_000, uint serial = 1) => new([
        AssignedSessionId.Of(session), CallSerialNumber.Of(serial), MinimumBps.Of(minimumBps), MaximumBps.Of(maximumBps), BearerType.Of(bearer),
        FramingType.Of(FramingTypes.Synchronous), CalledNumber.Of(number)]);

    private static LineProfile Line(string name, string numbers, string? script, int calls = 10) => new()
    {
        Name = name,
        Numbers = [new NamePattern(numbers)],
        Calls = calls,
        Program = new LineCommand("/bin/cat", []),
        Connect = script is null ? null : new LineCommand("/bin/sh", ["-c", script, "{number}"]),
    };
}
