using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.TestKit;
using Concentrator.Actors;
using Concentrator.Actors.History;
using Concentrator.Actors.Journal;
using Concentrator.Actors.Logins;
using Concentrator.Actors.Pools;
using Concentrator.Control.Policy;
using Concentrator.Control.Policy.Pools;
using Concentrator.Control.Policy.Profiles;
using Concentrator.Control.Policy.Secrets;
using Concentrator.Linux.Processes;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.L2tp;
using Concentrator.Protocol.L2tp.Messages;
using Concentrator.Protocol.Ppp;
using Concentrator.TestSupport;
using Concentrator.TestSupport.Peers;
using Concentrator.TestSupport.Planes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Sdk;

namespace Concentrator.Fuzzing.Targets;

/// <summary>
/// A whole node, all its actors over a data plane without a kernel, and a peer that does what the script says: no actor fails, and when the peer has
/// fallen silent nothing is left of it. One node bears all inputs, so that what one leaves behind is seen by those after it.
/// </summary>
internal static class NodeTarget
{
    private static readonly Lazy<LiveNode> Node = new(() => new LiveNode());

    private static readonly ushort[] Protocols = [PppProtocol.Lcp, PppProtocol.Pap, PppProtocol.Chap, PppProtocol.Ipcp, PppProtocol.Ipv6cp, 0xc227];

    private static int _peers;

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        var node = Node.Value;
        var script = new Script(input);
        var number = Interlocked.Increment(ref _peers);
        var peer = new FakePeer(node.Port, $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", tunnel: (ushort)(1 + number % 65_535));
        SessionId session = default;
        while (!script.IsAtEnd)
            session = Act(node, peer, ref script, session);
        node.FallSilent();
    }

    private static SessionId Act(LiveNode node, FakePeer peer, ref Script script, SessionId session)
    {
        switch (script.Choose(12))
        {
            case 0 or 1 when peer.Node == TunnelId.Unassigned:
                peer.Send(peer.Sccrq());
                if (peer.TryNext(LiveNode.Patience) is { Message: Sccrp reply })
                {
                    peer.Node = reply.AssignedTunnelId;
                    peer.Send(new Scccn([]));
                }
                break;
            case 0 or 1 or 2 when peer.Node != TunnelId.Unassigned:
                peer.Send(FakePeer.Icrq((ushort)(1 + script.Next())));
                if (peer.TryNext(LiveNode.Patience) is { Message: Icrp icrp })
                {
                    session = icrp.AssignedSessionId;
                    peer.Send(new Iccn([AvpCatalog.TxConnectSpeed.Of(1_000_000), AvpCatalog.FramingType.Of(FramingTypes.Synchronous)]), session);
                }
                break;
            case 3 or 4 or 5:
                var (protocol, packet) = (Protocols[script.Choose(Protocols.Length)], PppPacket.Write((byte)script.Choose(16), script.Next(), script.Take(script.Next() % 64)));
                foreach (var path in node.Plane.Tunnels.SelectMany(tunnel => tunnel.Sessions.Values))
                    path.Receive(protocol, packet);
                break;
            case 6 or 7 or 8:
                if (MachineTargets.Message(ref script).Message is { } message)
                    peer.Send(message, script.Choose(2) == 0 ? session : default);
                break;
            case 9:
                node.Port.Receive(peer.Path, script.Take(script.Next()));
                break;
            case 10:
                peer.Acknowledge();
                break;
            default:
                node.Advance(TimeSpan.FromMilliseconds(50 * script.Next()));
                break;
        }
        return session;
    }

    private sealed class LiveNode
    {
        /// <summary>For an answer that may never come.</summary>
        public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

        private const int MostSteps = 2_000;

        private readonly ConcurrentQueue<Error> _errors = new();
        private readonly NodeRuntime _runtime;
        private readonly TestScheduler _scheduler;

        public LiveNode()
        {
            Plane = new FakeDataPlane();
            var time = new VirtualTime();
            _runtime = new NodeRuntime(Configuration, Plane, new NoProcesses(), time);
            _runtime.Domains.Configure(Plane, Configuration);
            var host = TestHost.Start(akka => akka
                .ConfigureLoggers(loggers =>
                {
                    loggers.LogLevel = LogLevel.ErrorLevel;
                    loggers.ClearLoggers();
                })
                .AddJournal(sqliteFile: null).AddHistory(100).AddPools(Configuration.Pools).AddLogins().AddTunnels(_runtime).AddDialers(_runtime));
            var system = host.Services.GetRequiredService<ActorSystem>();
            _scheduler = (TestScheduler)system.Scheduler;
            time.Scheduler = _scheduler;
            system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Listener(_errors))), typeof(Error));
            Assert.True(SpinWait.SpinUntil(() => Plane.Port is not null, TimeSpan.FromSeconds(30)));
        }

        public FakeDataPlane Plane { get; }

        public FakeUdpPort Port => Plane.Port!;

        public void Advance(TimeSpan time) => _scheduler.Advance(time);

        /// <summary>Lets time pass until the node has given up the peer, and looks what is left.</summary>
        public void FallSilent()
        {
            var ledger = _runtime.Ledger;
            for (var step = 0; ledger.Tunnels + ledger.Sessions + Plane.Tunnels.Count > 0; step++)
            {
                if (step == MostSteps)
                    throw new XunitException($"left: {ledger.Tunnels} tunnels, {ledger.Sessions} sessions, {Plane.Tunnels.Count} in the data plane");
                Advance(TimeSpan.FromMilliseconds(200));
                Thread.Sleep(1);
            }
            Assert.Equal((0, 0), (ledger.HalfOpenTunnels, ledger.CallsInSetup));
            // What was said to a peer that is gone is not for the next one.
            Port.ForgetSent();
            if (_errors.TryDequeue(out var error))
            {
                _errors.Clear();
                throw new XunitException($"an actor failed: {error}");
            }
        }

        /// <summary>All that waits does not wait for long.</summary>
        private static NodeConfiguration Configuration { get; } = new()
        {
            Node = new NodeSettings("node", "/nowhere", LogVerbosity.Warning, TimeSpan.FromSeconds(1), 100),
            Control = new ControlSettings("/nowhere/control.sock", UnixFileMode.UserRead),
            Listen = [Endpoint.From(IPAddress.Parse("192.0.2.1"), 1701)],
            Tun = new TunSettings(Address: IPAddress.Parse("10.0.0.254")),
            Pools = [new PoolDefinition("pool", AddressRanges.TryParse(["10.0.0.1-10.0.0.99"], out var ranges, out _) ? ranges : throw new InvalidOperationException(), [])],
            Secrets = SecretStore.Empty with { Users = new SecretTable([new UserSecret("alice", null, Secret.Of("secret"), AddressRule.Any, [], "test:1")]) },
            Lns = [new LnsProfile
            {
                Name = "default",
                Pool = "pool",
                Tunnel = new TunnelProfile
                {
                    HostName = "node", Hello = TimeSpan.FromSeconds(2), SetupTimeout = TimeSpan.FromSeconds(3), CallSetupTimeout = TimeSpan.FromSeconds(3),
                    Retransmission = new Retransmission { Initial = TimeSpan.FromMilliseconds(200), Retries = 1, GiveUpAfter = TimeSpan.FromSeconds(1) },
                },
                Ppp = new PppProfile
                {
                    Name = "node", Authentication = [], LcpTimeout = TimeSpan.FromSeconds(2), NetworkTimeout = TimeSpan.FromSeconds(2),
                    EchoInterval = TimeSpan.FromSeconds(2), EchoFailures = 1,
                },
            }],
        };

        private sealed class Listener(ConcurrentQueue<Error> errors) : UntypedActor
        {
            protected override void OnReceive(object message) => errors.Enqueue((Error)message);
        }

        private sealed class NoProcesses : IChildProcesses
        {
            public IChildProcess Start(ChildProcessOptions options) => throw new NotSupportedException("no processes here");
        }
    }
}
