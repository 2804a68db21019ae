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
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>
/// A subscriber whom this node authenticates and a pppd that speaks IPCP with it: their parts are played by two machines that know nothing of each
/// other, and the test carries frames as the data plane does.
/// </summary>
public abstract class BridgedSubscriberFixture : HostedTestKit
{
    private protected static readonly IPAddress Leased = IPAddress.Parse("10.99.0.7"), Ours = IPAddress.Parse("10.99.0.1");

    private readonly TestProbe _world;
    private readonly FakePlane _plane;

    protected BridgedSubscriberFixture(ITestOutputHelper output) : base(output, _ => { })
    {
        (_world, Session, Pools, Logins) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        (_plane, Processes) = (new FakePlane(_world), new FakeProcesses(_world));
        Subscriber = new End(
            new PppSettings { Role = PppRole.Client, Login = new PppLogin("alice", "wonderland"), EchoInterval = TimeSpan.Zero, Mru = 1300 },
            (protocol, packet) => SubscriberLine!(protocol, packet), seed: 1);
        SubscriberLine = FromSubscriber;
        Pppd = new End(new PppSettings { LocalAddress = Ours, EchoInterval = TimeSpan.Zero }, FromPppd, seed: 2);
    }

    private protected TestProbe Session { get; }

    private protected TestProbe Pools { get; }

    private protected TestProbe Logins { get; }

    private protected FakeProcesses Processes { get; }

    private protected End Subscriber { get; }

    private protected End Pppd { get; }

    /// <summary>Where the subscriber's frames go. Default: to this node.</summary>
    private protected Action<ushort, byte[]> SubscriberLine { get; set; }

    private protected IActorRef Host { get; private set; } = ActorRefs.Nobody;

    private protected PtyLinkOptions? Line { get; private set; }

    private protected FakeChild? Child { get; private set; }

    private protected bool IsOpen { get; private set; }

    private protected LnsProfile Profile { get; set; } = new()
    {
        Name = "default", Pool = "subscribers", Tunnel = new TunnelProfile { HostName = "lns" },
        Ppp = new PppProfile { Name = "lns", Engine = PppEngine.Pppd, LocalAddress = Ours, Authentication = [AuthMethod.ChapMd5], Ipv6 = false },
    };

    // -- the call

    private protected void Dial(string password = "wonderland")
    {
        Connect(null, password);
        Subscriber.Start();
    }

    /// <summary>A call comes in.</summary>
    /// <param name="proxied">What the LAC has settled already.</param>
    private protected void Connect(ProxiedLink? proxied, string password = "wonderland")
    {
        var runtime = new NodeRuntime(
            new NodeConfiguration
            {
                Node = new NodeSettings("node", Path.GetTempPath(), LogVerbosity.Debug, TimeSpan.Zero, 10),
                Control = new ControlSettings("/nowhere", UnixFileMode.None),
                Secrets = SecretStore.Empty with { Users = new SecretTable([new UserSecret("alice", null, Secret.Of(password), AddressRule.Any, [], "test:1")]) },
            },
            _plane, Processes, TimeProvider.System);
        var services = new TunnelServices(TestActor, TestActor, Pools, Logins, TestActor);
        var call = new PppdCall
        {
            Ppp = Profile.Ppp, IsServer = true, Key = new SessionKey(new TunnelId(7), new SessionId(9)), Peer = Endpoint.From(IPAddress.Loopback, 1701),
            PathMru = 1400, Interface = "ppp7-9",
        };
        var settings = Profile.ServerSettings(1400) with { NetworksElsewhere = true };
        Host = Sys.ActorOf(Props.Create(() => new EngineHost(
            (session, context, log) => new EmbeddedEngine(
                session, new PppContext(settings, runtime.FillNonce), Profile.Ppp.SetupTimeout,
                raise => new BridgedSubscriber(
                    runtime, session, context, Profile, call, answer => new SubscriberAccount(runtime, services, Profile, context.Self, EngineHost.Admit(runtime), answer),
                    raise, log),
                log),
            Session)));
        Host.Tell(new EngineHost.Begin(new FakePath(_world), proxied));
    }

    /// <summary>The subscriber logs in, and is given an address.</summary>
    private protected void Admit(bool leases = true)
    {
        Carry(() => Logins.HasMessages);
        Assert.Equal("alice", Logins.ExpectMsg<LoginCommands.Claim>().Login.User);
        Host.Tell(LoginEvents.LoginGranted.Instance);
        if (!leases)
            return;
        Carry(() => Pools.HasMessages);
        var wish = Pools.ExpectMsg<PoolCommands.InPool>();
        Assert.Equal(("subscribers", "alice"), (wish.Pool, wish.Lease.User));
        Host.Tell(new PoolEvents.Leased(Leased));
    }

    private protected ChildProcessOptions Serve(bool leases = true, bool listens = true)
    {
        Admit(leases);
        ChildProcessOptions? options = null;
        Carry(() => Child is not null, started => options = started);
        if (listens)
            Pppd.Start();
        return options!;
    }

    private protected void ComeUp()
    {
        Carry(() => Leased.Equals(Subscriber.State.Ipv4?.Local) && Leased.Equals(Pppd.State.Ipv4?.Peer));
        Assert.True(IsOpen);
    }

    // -- the data plane

    private protected void FromSubscriber(ushort protocol, byte[] packet)
    {
        if (PppProtocol.IsLinkControl(protocol) || !IsOpen)
            Host.Tell(new EngineHost.Frame(protocol, packet));
        else
        {
            Line!.Observer!.OnPppFrame(TapDirection.Received, protocol, packet);
            Pppd.Receive(protocol, packet);
        }
    }

    private protected void FromPppd(ushort protocol, byte[] packet)
    {
        Line!.Observer!.OnPppFrame(TapDirection.Sent, protocol, packet);
        if (!PppProtocol.IsLinkControl(protocol))
            Subscriber.Receive(protocol, packet);
    }

    private protected void Observe(TapDirection direction, ushort protocol, LcpCode code, params PppOption[] options) =>
        Line!.Observer!.OnPppFrame(direction, protocol, PppPacket.Write(code, 1, PppOptionList.Write([.. options])));

    /// <summary>Carries frames until the condition holds.</summary>
    private protected void Carry(Func<bool> until, Action<ChildProcessOptions>? started = null) => AwaitCondition(() =>
    {
        CarryAll(started);
        return until();
    }, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(10));

    /// <summary>Lets restart timers fire until the condition holds.</summary>
    private protected void Wait(Func<bool> until) => Carry(() =>
    {
        Advance(Profile.Ppp.RestartTimer);
        Host.Tell(EngineHost.Tick.Instance);
        return until();
    });

    private void CarryAll(Action<ChildProcessOptions>? started = null)
    {
        while (_world.HasMessages)
        {
            switch (_world.ExpectMsg<Happening>())
            {
                case Happening.SentToPeer sent:
                    Subscriber.Receive(sent.Protocol, sent.Packet);
                    break;
                case Happening.SentToPppd sent:
                    Pppd.Receive(sent.Protocol, sent.Packet);
                    break;
                case Happening.PtyAttached attached:
                    Line = attached.Options;
                    break;
                case Happening.PtyClosed:
                    Line = null;
                    break;
                case Happening.LineOpened:
                    IsOpen = true;
                    break;
                case Happening.LineClosed:
                    IsOpen = false;
                    break;
                case Happening.ChildStarted child:
                    Child = child.Child;
                    started?.Invoke(child.Options);
                    break;
            }
        }
    }

    private protected static bool IsReject((ushort Protocol, byte[] Packet) frame) =>
        frame.Protocol == PppProtocol.Lcp && frame.Packet[0] == (byte)LcpCode.ProtocolReject && frame.Packet[4..6].SequenceEqual(new byte[] { 0x80, 0xfd });

    /// <summary>A machine of ours in somebody else's place.</summary>
    private protected sealed class End
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

        public Action<ProxiedLink>? HandedOver { get; init; }

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
                    case PppEffect.HandedOver handed:
                        HandedOver?.Invoke(handed.Link);
                        break;
                }
            }
        }
    }
}
