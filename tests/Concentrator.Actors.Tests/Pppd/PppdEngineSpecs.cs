using System.Net;
using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Pppd;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>A subscriber's call where pppd does all of PPP, with its bridge.</summary>
public class PppdEngineSpecs : HostedTestKit
{
    private static readonly IPAddress Leased = IPAddress.Parse("10.99.0.7");

    private readonly TestProbe _world, _session, _pools, _logins;
    private readonly FakePlane _plane;
    private readonly FakeProcesses _processes;
    private IPollable? _inKernel;
    private LnsProfile _profile = new()
    {
        Name = "default", Pool = "subscribers", DuplicateLogins = DuplicateLogins.Replace,
        Tunnel = new TunnelProfile { HostName = "lns" },
        Ppp = new PppProfile { Name = "lns", Engine = PppEngine.Pppd, LocalAddress = IPAddress.Parse("10.99.0.1"), Ipv6 = false, Pppd = new PppdProfile { Authenticates = true } },
    };

    public PppdEngineSpecs(ITestOutputHelper output) : base(output, _ => { })
    {
        (_world, _session, _pools, _logins) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        (_plane, _processes) = (new FakePlane(_world), new FakeProcesses(_world));
    }

    [Fact]
    public void Pppd_should_start_on_an_attached_pty_with_the_leased_address()
    {
        Start(out var child, out _, out var options);

        Assert.Equal(("/usr/sbin/pppd", "/dev/pts/7"), (options.File, options.Terminal));
        Assert.Contains("10.99.0.1:10.99.0.7", options.Arguments);
        Assert.False(child.Exited.IsCompleted);
    }

    [Fact]
    public void Session_in_the_kernel_should_be_handed_to_pppd_whose_report_makes_the_call_up()
    {
        using var session = new EventFd();
        _inKernel = session;
        var host = Connect();
        Lease(host);
        var options = _world.ExpectMsg<Happening.ChildStarted>().Options;
        Assert.Equal((session, "/dev/pts/7"), (options.Socket, options.Terminal));
        Assert.Contains("plugin pppol2tp.so pppol2tp 3", string.Join(' ', options.Arguments));
        Assert.Contains("set CONCENTRATOR_LINE=/dev/pts/7", string.Join(' ', options.Arguments));
        Assert.DoesNotContain("receive-all", options.Arguments);

        var heard = _world.ExpectMsg<Happening.TextRead>().Heard;
        heard("something else");
        heard("up 10.99.0.1 10.99.0.7 alice");
        Assert.Equal("alice", _logins.ExpectMsg<LoginCommands.Claim>().Login.User);
        host.Tell(LoginEvents.LoginGranted.Instance);
        _session.ExpectMsg<EngineHost.Up>();
        host.Tell(EngineHost.Query.Instance);
        var facts = _session.ExpectMsg<EngineHost.Facts>().Value;
        Assert.Equal(("up", "alice", Leased, "ppp7-9"), (facts.Phase, facts.User, facts.Address, facts.Interface));
    }

    [Fact]
    public void Call_should_end_without_a_pppd_when_no_address_is_left()
    {
        var host = Connect();
        _pools.ExpectMsg<PoolCommands.InPool>();
        host.Tell(new PoolEvents.LeaseRefused("the pool is empty"));

        var ended = _session.ExpectMsg<EngineHost.Ended>();
        Assert.Equal(((ushort)CdnResult.NoFacilitiesTemporarily, "the pool is empty"), (ended.Result.Result, ended.Reason));
        ExpectNothing(_world);
    }

    [Fact]
    public void Call_should_end_when_pppd_cannot_be_started()
    {
        _processes.Fails = true;
        Lease(Connect());
        _world.ExpectMsg<Happening.PtyAttached>();

        Assert.Contains("pppd cannot be started: start /usr/sbin/pppd: No such file", _session.ExpectMsg<EngineHost.Ended>().Reason);
        _world.ExpectMsg<Happening.PtyClosed>();
    }

    [Fact]
    public void Call_should_end_when_no_pty_is_left()
    {
        _plane.HasNoPty = true;
        Lease(Connect());

        Assert.Contains("open a pseudo terminal", _session.ExpectMsg<EngineHost.Ended>().Reason);
        ExpectNothing(_world);
    }

    [Fact]
    public void Link_that_pppd_has_agreed_upon_should_be_told_to_the_call()
    {
        Start(out _, out var host, out _, out var observer);
        Negotiate(observer);
        _logins.ExpectMsg<LoginCommands.Claim>();
        host.Tell(EngineHost.Query.Instance);
        Assert.Equal(new Accm(0x000a0000, uint.MaxValue), _session.ExpectMsg<EngineHost.Facts>().Accm);
    }

    [Fact]
    public void Characters_that_the_LNS_names_should_be_escaped_towards_pppd()
    {
        Start(out _, out var host, out _);
        host.Tell(new EngineHost.Changed(new CallParameters(new SessionId(1), new CallRequest(), new CallConnection(), new Accm(0x000a0000, 0))));
        _world.ExpectMsg(new Happening.CharactersEscaped(0x000a0000));
    }

    [Theory] // RFC 3145 section 3
    [InlineData(10, false, PppDisconnectCode.LcpTimeout, PppProtocol.Lcp)]
    [InlineData(10, true, PppDisconnectCode.NoNcpAvailable, PppProtocol.Ipcp)]
    [InlineData(11, true, PppDisconnectCode.AuthenticationFailed, PppProtocol.Pap)]
    public void Exit_of_pppd_should_say_what_of_PPP_it_was_by_how_far_PPP_had_come(int code, bool linkWasOpen, PppDisconnectCode cause, ushort protocol)
    {
        Start(out var child, out var host, out _, out var observer);
        if (linkWasOpen)
        {
            Negotiate(observer, only: PppProtocol.Lcp);
            observer.OnPppFrame(TapDirection.Sent, PppProtocol.Lcp, PppPacket.Write(LcpCode.TerminateRequest, 9));
            host.Tell(EngineHost.Query.Instance);
            _session.ExpectMsg<EngineHost.Facts>();
        }

        child.Exit(code);
        var told = _session.ExpectMsg<EngineHost.Ended>().Cause!.Value;
        Assert.Equal((cause, protocol), (told.Code, told.Protocol));
    }

    [Theory]
    [InlineData(4, CdnResult.NoFacilitiesPermanently, false)]
    [InlineData(0, CdnResult.Administrative, true)]
    public void Exit_of_pppd_should_end_the_call(int code, CdnResult result, bool byPeer)
    {
        Start(out var child, out _, out _);
        child.Exit(code);

        var ended = _session.ExpectMsg<EngineHost.Ended>();
        Assert.Equal(((ushort)result, byPeer), (ended.Result.Result, ended.ByPeer));
        _world.ExpectMsg<Happening.PtyClosed>();
    }

    [Fact]
    public void Killed_pppd_should_end_the_call_once()
    {
        Start(out var child, out var host, out _);
        child.Die(Signal.Kill);

        Assert.Contains("killed by signal 9", _session.ExpectMsg<EngineHost.Ended>().Reason);
        _world.ExpectMsg<Happening.PtyClosed>();
        host.Tell(EngineHost.Query.Instance);
        Assert.Equal("over", _session.ExpectMsg<EngineHost.Facts>().Value.Phase);
        Advance(TimeSpan.FromMinutes(1));
        ExpectNothing(_world);
    }

    [Fact]
    public void Close_should_ask_pppd_to_end()
    {
        Start(out var child, out var host, out _);
        host.Tell(EngineHost.Close.Instance);
        _world.ExpectMsg(new Happening.Signalled(Signal.Terminate));
        child.Exit(5);

        Assert.Equal((ushort)CdnResult.Administrative, _session.ExpectMsg<EngineHost.Ended>().Result.Result);
        _world.ExpectMsg<Happening.PtyClosed>();
    }

    [Fact]
    public void Pppd_that_does_not_end_should_be_killed()
    {
        Start(out var child, out var host, out _);
        host.Tell(EngineHost.Close.Instance);
        _world.ExpectMsg(new Happening.Signalled(Signal.Terminate));
        Advance(TimeSpan.FromSeconds(8));
        _world.ExpectMsg(new Happening.Signalled(Signal.Kill));
        child.Die(Signal.Kill);

        Assert.Contains("was killed", _session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Close_before_pppd_is_there_should_end_the_call_at_once()
    {
        var host = Connect();
        _pools.ExpectMsg<PoolCommands.InPool>();
        host.Tell(EngineHost.Close.Instance);
        Assert.Equal("closed by the test", _session.ExpectMsg<EngineHost.Ended>().Reason);

        host.Tell(new PoolEvents.Leased(Leased));
        host.Tell(EngineHost.Query.Instance);
        _session.ExpectMsg<EngineHost.Facts>();
        ExpectNothing(_world);
    }

    [Fact]
    public void Stop_should_hang_up_and_kill_a_pppd_that_lives_on()
    {
        Start(out _, out var host, out _);
        host.Tell(EngineHost.Stop.Instance);
        _world.ExpectMsg<Happening.PtyClosed>();
        AwaitAssert(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            _world.ExpectMsg(new Happening.Signalled(Signal.Kill), TimeSpan.FromMilliseconds(50));
        });
    }

    [Fact]
    public void Death_of_the_session_should_hang_up()
    {
        Start(out _, out var host, out _);
        Sys.Stop(host);
        _world.ExpectMsg<Happening.PtyClosed>();
    }

    [Fact]
    public void Call_should_end_when_its_bridge_fails()
    {
        Start(out _, out var host, out _);
        Sys.ActorSelection(host.Path / "pppd").Tell(Kill.Instance);

        Assert.Contains("bridge", _session.ExpectMsg<EngineHost.Ended>().Reason);
        _world.ExpectMsg<Happening.PtyClosed>();
    }

    [Fact]
    public void Call_should_be_up_when_ipcp_is_open_and_the_user_may_log_in()
    {
        Start(out _, out var host, out _, out var observer);
        Negotiate(observer);

        var claim = _logins.ExpectMsg<LoginCommands.Claim>();
        Assert.Equal(("alice", DuplicateLogins.Replace), (claim.Login.User, claim.Policy));
        ExpectNothing(_session);
        host.Tell(LoginEvents.LoginGranted.Instance);
        _session.ExpectMsg<EngineHost.Up>();

        host.Tell(EngineHost.Query.Instance);
        var facts = _session.ExpectMsg<EngineHost.Facts>().Value;
        Assert.Equal(("up", "alice", Leased, "ppp7-9", 1400, "Pap"), (facts.Phase, facts.User, facts.Address, facts.Interface, facts.Mru, facts.Authentication));
    }

    [Fact]
    public void Call_should_end_when_the_login_is_refused()
    {
        Start(out _, out var host, out _, out var observer);
        Negotiate(observer);
        _logins.ExpectMsg<LoginCommands.Claim>();
        host.Tell(new LoginEvents.LoginRefused("logged in already"));

        Assert.Equal("logged in already", _session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Call_should_end_when_it_is_not_up_in_time()
    {
        Start(out _, out var host, out _);
        Advance(_profile.Ppp.SetupTimeout);
        host.Tell(EngineHost.Tick.Instance);

        Assert.Equal((ushort)CdnResult.EstablishmentTimeout, _session.ExpectMsg<EngineHost.Ended>().Result.Result);
    }

    [Fact]
    public void Call_without_a_pool_should_leave_the_address_to_the_options_file()
    {
        _profile = _profile with { Pool = null };
        Connect();
        _world.ExpectMsg<Happening.PtyAttached>();

        Assert.Contains("10.99.0.1:", _world.ExpectMsg<Happening.ChildStarted>().Options.Arguments);
    }

    private IActorRef Connect()
    {
        var services = new TunnelServices(TestActor, TestActor, _pools, _logins, TestActor);
        var runtime = new NodeRuntime(
            new NodeConfiguration
            {
                Node = new NodeSettings("node", Path.GetTempPath(), LogVerbosity.Debug, TimeSpan.Zero, 10),
                Control = new ControlSettings("/nowhere", UnixFileMode.None),
            },
            _plane, _processes, TimeProvider.System);
        var key = new SessionKey(new TunnelId(7), new SessionId(9));
        var call = new PppdCall
        {
            Ppp = _profile.Ppp, IsServer = true, Key = key, Peer = Endpoint.From(IPAddress.Loopback, 1701), PathMru = 1400,
            Interface = PppdCall.SubscriberInterface(key),
        };
        var host = Sys.ActorOf(Props.Create(() => new EngineHost(
            (session, context, log) => new PppdEngine(
                runtime, session, context, _profile.Ppp, back => new PppdSubscriber(runtime, services, _profile, call, context.Self, EngineHost.Admit(runtime), back), log),
            _session)));
        host.Tell(new EngineHost.Begin(new FakePath(_world) { InKernel = _inKernel }));
        return host;
    }

    private void Lease(IActorRef host)
    {
        Assert.Equal("subscribers", _pools.ExpectMsg<PoolCommands.InPool>().Pool);
        host.Tell(new PoolEvents.Leased(Leased));
    }

    private void Start(out FakeChild child, out IActorRef host, out ChildProcessOptions options) => Start(out child, out host, out options, out _);

    private void Start(out FakeChild child, out IActorRef host, out ChildProcessOptions options, out IPppObserver observer)
    {
        host = Connect();
        Lease(host);
        observer = _world.ExpectMsg<Happening.PtyAttached>().Options.Observer!;
        (options, child) = _world.ExpectMsg<Happening.ChildStarted>();
    }

    /// <summary>What pppd and its peer say to each other until IPCP is open.</summary>
    private static void Negotiate(IPppObserver observer, ushort? only = null)
    {
        (TapDirection Direction, ushort Protocol, byte[] Packet)[] conversation =
        [
            (TapDirection.Sent, PppProtocol.Lcp, PppPacket.Write(LcpCode.ConfigureRequest, 1, PppOptionList.Write([LcpOptions.Authentication.Of(AuthMethod.Pap)]))),
            (TapDirection.Received, PppProtocol.Lcp, PppPacket.Write(LcpCode.ConfigureAck, 1, PppOptionList.Write([LcpOptions.Authentication.Of(AuthMethod.Pap)]))),
            (TapDirection.Received, PppProtocol.Lcp, PppPacket.Write(LcpCode.ConfigureRequest, 1, PppOptionList.Write([LcpOptions.Mru.Of(1400), LcpOptions.Accm.Of(0x000a0000)]))),
            (TapDirection.Sent, PppProtocol.Lcp, PppPacket.Write(LcpCode.ConfigureAck, 1, PppOptionList.Write([LcpOptions.Mru.Of(1400), LcpOptions.Accm.Of(0x000a0000)]))),
            (TapDirection.Received, PppProtocol.Pap, PapRequest.Write(1, "alice", "sesame")),
            (TapDirection.Sent, PppProtocol.Pap, PapReply.Write(PapCode.AuthenticateAck, 1, "")),
            (TapDirection.Sent, PppProtocol.Ipcp, PppPacket.Write(LcpCode.ConfigureRequest, 1)),
            (TapDirection.Received, PppProtocol.Ipcp, PppPacket.Write(LcpCode.ConfigureAck, 1)),
            (TapDirection.Received, PppProtocol.Ipcp, PppPacket.Write(LcpCode.ConfigureRequest, 1, PppOptionList.Write([IpcpOptions.Address.Of(Leased)]))),
            (TapDirection.Sent, PppProtocol.Ipcp, PppPacket.Write(LcpCode.ConfigureAck, 1, PppOptionList.Write([IpcpOptions.Address.Of(Leased)]))),
        ];
        foreach (var (direction, protocol, packet) in conversation.Where(frame => only is null || frame.Protocol == only))
            observer.OnPppFrame(direction, protocol, packet);
    }
}
