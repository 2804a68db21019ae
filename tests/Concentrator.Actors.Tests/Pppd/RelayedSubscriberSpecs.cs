using System.Net;
using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Pppd;
using Concentrator.Actors.Sessions.Engines;
using Concentrator.Actors.Tunnels;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Control.Ppp;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>
/// A subscriber whom this node authenticates and a pppd that speaks IPCP with it: their parts are played by two machines that know nothing of each
/// other, and the test carries frames as the data plane does.
/// </summary>
public class RelayedSubscriberSpecs : HostedTestKit
{
    private static readonly IPAddress Leased = IPAddress.Parse("10.99.0.7"), Ours = IPAddress.Parse("10.99.0.1");

    private readonly TestProbe _world, _session, _pools, _logins;
    private readonly FakePlane _plane;
    private readonly FakeProcesses _processes;
    private readonly End _subscriber, _pppd;
    private LnsProfile _profile = new()
    {
        Name = "default", Pool = "subscribers", Tunnel = new TunnelProfile { HostName = "lns" },
        Ppp = new PppProfile { Name = "lns", Engine = PppEngine.Pppd, LocalAddress = Ours, Authentication = [AuthMethod.ChapMd5], Ipv6 = false },
    };

    private IActorRef _host = ActorRefs.Nobody;
    private PtyLinkOptions? _line;
    private FakeChild? _child;
    private bool _isOpen;

    public RelayedSubscriberSpecs(ITestOutputHelper output) : base(output, _ => { })
    {
        (_world, _session, _pools, _logins) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        (_plane, _processes) = (new FakePlane(_world), new FakeProcesses(_world));
        _subscriber = new End(
            new PppSettings { Role = PppRole.Client, Login = new PppLogin("alice", "wonderland"), EchoInterval = TimeSpan.Zero, Mru = 1300 }, FromSubscriber, seed: 1);
        _pppd = new End(new PppSettings { LocalAddress = Ours, EchoInterval = TimeSpan.Zero }, FromPppd, seed: 2);
    }

    [Fact]
    public void Subscriber_should_come_up_with_the_address_that_is_leased_in_its_name()
    {
        Dial();
        var options = Serve();

        Assert.Contains("noauth", options.Arguments);
        Assert.Contains("10.99.0.1:10.99.0.7", options.Arguments);
        Assert.Contains("PEERNAME=alice", options.Arguments);
        Assert.Contains("CALLER_ID=555", options.Arguments);
        Assert.True(_line is { SplitsLink: true, ClampToMtu: 1300 });

        ComeUp();
        _session.ExpectMsg<EngineHost.Up>();
        _host.Tell(EngineHost.Query.Instance);
        var facts = _session.ExpectMsg<EngineHost.Facts>().Value;
        Assert.Equal(
            ("network", "alice", Leased, "ppp7-9", 1300, "ChapMd5"),
            (facts.Phase, facts.User, facts.Address, facts.Interface, facts.Mru, facts.Authentication));
    }

    [Fact]
    public void Call_should_last_while_pppd_answers_echoes_and_end_when_it_does_not()
    {
        _profile = _profile with { Ppp = _profile.Ppp with { EchoInterval = TimeSpan.FromSeconds(10), EchoFailures = 3 } };
        Dial();
        Serve();
        ComeUp();
        _session.ExpectMsg<EngineHost.Up>();
        var ticks = 0;
        Wait(() => ++ticks == 50);
        Assert.False(_session.HasMessages);

        _pppd.IsDeaf = true;
        Wait(() => _session.HasMessages);
        Assert.Contains("LCP with pppd: EchoTimeout", _session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Pppd_should_be_offered_what_the_subscriber_grants()
    {
        Dial();
        Serve();
        ComeUp();

        Assert.Equal((ushort)1300, _pppd.State.Link!.Mtu);
    }

    [Fact]
    public void Wrong_password_should_end_the_call_without_a_pppd()
    {
        Dial(password: "guess");
        Carry(() => _subscriber.State.End is not null);

        Assert.Contains("wrong password", _session.ExpectMsg<EngineHost.Ended>().Reason);
        Assert.Null(_child);
        _pools.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Empty_pool_should_end_the_call_without_a_pppd()
    {
        Dial();
        Carry(() => _logins.HasMessages);
        _logins.ExpectMsg<LoginCommands.Claim>();
        _host.Tell(LoginEvents.LoginGranted.Instance);
        Carry(() => _pools.HasMessages);
        _host.Tell(new PoolEvents.LeaseRefused("the pool is empty"));
        Carry(() => _subscriber.State.End is not null);

        var ended = _session.ExpectMsg<EngineHost.Ended>();
        Assert.Equal(((ushort)CdnResult.NoFacilitiesTemporarily, null), (ended.Result.Result, _child));
    }

    [Fact]
    public void Profile_without_a_pool_should_leave_the_address_to_pppds_options()
    {
        _profile = _profile with { Pool = null };
        Dial();

        Assert.Contains("10.99.0.1:", Serve(leases: false).Arguments);
    }

    [Fact]
    public void Pppd_that_dies_should_end_ppp_with_the_subscriber()
    {
        Dial();
        Serve();
        ComeUp();
        _child!.Die(Signal.Kill);
        Carry(() => _subscriber.State.End is not null);

        Assert.Equal(PppEndReason.PeerTerminated, _subscriber.State.End!.Reason);
        _session.ExpectMsg<EngineHost.Up>();
        Assert.Contains("killed by signal 9", _session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Pppd_that_cannot_be_started_should_end_the_call()
    {
        _processes.Fails = true;
        Dial();
        Admit();
        Carry(() => _subscriber.State.End is not null);

        Assert.Contains("pppd cannot be started: start /usr/sbin/pppd: No such file", _session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Pppd_that_does_not_answer_should_end_the_call()
    {
        Dial();
        Serve(listens: false);
        Wait(() => _session.HasMessages);

        Assert.Contains("LCP with pppd", _session.ExpectMsg<EngineHost.Ended>().Reason);
    }

    [Fact]
    public void Subscriber_that_hangs_up_should_hang_up_pppd()
    {
        Dial();
        Serve();
        ComeUp();
        _subscriber.Raise(new PppEvent.Close(new PppEnd(PppEndReason.Closed)));
        _session.ExpectMsg<EngineHost.Up>();
        Wait(() => _session.HasMessages);
        Assert.True(_session.ExpectMsg<EngineHost.Ended>().ByPeer);
        _host.Tell(EngineHost.Stop.Instance);

        Carry(() => _line is null);
    }

    [Fact]
    public void Renegotiation_by_the_subscriber_should_take_pppd_through_its_own_again()
    {
        Dial();
        Serve();
        ComeUp();
        var pppd = _child;
        _subscriber.Restart();
        Carry(() => _logins.HasMessages);
        Assert.False(_isOpen);
        _logins.ExpectMsg<LoginCommands.Claim>();
        _host.Tell(LoginEvents.LoginGranted.Instance);
        ComeUp();

        Assert.Equal((2, pppd), (_pppd.LinksOpened, _child));
        _pools.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Protocol_that_pppd_does_not_know_should_be_rejected_towards_the_subscriber()
    {
        Dial();
        Serve();
        ComeUp();
        FromSubscriber(PppProtocol.Ccp, PppPacket.Write(LcpCode.ConfigureRequest, 1));
        Carry(() => _subscriber.Received.Any(IsReject));
    }

    [Fact]
    public void Protocol_that_the_subscriber_does_not_know_should_be_rejected_towards_pppd()
    {
        Dial();
        Serve();
        ComeUp();
        FromPppd(PppProtocol.Ccp, PppPacket.Write(LcpCode.ConfigureRequest, 1));
        Carry(() => _pppd.Received.Any(IsReject));
    }

    [Fact]
    public void Session_should_be_up_with_its_address_though_ipv6_is_first()
    {
        Dial();
        Serve(listens: false);
        Observe(TapDirection.Sent, PppProtocol.Ipv6cp, LcpCode.ConfigureRequest, Ipv6cpOptions.InterfaceId.Of(1));
        Observe(TapDirection.Received, PppProtocol.Ipv6cp, LcpCode.ConfigureAck, Ipv6cpOptions.InterfaceId.Of(1));
        Observe(TapDirection.Received, PppProtocol.Ipv6cp, LcpCode.ConfigureRequest, Ipv6cpOptions.InterfaceId.Of(2));
        Observe(TapDirection.Sent, PppProtocol.Ipv6cp, LcpCode.ConfigureAck, Ipv6cpOptions.InterfaceId.Of(2));
        _host.Tell(EngineHost.Query.Instance);
        _session.ExpectMsg<EngineHost.Facts>();

        Observe(TapDirection.Sent, PppProtocol.Ipcp, LcpCode.ConfigureRequest);
        Observe(TapDirection.Received, PppProtocol.Ipcp, LcpCode.ConfigureAck);
        Observe(TapDirection.Received, PppProtocol.Ipcp, LcpCode.ConfigureRequest, IpcpOptions.Address.Of(Leased));
        Observe(TapDirection.Sent, PppProtocol.Ipcp, LcpCode.ConfigureAck, IpcpOptions.Address.Of(Leased));
        _session.ExpectMsg<EngineHost.Up>();
        _host.Tell(EngineHost.Query.Instance);
        Assert.Equal(Leased, _session.ExpectMsg<EngineHost.Facts>().Value.Address);
    }

    // -- the call

    private void Dial(string password = "wonderland")
    {
        var runtime = new NodeRuntime(
            new NodeConfiguration
            {
                Node = new NodeSettings("node", Path.GetTempPath(), LogVerbosity.Debug, TimeSpan.Zero, 10),
                Control = new ControlSocket("/nowhere", UnixFileMode.None),
                Secrets = SecretStore.Empty with { Users = new SecretTable([new UserSecret("alice", null, Secret.Of(password), AddressRule.Any, [], "test:1")]) },
            },
            _plane, _processes, TimeProvider.System);
        var services = new TunnelServices(TestActor, _pools, _logins, TestActor);
        var call = new PppdCall
        {
            Ppp = _profile.Ppp, IsServer = true, Key = new SessionKey(new TunnelId(7), new SessionId(9)), Peer = Endpoint.From(IPAddress.Loopback, 1701),
            PathMru = 1400, Interface = "ppp7-9",
        };
        var settings = _profile.ServerSettings(1400) with { NetworksElsewhere = true };
        _host = Sys.ActorOf(Props.Create(() => new EngineHost(
            (session, context, log) => new EmbeddedEngine(
                session, new PppContext(settings, runtime.FillNonce), _profile.Ppp.SetupTimeout,
                raise => new RelayedSubscriber(
                    runtime, session, context, _profile, call, answer => new SubscriberAccount(runtime, services, _profile, context.Self, answer), raise, log),
                log),
            _session)));
        _host.Tell(new EngineHost.Begin(new FakePath(_world)));
        _subscriber.Start();
    }

    /// <summary>The subscriber logs in, and is given an address.</summary>
    private void Admit(bool leases = true)
    {
        Carry(() => _logins.HasMessages);
        Assert.Equal("alice", _logins.ExpectMsg<LoginCommands.Claim>().User);
        _host.Tell(LoginEvents.LoginGranted.Instance);
        if (!leases)
            return;
        Carry(() => _pools.HasMessages);
        var wish = _pools.ExpectMsg<PoolCommands.InPool>();
        Assert.Equal(("subscribers", "alice"), (wish.Pool, ((PoolCommands.Lease)wish.Command).User));
        _host.Tell(new PoolEvents.Leased(Leased));
    }

    private ChildProcessOptions Serve(bool leases = true, bool listens = true)
    {
        Admit(leases);
        ChildProcessOptions? options = null;
        Carry(() => _child is not null, started => options = started);
        if (listens)
            _pppd.Start();
        return options!;
    }

    private void ComeUp()
    {
        Carry(() => Leased.Equals(_subscriber.State.Ipv4?.Local) && Leased.Equals(_pppd.State.Ipv4?.Peer));
        Assert.True(_isOpen);
    }

    // -- the data plane

    private void FromSubscriber(ushort protocol, byte[] packet)
    {
        if (PppProtocol.IsLinkControl(protocol) || !_isOpen)
            _host.Tell(new EngineHost.Frame(protocol, packet));
        else
        {
            _line!.Observer!.OnPppFrame(TapDirection.Received, protocol, packet);
            _pppd.Receive(protocol, packet);
        }
    }

    private void FromPppd(ushort protocol, byte[] packet)
    {
        _line!.Observer!.OnPppFrame(TapDirection.Sent, protocol, packet);
        if (!PppProtocol.IsLinkControl(protocol))
            _subscriber.Receive(protocol, packet);
    }

    private void Observe(TapDirection direction, ushort protocol, LcpCode code, params PppOption[] options) =>
        _line!.Observer!.OnPppFrame(direction, protocol, PppPacket.Write(code, 1, PppOptionList.Write([.. options])));

    /// <summary>Carries frames until the condition holds.</summary>
    private void Carry(Func<bool> until, Action<ChildProcessOptions>? started = null) => AwaitCondition(() =>
    {
        CarryAll(started);
        return until();
    }, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(10));

    /// <summary>Lets restart timers fire until the condition holds.</summary>
    private void Wait(Func<bool> until) => Carry(() =>
    {
        Scheduler.Advance(_profile.Ppp.RestartTimer);
        _host.Tell(EngineHost.Tick.Instance);
        return until();
    });

    private void CarryAll(Action<ChildProcessOptions>? started = null)
    {
        while (_world.HasMessages)
        {
            switch (_world.ExpectMsg<Happening>())
            {
                case Happening.SentToPeer sent:
                    _subscriber.Receive(sent.Protocol, sent.Packet);
                    break;
                case Happening.SentToPppd sent:
                    _pppd.Receive(sent.Protocol, sent.Packet);
                    break;
                case Happening.PtyAttached attached:
                    _line = attached.Options;
                    break;
                case Happening.PtyClosed:
                    _line = null;
                    break;
                case Happening.LineOpened:
                    _isOpen = true;
                    break;
                case Happening.LineClosed:
                    _isOpen = false;
                    break;
                case Happening.ChildStarted child:
                    _child = child.Child;
                    started?.Invoke(child.Options);
                    break;
            }
        }
    }

    private static bool IsReject((ushort Protocol, byte[] Packet) frame) =>
        frame.Protocol == PppProtocol.Lcp && frame.Packet[0] == (byte)LcpCode.ProtocolReject && frame.Packet[4..6].SequenceEqual(new byte[] { 0x80, 0xfd });

    /// <summary>A machine of ours in somebody else's place.</summary>
    private sealed class End
    {
        private readonly Action<ushort, byte[]> _send;
        private readonly PppContext _context;

        public End(PppSettings settings, Action<ushort, byte[]> send, int seed)
        {
            var random = new Random(seed);
            (_send, _context) = (send, new PppContext(settings, random.NextBytes));
        }

        public PppState State { get; private set; } = PppState.Initial;

        public List<(ushort Protocol, byte[] Packet)> Received { get; } = [];

        public int LinksOpened { get; private set; }

        public bool IsDeaf { get; set; }

        /// <summary>What is there already, it reads then.</summary>
        public void Start()
        {
            Raise(PppEvent.LowerUp.Instance);
            foreach (var (protocol, packet) in Received.ToArray())
                Raise(new PppEvent.FrameReceived(protocol, packet));
        }

        public void Receive(ushort protocol, byte[] packet)
        {
            Received.Add((protocol, packet));
            if (!IsDeaf)
                Raise(new PppEvent.FrameReceived(protocol, packet));
        }

        /// <summary>Forgets everything and begins anew, as a client does whose line was cut.</summary>
        public void Restart()
        {
            State = PppState.Initial;
            Raise(PppEvent.LowerUp.Instance);
        }

        public void Raise(PppEvent @event)
        {
            var step = PppMachine.On(State, @event, _context);
            State = step.State;
            foreach (var effect in step.Effects)
            {
                switch (effect)
                {
                    case PppEffect.SendFrame send:
                        _send(send.Protocol, send.Packet.ToArray());
                        break;
                    case PppEffect.RequestAddress:
                        Raise(new PppEvent.AddressGranted(Leased));
                        break;
                    case PppEffect.LinkUp:
                        LinksOpened++;
                        break;
                }
            }
        }
    }
}
