using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Pppoe;
using Concentrator.Actors.Targets;
using Concentrator.Control.Calls;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pppoe;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Pppoe;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Ppp;
using Concentrator.Protocol.Pppoe;
using Concentrator.TestSupport;
using Concentrator.TestSupport.Planes;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppoe;

/// <summary>/user/pppoe over a <see cref="FakeDataPlane"/>, in virtual time; the test is the targets' actor, and the hosts.</summary>
public abstract class PppoeTestKit : HostedTestKit
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private protected static readonly MacAddress Host = new(0x02_00_00_00_00_01), OtherHost = new(0x02_00_00_00_00_02);
    private protected static readonly SessionKey Call = new(new TunnelId(7), new SessionId(8));

    private protected static readonly PppoeProfile Pass = new()
    {
        Interface = "eth1",
        Concentrator = new AccessConcentrator { Name = "ac", MaxPayload = 1600 },
        Rules = [new PppoeRule([], [], "lns")],
        Ppp = new PppProfile { Name = "ac", Authentication = [AuthMethod.Pap] },
        Limits = new PppoeLimits(Sessions: 3, SessionsPerHost: 2),
    };

    private protected static readonly PppoeProfile Authenticate = Pass with
    {
        Authenticates = true, Rules = [new PppoeRule([], [new NamePattern("example.net")], "wholesale")],
    };

    private readonly FakeDataPlane _plane = new();

    protected PppoeTestKit(ITestOutputHelper output) : base(output, _ => { })
    {
        Runtime = new NodeRuntime(Configuration([]), _plane, new NoProcesses(), new VirtualTime { Scheduler = Scheduler });
        Journal = CreateTestProbe();
    }

    private protected NodeRuntime Runtime { get; }

    private protected TestProbe Journal { get; }

    private protected IActorRef Pppoe { get; private set; } = ActorRefs.Nobody;

    private protected FakePppoePort Port => _plane.Pppoe!;

    private protected void Serve(params ValueList<PppoeProfile> profiles)
    {
        Runtime.Configuration = Configuration(profiles);
        Pppoe = Sys.ActorOf(PppoeActor.Props(Runtime, TestActor, Journal), "pppoe");
        Pppoe.Tell(PppoeCommands.Begin.Instance);
        AwaitAssert(() => Assert.NotNull(_plane.Pppoe));
        // Served from the moment on that a PADI is answered.
        AwaitAssert(() => Assert.Equal(DropReason.None, Port.Receive(OtherHost, Packet(PppoeCode.Padi), isUnicast: false)));
        Assert.Equal(PppoeCode.Pado, Sent(OtherHost).Code);
    }

    private protected static DiscoveryPacket Packet(PppoeCode code, params ImmutableArray<PppoeTag> more) =>
        new(code, PppoeSessionId.None, [PppoeTag.Of(PppoeTagType.ServiceName, ""), .. more]);

    private protected DiscoveryPacket Sent(MacAddress to)
    {
        Assert.True(Port.Sent.TryTake(out var sent, Limit), "nothing is sent");
        Assert.Equal(to, sent.To);
        return sent.Packet;
    }

    /// <summary>PADI, PADO, PADR; what is answered.</summary>
    private protected DiscoveryPacket Ask(MacAddress host, params ImmutableArray<PppoeTag> more)
    {
        Assert.Equal(DropReason.None, Port.Receive(host, Packet(PppoeCode.Padi, more), isUnicast: false));
        Assert.Equal(DropReason.None, Port.Receive(host, Padr(Sent(host), more)));
        return Sent(host);
    }

    private protected static DiscoveryPacket Padr(DiscoveryPacket pado, params ImmutableArray<PppoeTag> more) =>
        Packet(PppoeCode.Padr, [.. more, pado.Find(PppoeTagType.AcCookie)!.Value]);

    private protected (PppoeSessionId Id, FakePppoePath Path) Open(MacAddress host, params ImmutableArray<PppoeTag> more)
    {
        var pads = Ask(host, more);
        Assert.Equal(PppoeCode.Pads, pads.Code);
        Assert.NotEqual(PppoeSessionId.None, pads.Session);
        return (pads.Session, Port.Sessions[pads.Session]);
    }

    /// <summary>The LNS takes the call of the session that told the last message.</summary>
    private protected FakeSessionPath Connect()
    {
        var path = new FakeSessionPath(new SessionId(9), new SessionPathOptions(), new NoSink(), _ => { });
        LastSender.Tell(new TargetEvents.CallConnected(0, Call, path, new CallParameters(new SessionId(9), new CallRequest(), new CallConnection())));
        AwaitAssert(() => Assert.NotNull(path.Pppoe));
        return path;
    }

    private protected IReadOnlyList<PppoeStatus> Status()
    {
        Settle();
        Sys.ActorOf(StatusCollectorActor<PppoeStatus>.Props(TestActor, _ => PppoeQueries.GetPppoeStatus.Instance, Pppoe));
        return ExpectMsg<StatusReport<PppoeStatus>>(Limit).Items;
    }

    private protected static NodeConfiguration Configuration(ValueList<PppoeProfile> pppoe) => new()
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
}
