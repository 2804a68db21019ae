using Akka.Actor;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tests.Operations;
using Concentrator.Actors.Tracing;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Tracing;

public class TraceSpecs(ITestOutputHelper output) : OperationsFixture(output)
{
    private static readonly TunnelId TunnelA = new(17);

    private readonly PcapTrace _trace = new(data: false, TimeProvider.System);

    [Fact]
    public void Trace_of_a_tunnel_should_end_with_the_tunnel()
    {
        var tunnel = CreateTestProbe();
        Tunnels[TunnelA] = tunnel;
        Operations.Tell(new TraceCommands.Start(new TunnelTarget(TunnelA), _trace), TestActor);
        Assert.Null(tunnel.ExpectMsg<TraceCommands.Attach>().Session);
        tunnel.Reply(new TraceEvents.Attached(_trace));
        Watch(ExpectMsg<TraceEvents.Started>().Trace);

        Sys.Stop(tunnel);
        ExpectMsg<Terminated>();
        AssertCompleted();
    }

    [Fact]
    public void Trace_that_is_stopped_should_take_its_taps_away()
    {
        var tunnel = CreateTestProbe();
        Tunnels[TunnelA] = tunnel;
        Operations.Tell(new TraceCommands.Start(new TunnelTarget(TunnelA), _trace), TestActor);
        tunnel.ExpectMsg<TraceCommands.Attach>();
        tunnel.Reply(new TraceEvents.Attached(_trace));

        ExpectMsg<TraceEvents.Started>().Trace.Tell(PoisonPill.Instance);
        Assert.Same(_trace, tunnel.ExpectMsg<TraceCommands.Detach>().Tap);
        AwaitAssert(AssertCompleted);
    }

    [Fact]
    public void Trace_of_a_user_should_tap_each_session_and_only_the_control_messages_of_their_tunnel()
    {
        var (tunnel, first, second) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        Tunnels[TunnelA] = tunnel;
        Operations.Tell(new TraceCommands.Start(new UserTarget("ann"), _trace), TestActor);
        var collector = Slots.ExpectMsg<CollectStatus>().Collector;
        collector.Tell(new ExpectStatus([first, second]), Slots);
        collector.Tell(Session(17, 3, "ann"), first);
        collector.Tell(Session(17, 4, "bob"), second);

        var control = tunnel.ExpectMsg<TraceCommands.Attach>();
        Assert.Null(control.Session);
        Assert.Equal(TapKinds.Control, control.Tap.Wanted);
        var trace = tunnel.LastSender;
        trace.Tell(new TraceEvents.Attached(control.Tap), tunnel);
        var session = tunnel.ExpectMsg<TraceCommands.Attach>();
        Assert.Equal(new SessionId(3), session.Session);
        trace.Tell(new TraceEvents.Attached(session.Tap), first);
        ExpectMsg<TraceEvents.Started>();

        Watch(trace);
        Sys.Stop(first);
        ExpectTerminated(trace);
        Assert.Same(_trace.ControlOnly, tunnel.ExpectMsg<TraceCommands.Detach>().Tap);
    }

    [Theory]
    [MemberData(nameof(Nothing))]
    public void Trace_of_nothing_should_be_refused(ITraceTarget target, string text)
    {
        Operations.Tell(new TraceCommands.Start(target, _trace), TestActor);
        if (target is UserTarget)
            Slots.ExpectMsg<CollectStatus>().Collector.Tell(new ExpectStatus([]), Slots);
        Assert.Equal(new CommandResult(false, text), ExpectMsg<CommandResult>());
    }

    public static TheoryData<ITraceTarget, string> Nothing => new()
    {
        { new TunnelTarget(TunnelA), "no tunnel 17" },
        { new SessionTarget(new SessionKey(TunnelA, new SessionId(3))), "no session 17/3" },
        { new UserTarget("ann"), "no session of user \"ann\"" },
    };

    [Fact]
    public void Trace_should_be_refused_when_the_tunnel_has_a_tap_already()
    {
        var tunnel = CreateTestProbe();
        Tunnels[TunnelA] = tunnel;
        Operations.Tell(new TraceCommands.Start(new TunnelTarget(TunnelA), _trace), TestActor);
        tunnel.ExpectMsg<TraceCommands.Attach>();
        tunnel.Reply(new TraceEvents.AttachRefused("tunnel 17 is being traced already"));
        Assert.Equal("tunnel 17 is being traced already", ExpectMsg<CommandResult>().Text);
    }

    [Fact]
    public void Trace_should_be_refused_when_the_tunnel_ends_instead_of_answering()
    {
        var tunnel = CreateTestProbe();
        Tunnels[TunnelA] = tunnel;
        Operations.Tell(new TraceCommands.Start(new TunnelTarget(TunnelA), _trace), TestActor);
        tunnel.ExpectMsg<TraceCommands.Attach>();
        Advance(TimeSpan.FromSeconds(5));
        Assert.False(ExpectMsg<CommandResult>().Done);
    }

    /// <summary>Writing to the end only returns when the trace is complete.</summary>
    private void AssertCompleted() => Assert.True(_trace.WriteToAsync(Stream.Null, CancellationToken.None).IsCompleted);
}
