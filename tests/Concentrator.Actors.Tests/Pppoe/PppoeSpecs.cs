using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Pppoe;
using Concentrator.Actors.Targets;
using Concentrator.Control.Calls;
using Concentrator.Control.Machines;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Ppp;
using Concentrator.Control.Pppoe;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Pppoe;
using Concentrator.TestSupport;
using Concentrator.TestSupport.Planes;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppoe;

/// <summary>/user/pppoe over a <see cref="FakeDataPlane"/>, in virtual time; the test is the targets' actor, and the hosts.</summary>
public class PppoeSpecs : HostedTestKit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly MacAddress Host = new(0x02_00_00_00_00_01), OtherHost = new(0x02_00_00_00_00_02);
    private static readonly SessionKey Call = new(new TunnelId(7), new SessionId(8));

    private readonly FakeDataPlane _plane = new();
    private readonly NodeRuntime _runtime;
    private readonly TestProbe _journal;
    private IActorRef _pppoe = ActorRefs.Nobody;

    public PppoeSpecs(ITestOutputHelper output) : base(output, _ => { })
    {
        _runtime = new NodeRuntime(Configuration([]), _plane, new NoProcesses(), new VirtualTime { Scheduler = Scheduler });
        _journal = CreateTestProbe();
    }

    private static readonly PppoeProfile Pass = new()
    {
        Interface = "eth1",
        Concentrator = new AccessConcentrator { Name = "ac", MaxPayload = 1600 },
        Rules = [new PppoeRule([], [], "lns")],
        Ppp = new PppProfile { Name = "ac", Authentication = [AuthMethod.Pap] },
        Limits = new PppoeLimits(Sessions: 3, SessionsPerHost: 2),
    };

    private static readonly PppoeProfile Authenticate = Pass with
    {
        Authenticates = true, Rules = [new PppoeRule([], [new NamePattern("example.net")], "wholesale")],
    };

    private FakePppoePort Port => _plane.Pppoe!;

    private void Serve(params ValueList<PppoeProfile> profiles)
    {
        _runtime.Configuration = Configuration(profiles);
        _pppoe = Sys.ActorOf(PppoeActor.Props(_runtime, TestActor, _journal), "pppoe");
        _pppoe.Tell(PppoeCommands.Begin.Instance);
        AwaitAssert(() => Assert.NotNull(_plane.Pppoe));
        // Served from the moment on that a PADI is answered.
        AwaitAssert(() => Assert.Equal(DropReason.None, Port.Receive(OtherHost, Packet(PppoeCode.Padi), isUnicast: false)));
        Assert.Equal(PppoeCode.Pado, Sent(OtherHost).Code);
    }

    private static DiscoveryPacket Packet(PppoeCode code, params ImmutableArray<PppoeTag> more) =>
        new(code, PppoeSessionId.None, [PppoeTag.Of(PppoeTagType.ServiceName, ""), .. more]);

    private DiscoveryPacket Sent(MacAddress to)
    {
        Assert.True(Port.Sent.TryTake(out var sent, Limit), "nothing is sent");
        Assert.Equal(to, sent.To);
        return sent.Packet;
    }

    /// <summary>PADI, PADO, PADR; what is answered.</summary>
    private DiscoveryPacket Ask(MacAddress host, params ImmutableArray<PppoeTag> more)
    {
        Assert.Equal(DropReason.None, Port.Receive(host, Packet(PppoeCode.Padi, more), isUnicast: false));
        Assert.Equal(DropReason.None, Port.Receive(host, Padr(Sent(host), more)));
        return Sent(host);
    }

    private static DiscoveryPacket Padr(DiscoveryPacket pado, params ImmutableArray<PppoeTag> more) =>
        Packet(PppoeCode.Padr, [.. more, pado.Find(PppoeTagType.AcCookie)!.Value]);

    private (PppoeSessionId Id, FakePppoePath Path) Open(MacAddress host, params ImmutableArray<PppoeTag> more)
    {
        var pads = Ask(host, more);
        Assert.Equal(PppoeCode.Pads, pads.Code);
        Assert.NotEqual(PppoeSessionId.None, pads.Session);
        return (pads.Session, Port.Sessions[pads.Session]);
    }

    /// <summary>The LNS takes the call of the session that told the last message.</summary>
    private FakeSessionPath Connect()
    {
        var path = new FakeSessionPath(new SessionId(9), new SessionPathOptions(), new NoSink(), _ => { });
        LastSender.Tell(new TargetEvents.CallConnected(0, Call, path, new CallParameters(new SessionId(9), new CallRequest(), new CallConnection())));
        AwaitAssert(() => Assert.NotNull(path.Pppoe));
        return path;
    }

    private IReadOnlyList<PppoeStatus> Status()
    {
        Settle();
        Sys.ActorOf(StatusCollectorActor<PppoeStatus>.Props(TestActor, _ => PppoeQueries.GetPppoeStatus.Instance, _pppoe));
        return ExpectMsg<StatusReport<PppoeStatus>>(Limit).Items;
    }

    [Fact]
    public void Session_should_be_called_and_tied_and_told_of()
    {
        Serve(Pass);
        var line = new AccessLine("node 1/1", "alice");
        var (id, path) = Open(Host, line.ToTag(), PppoeTag.Of(PppoeTagType.PppMaxPayload, 1500));
        var place = ExpectMsg<TargetCommands.PlaceCall>(Limit);
        Assert.Equal(("lns", Host.ToString()), (place.Target, place.Request.CallingNumber));
        Assert.Contains(AccessLineAvps.AgentCircuitId.Of("node 1/1"), place.Request.Received);

        var tunnelled = Connect();
        Assert.Same(path, tunnelled.Pppoe);
        var status = Assert.Single(Status());
        Assert.Equal(
            ("eth1", (int)id.Value, Host.ToString(), "established", "node 1/1", "lns", 7, 8, 1500),
            (status.Interface, status.PppoeSessionId, status.Host, status.State, status.CircuitId, status.Target, status.TunnelId, status.SessionId, status.MaxPayload));
    }

    [Fact]
    public void First_frames_of_the_host_should_wait_for_the_LNS_and_late_ones_pass()
    {
        Serve(Pass);
        var (_, path) = Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        path.Receive(PppProtocol.Lcp, [1, 1, 0, 4]);
        path.Receive(PppProtocol.Lcp, [1, 2, 0, 4]);
        var tunnelled = Connect();
        Assert.Equal((PppProtocol.Lcp, 1), Next(tunnelled.Sent));
        Assert.Equal((PppProtocol.Lcp, 2), Next(tunnelled.Sent));
        path.Receive(PppProtocol.Lcp, [1, 3, 0, 4]); // was on its way when the paths were tied
        Assert.Equal((PppProtocol.Lcp, 3), Next(tunnelled.Sent));

        LastSender.Tell(new TargetEvents.CallFrame(0, PppProtocol.Lcp, new byte[] { 1, 4, 0, 4 }));
        Assert.Equal((PppProtocol.Lcp, 4), Next(path.Sent));

        static (ushort, int) Next(System.Collections.Concurrent.BlockingCollection<(ushort Protocol, byte[] Packet)> frames)
        {
            Assert.True(frames.TryTake(out var frame, Limit));
            return (frame.Protocol, frame.Packet[1]);
        }
    }

    [Fact]
    public void Padt_should_end_the_call_and_free_the_session()
    {
        Serve(Pass);
        var (id, _) = Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        Connect();
        var padt = new DiscoveryPacket(PppoeCode.Padt, id, [PppoeTag.Of(PppoeTagType.GenericError, "bye")]);
        Assert.Equal(DropReason.PppoeWrongHost, Port.Receive(OtherHost, padt));
        Assert.Equal(DropReason.None, Port.Receive(Host, padt));
        var end = ExpectMsg<TargetCommands.EndCall>(Limit);
        Assert.Equal(CdnResult.LossOfCarrier, (CdnResult)end.End.Result!.Value.Result);
        AwaitAssert(() => Assert.Empty(Port.Sessions));
        var kept = Assert.IsType<PppoeSessionEnded>(_journal.ExpectMsg<JournalCommands.Record>(Limit).Fact);
        Assert.Equal(("eth1", (int)id.Value, Host.ToString(), "lns", Call.Tunnel, "peer", "PADT: bye"),
            (kept.Interface, kept.Session, kept.Host, kept.Target, kept.Tunnel!.Value, kept.EndedBy, kept.Reason));
        AwaitAssert(() => Assert.Equal(DropReason.PppoeUnknownSession, Port.Receive(Host, padt)));
        Assert.Empty(Port.Sent); // a PADT is not answered
    }

    [Fact]
    public void End_of_the_call_should_be_told_by_padt()
    {
        Serve(Pass);
        var (id, _) = Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        LastSender.Tell(new TargetEvents.CallEnded(0, new CallEnd(EndedBy.Peer, null, null, "no facilities")));
        var padt = Sent(Host);
        Assert.Equal((PppoeCode.Padt, id, "no LNS took the call"), (padt.Code, padt.Session, padt.Find(PppoeTagType.GenericError)?.Text));
        AwaitAssert(() => Assert.Empty(Port.Sessions));
    }

    [Fact]
    public void Repeated_padr_should_get_the_same_session_until_it_is_used()
    {
        Serve(Pass);
        var (id, path) = Open(Host);
        Assert.Equal(id, Ask(Host).Session);
        path.Counters = path.Counters with { ReceivedPackets = 1 };
        Assert.NotEqual(id, Ask(Host).Session);
    }

    [Fact]
    public void Limits_should_be_told_by_ac_system_error()
    {
        Serve(Pass);
        for (byte n = 1; n <= 2; n++)
            Open(Host, new PppoeTag(PppoeTagType.HostUniq, [n]));
        var refusal = Ask(Host, new PppoeTag(PppoeTagType.HostUniq, [3]));
        Assert.Equal((PppoeCode.Pads, PppoeSessionId.None), (refusal.Code, refusal.Session));
        Assert.Equal("too many sessions of your address", refusal.Find(PppoeTagType.AcSystemError)?.Text);
        Open(OtherHost);
        Assert.Equal("too many sessions", Ask(OtherHost, new PppoeTag(PppoeTagType.HostUniq, [9])).Find(PppoeTagType.AcSystemError)?.Text);
    }

    [Fact]
    public void Service_without_a_target_should_be_refused_by_name()
    {
        Serve(Pass with { Rules = [new PppoeRule([new NamePattern("gold")], [], "lns")] });
        Assert.NotNull(Ask(Host).Find(PppoeTagType.ServiceNameError));
        Assert.Empty(Port.Sessions);
    }

    [Fact]
    public void Floods_should_leave_nothing_behind()
    {
        Serve(Pass);
        for (var n = 0; n < 5000; n++)
        {
            var host = new MacAddress(0x02_00_00_01_00_00 + (ulong)n);
            Assert.Equal(DropReason.None, Port.Receive(host, Packet(PppoeCode.Padi), isUnicast: false));
            Sent(host);
            Assert.Equal(DropReason.PppoeBadCookie, Port.Receive(host, Packet(PppoeCode.Padr, new PppoeTag(PppoeTagType.AcCookie, [.. new byte[17]]))));
            Assert.Equal(DropReason.PppoeUnknownSession, Port.Receive(host, new DiscoveryPacket(PppoeCode.Padt, new PppoeSessionId((ushort)(n + 1)), [])));
        }

        Assert.Empty(Port.Sessions);
        Assert.Empty(Status());
    }

    [Fact]
    public void Cookie_should_grow_old()
    {
        Serve(Pass);
        Port.Receive(Host, Packet(PppoeCode.Padi), isUnicast: false);
        var padr = Padr(Sent(Host));
        Advance(AcCookies.Epoch + AcCookies.Epoch);
        Assert.Equal(DropReason.PppoeBadCookie, Port.Receive(Host, padr));
    }

    [Theory]
    [InlineData(AuthMethod.Pap)]
    [InlineData(AuthMethod.ChapMd5)]
    public void Host_should_be_handed_over_with_its_lcp_and_unanswered_proof(AuthMethod method)
    {
        Serve(Authenticate with { Ppp = Authenticate.Ppp with { Authentication = [method] } });
        var (_, path) = Open(Host);
        var client = new FakeHost(path, "alice@example.net", method);
        client.TalkUntilProved(Limit);
        var place = ExpectMsg<TargetCommands.PlaceCall>(Limit);
        var proxied = place.Request.Connection.Proxied!;
        Assert.Equal(("wholesale", "alice@example.net"), (place.Target, proxied.Proof!.Name));
        Assert.Equal(method is AuthMethod.Pap ? ProxyAuthenType.Pap : ProxyAuthenType.Chap, proxied.Proof.Type);
        Assert.NotEmpty(proxied.LastSent!.Value);
        Assert.NotEmpty(proxied.LastReceived!.Value);
        Assert.Empty(path.Sent); // nobody has answered the proof
        Connect();
        Assert.Equal("alice@example.net", Assert.Single(Status()).User);
    }

    [Fact]
    public void Host_of_a_realm_without_a_target_should_be_told_by_padt()
    {
        Serve(Authenticate);
        var (id, path) = Open(Host);
        new FakeHost(path, "alice@other.net", AuthMethod.Pap).TalkUntilProved(Limit);
        var padt = Sent(Host);
        Assert.Equal((PppoeCode.Padt, id), (padt.Code, padt.Session));
    }

    [Fact]
    public void Silent_host_and_slow_LNS_should_be_given_up_in_time()
    {
        Serve(Pass with { SetupTimeout = TimeSpan.FromSeconds(10) });
        Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        AwaitAssert(
            () =>
            {
                Advance(TimeSpan.FromSeconds(1));
                Assert.Single(Port.Sent);
            },
            Limit, TimeSpan.FromMilliseconds(10));
        ExpectMsg<TargetCommands.EndCall>(Limit);
        Assert.Equal(PppoeCode.Padt, Sent(Host).Code);
    }

    [Fact]
    public void Node_that_stops_should_send_padt_to_everybody()
    {
        Serve(Pass);
        Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        _pppoe.Tell(new PppoeCommands.CloseAll("the node is shutting down"));
        Assert.Equal(PppoeCode.Padt, Sent(Host).Code);
        ExpectMsg<TargetCommands.EndCall>(Limit);
        AwaitAssert(() => Assert.Equal(DropReason.PppoeRefused, Port.Receive(Host, Packet(PppoeCode.Padi), isUnicast: false)));
    }

    [Fact]
    public void Interface_that_is_taken_out_should_be_closed_with_a_padt_for_its_hosts()
    {
        Serve(Pass);
        var (id, _) = Open(Host);
        _runtime.Configuration = Configuration([]);
        _pppoe.Tell(new PppoeCommands.Configure([]));
        Assert.Equal((PppoeCode.Padt, id), Sent(Host) is var padt ? (padt.Code, padt.Session) : default);
        AwaitAssert(() => Assert.True(Port.IsDisposed));
    }

    [Fact]
    public void Interface_that_is_put_in_again_should_be_served_again()
    {
        Serve(Pass);
        var former = Port;
        _pppoe.Tell(new PppoeCommands.Configure([]));
        _pppoe.Tell(new PppoeCommands.Configure([Pass]));
        AwaitAssert(() => Assert.NotSame(former, Port));
        Assert.True(former.IsDisposed);
    }

    [Fact]
    public void Interface_that_is_made_anew_should_be_opened_anew()
    {
        Serve(Pass);
        var former = Port;
        Open(Host);
        ExpectMsg<TargetCommands.PlaceCall>(Limit);
        former.IsThere = false;
        AwaitAssert(
            () =>
            {
                Advance(TimeSpan.FromSeconds(1));
                Assert.NotSame(former, Port);
            },
            Limit, TimeSpan.FromMilliseconds(10));
        Assert.True(former.IsDisposed);
        ExpectMsg<TargetCommands.EndCall>(Limit);
        AwaitAssert(() => Assert.Empty(former.Sessions));
        Open(Host);
    }

    [Fact]
    public void Changed_profile_should_hold_for_new_sessions()
    {
        Serve(Pass);
        _pppoe.Tell(new PppoeCommands.Configure([Pass with { Concentrator = Pass.Concentrator with { Name = "new" } }]));
        AwaitAssert(() =>
        {
            Port.Receive(Host, Packet(PppoeCode.Padi), isUnicast: false);
            Assert.Equal("new", Sent(Host).Find(PppoeTagType.AcName)?.Text);
        });
    }

    private static NodeConfiguration Configuration(ValueList<PppoeProfile> pppoe) => new()
    {
        Node = new NodeSettings("node", "/nowhere", LogVerbosity.Warning, TimeSpan.FromSeconds(5), 100),
        Control = new ControlSettings("/nowhere/control.sock", UnixFileMode.UserRead),
        Pppoe = pppoe,
    };

    private sealed class NoProcesses : IChildProcesses
    {
        public IChildProcess Start(ChildProcessOptions options) => throw new NotSupportedException("no processes here");
    }

    private sealed class NoSink : IPppSink
    {
        public void OnPppFrame(ushort protocol, ReadOnlySpan<byte> packet)
        {
        }
    }

    /// <summary>Our own PPP machine in the client's role behind a PPPoE session.</summary>
    private sealed class FakeHost(FakePppoePath path, string user, AuthMethod method)
    {
        private readonly PppContext _context = new(
            new PppSettings
            {
                Role = PppRole.Client, Login = new PppLogin(user, "secret"), OwnAuthentication = [method], EchoInterval = TimeSpan.Zero, IsOverEthernet = true,
            },
            output => output.Fill(0x5a));

        private PppState _state = PppState.Initial;
        private bool _proved;

        public void TalkUntilProved(TimeSpan limit)
        {
            Raise(PppEvent.LowerUp.Instance);
            while (!_proved)
            {
                Assert.True(path.Sent.TryTake(out var frame, limit), "the node says nothing more");
                Raise(new PppEvent.FrameReceived(frame.Protocol, frame.Packet));
            }
        }

        private void Raise(PppEvent @event)
        {
            var step = PppMachine.On(_state, @event, _context);
            _state = step.State;
            foreach (var send in step.Effects.OfType<PppEffect.SendFrame>())
            {
                _proved |= send.Protocol is PppProtocol.Pap or PppProtocol.Chap;
                path.Receive(send.Protocol, send.Packet.Span);
            }
        }
    }
}
