using System.Net;
using Akka.Actor;
using Concentrator.Actors.Endpoints;
using Concentrator.Actors.History;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Pools;
using Concentrator.Actors.Sessions;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Admission;
using Concentrator.Control.Policy.Logins;
using Concentrator.Control.Policy.Pools;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport;
using Concentrator.TestSupport.Peers;
using Concentrator.TestSupport.Planes;
using Xunit;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Tunnels;

/// <summary>
/// A node with all its actors over a <see cref="FakeDataPlane"/>, in virtual time: one LNS profile, one user, a pool of three addresses. What a spec looks at
/// here it looks at when the actors are at rest: whoever has seen a message of the node sees what it brought about, too.
/// </summary>
public abstract class NodeFixture : HostedTestKit
{
    private readonly FakeDataPlane _plane;
    private readonly NodeRuntime _runtime;

    /// <param name="processes">What starts children; null: nothing does.</param>
    protected NodeFixture(ITestOutputHelper output, Func<NodeConfiguration, NodeConfiguration>? change = null, IChildProcesses? processes = null)
        : this(output, new FakeDataPlane(), change?.Invoke(Configuration) ?? Configuration, processes ?? new NoProcesses())
    {
    }

    private NodeFixture(ITestOutputHelper output, FakeDataPlane plane, NodeConfiguration configuration, IChildProcesses processes)
        : this(output, plane, new NodeRuntime(configuration, plane, processes, new VirtualTime()))
    {
    }

    private NodeFixture(ITestOutputHelper output, FakeDataPlane plane, NodeRuntime runtime)
        : base(output, akka => akka
            .AddJournal(sqliteFile: null).AddHistory(100).AddPools(runtime.Configuration.Pools).AddLogins().AddTunnels(runtime).AddDialers(runtime))
    {
        (_plane, _runtime) = (plane, runtime);
        runtime.Domains.Configure(plane, runtime.Configuration);
        ((VirtualTime)runtime.Time).Scheduler = Scheduler;
        AwaitCondition(() => plane.Port is not null);
    }

    protected FakeDataPlane Plane => Settled(_plane);

    protected FakeUdpPort Port => Plane.Port!;

    /// <summary>As a reload changes it.</summary>
    protected NodeConfiguration Configured
    {
        get => _runtime.Configuration;
        set => _runtime.Configuration = value;
    }

    protected AdmissionLedger Ledger => Settled(_runtime.Ledger);

    protected long Fate(ControlFate fate) => Settled(_runtime.ControlFates).Snapshot().Single(one => one.Fate == fate).Count;

    protected GroupFilters Filters => _runtime.Filters;

    protected IActorRef TunnelOf(FakePeer peer) => Settled(_runtime.Tunnels).Find(peer.Node) ?? throw new InvalidOperationException("no such tunnel");

    protected FakeSessionPath SessionOf(FakePeer peer, SessionId session) =>
        AwaitAssert(() => Assert.Single(Plane.Tunnels, tunnel => tunnel.Local == peer.Node).Sessions[session]);

    protected T AwaitAssert<T>(Func<T> look)
    {
        T? seen = default;
        AwaitAssert(() => { seen = look(); });
        return seen!;
    }

    /// <summary>A peer with an established tunnel.</summary>
    protected FakePeer Connected(ushort tunnel = 77, ushort udpPort = 1701)
    {
        var peer = new FakePeer(Port, udpPort: udpPort, tunnel: tunnel);
        peer.OpenTunnel();
        AwaitAssert(() => Assert.Equal(0, Ledger.HalfOpenTunnels));
        return peer;
    }

    /// <summary>A subscriber with an address.</summary>
    protected FakeSubscriber Subscribed(FakePeer peer, ushort session, out SessionId node, string user = "alice")
    {
        node = peer.OpenCall(session);
        var subscriber = new FakeSubscriber(SessionOf(peer, node), user, "secret").Dial();
        Assert.NotNull(subscriber.Address);
        return subscriber;
    }

    /// <summary>
    /// Lets virtual time pass until what is said holds, in small steps, since one great leap would pass over what a timer sets going; none if it holds already.
    /// </summary>
    protected void InTime(Action holds)
    {
        var step = TimeSpan.Zero;
        AwaitAssert(
            () =>
            {
                Advance(step);
                step = TimeSpan.FromMilliseconds(500);
                holds();
            },
            TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Nothing is on its way to the peer.</summary>
    protected void ExpectNothing(FakePeer peer)
    {
        Settle();
        Assert.Null(peer.TryNext(TimeSpan.Zero));
    }

    /// <summary>The next message of the node, which a timer brings.</summary>
    protected T ExpectInTime<T>(FakePeer peer) where T : ControlMessage => Assert.IsType<T>(NextInTime(peer).Message);

    /// <inheritdoc cref="ExpectInTime"/>
    protected (ControlDatagram Datagram, ControlMessage Message) NextInTime(FakePeer peer)
    {
        (ControlDatagram, ControlMessage)? next = null;
        InTime(() => Assert.NotNull(next = peer.TryNext(TimeSpan.FromMilliseconds(1))));
        return next!.Value;
    }

    /// <summary>Whether another login of that user would be the second.</summary>
    protected bool IsLoggedIn(string user)
    {
        var other = CreateTestProbe();
        Registered<LoginsKey>().Tell(new LoginCommands.Claim(other, new Login(null, user), DuplicateLogins.Refuse));
        var refused = other.ExpectMsg<object>() is LoginEvents.LoginRefused;
        Registered<LoginsKey>().Tell(new LoginCommands.Release(other));
        return refused;
    }

    protected IReadOnlyList<HistoryEntry> History()
    {
        Settle();
        Registered<HistoryKey>().Tell(new OperationsQueries.GetHistory(100), TestActor);
        return FishForMessage<HistoryResult>(_ => true).Entries;
    }

    protected SessionStatus Session(FakePeer peer, SessionId session)
    {
        Sys.ActorSelection(TunnelOf(peer).Path / $"session-{session}").Tell(new CollectStatus(StatusKind.Sessions, TestActor), TestActor);
        return (SessionStatus)FishForMessage(message => message is SessionStatus);
    }

    protected PoolStatus Pool()
    {
        Settle();
        Registered<PoolsKey>().Tell(PoolQueries.GetPoolStatus.Instance, TestActor);
        return (PoolStatus)FishForMessage(message => message is PoolStatus);
    }

    private T Settled<T>(T seen)
    {
        Settle();
        return seen;
    }

    internal static NodeConfiguration Configuration => new()
    {
        Node = new NodeSettings("node", "/nowhere", LogVerbosity.Warning, TimeSpan.FromSeconds(5), 100),
        Control = new ControlSettings("/nowhere/control.sock", UnixFileMode.UserRead),
        Listen = [Endpoint.From(IPAddress.Parse("192.0.2.1"), 1701)],
        Tun = new TunSettings(Address: IPAddress.Parse("10.0.0.254")),
        Pools = [Ranges("10.0.0.1-10.0.0.3")],
        Secrets = SecretStore.Empty with
        {
            Users = new SecretTable([
                new UserSecret("alice", null, Secret.Of("secret"), AddressRule.Any, [], "test:1"),
                new UserSecret("bob", null, Secret.Of("secret"), AddressRule.Any, [], "test:2")]),
        },
        Lns = [Profile],
    };

    protected static LnsProfile Profile => new()
    {
        Name = "default",
        Pool = "pool",
        Tunnel = new TunnelProfile { HostName = "node" },
        Ppp = new PppProfile { Name = "node", Authentication = [AuthMethod.ChapMd5], Ipv6 = false, EchoInterval = null },
    };

    private static PoolDefinition Ranges(string text)
    {
        Assert.True(AddressRanges.TryParse([text], out var ranges, out var error), error);
        return new PoolDefinition("pool", ranges, []);
    }

    internal sealed class NoProcesses : IChildProcesses
    {
        public IChildProcess Start(ChildProcessOptions options) => throw new NotSupportedException("no processes here");
    }
}
