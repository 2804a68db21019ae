using System.Net;
using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Pppd;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Tapping;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Pppd;

/// <summary>The file by which a pppd that is a client is told its password.</summary>
public sealed class PppdBridgeSpecs : HostedTestKit
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pppd-bridge-").FullName;
    private readonly TestProbe _world;
    private readonly IActorRef _bridge;

    public PppdBridgeSpecs(ITestOutputHelper output) : base(output, _ => { })
    {
        _world = CreateTestProbe();
        var runtime = new NodeRuntime(
            new NodeConfiguration
            {
                Node = new NodeSettings("node", _directory, LogVerbosity.Debug, TimeSpan.Zero, 10),
                Control = new ControlSettings("/nowhere", UnixFileMode.None),
            },
            new FakePlane(_world), new FakeProcesses(_world), TimeProvider.System);
        var call = new PppdCall
        {
            Ppp = new PppProfile { Name = "lac", Engine = PppEngine.Pppd }, IsServer = false, Key = new SessionKey(new TunnelId(7), new SessionId(9)),
            Peer = Endpoint.From(IPAddress.Loopback, 1701), PathMru = 1400, Interface = "office",
        };
        _bridge = Sys.ActorOf(PppdBridgeActor.Props(runtime, new PppdLaunch(call, Secret.Of("wonderland"), _directory), new FakePath(_world), new NoObserver(), TestActor));
        _world.ExpectMsg<Happening.PtyAttached>();
        _world.ExpectMsg<Happening.ChildStarted>();
    }

    private string SecretFile => Path.Combine(_directory, "pppd-7-9.secret");

    [Fact]
    public void Password_should_be_gone_when_pppd_has_read_it()
    {
        Assert.Contains("wonderland", File.ReadAllText(SecretFile));
        _bridge.Tell(PppdCommands.ForgetSecrets.Instance);
        AwaitCondition(() => !File.Exists(SecretFile));
    }

    [Fact]
    public void Call_should_go_on_when_the_password_cannot_be_deleted()
    {
        File.Delete(SecretFile);
        Directory.CreateDirectory(SecretFile);
        EventFilter.Warning(contains: "cannot be deleted").ExpectOne(() => _bridge.Tell(PppdCommands.ForgetSecrets.Instance));

        _bridge.Tell(PppdCommands.Terminate.Instance);
        _world.ExpectMsg(new Happening.Signalled(Signal.Terminate));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class NoObserver : IPppObserver
    {
        public void OnPppFrame(TapDirection direction, ushort protocol, ReadOnlySpan<byte> packet)
        {
        }
    }
}
