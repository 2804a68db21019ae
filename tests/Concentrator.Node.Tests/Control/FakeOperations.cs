using System.Collections.Concurrent;
using Akka.Actor;
using Concentrator.Actors.History;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tracing;
using Concentrator.DataPlane.Tapping;
using Concentrator.Protocol.Ids;

namespace Concentrator.Node.Tests.Control;

/// <summary>Stands in for the operations actor: one of everything, and it remembers the commands it was told.</summary>
internal sealed class FakeOperations(ConcurrentQueue<object> commands) : UntypedActor
{
    public static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly TunnelStatus Tunnel = new(
        4711, 9, "established", "LNS", "default", "192.0.2.17:1701", "192.0.2.1:1701", "lac-1", "xelerance.com", 2, 12, 9, 4, 3.5, 1, 0, 5,
        23.42, 1000, 93784.9);

    private static readonly SessionStatus Session = new(
        4711, 3, 5, "established, network", "embedded", "default", "ann\u001b[31m", "10.64.0.2", "192.0.2.17:1701", "5551234", null, "l2tp0", 1400,
        "chap-md5", null, 1234, 1_300_000, 999, 812, 61);

    private static readonly HistoryEntry Entry = new(
        At, "session", 4711, 3, "192.0.2.17:1701", "default", "ann", "10.64.0.2", 3600, 5_000_000_000, 1024, "peer", "CDN 3", "user request");

    private static readonly TargetStatus Target = new(
        "isp",
        [
            new LnsStatus("192.0.2.8:1701", 1, 1, null, "set aside", 2, 75.5, 0, 0), new LnsStatus("192.0.2.9:1701", 2, 1, "gold", "connected", 0, 0, 1, 12),
        ]);

    private static readonly NodeStatus Node = new(
        "lns-1", "0.1.0", At, 7200, ["0.0.0.0:1701", "[::]:1701"], 1, 1, 0, 0, "user space", "sqlite", 73_400_320, 1_073_741_824,
        new Dictionary<string, long> { ["drops.malformed"] = 3, ["drops.unknown-tunnel"] = 0, ["control.received"] = 99 });

    protected override void OnReceive(object message)
    {
        commands.Enqueue(message);
        Sender.Tell(message switch
        {
            OperationsQueries.GetTunnels => new StatusReport<TunnelStatus>([Tunnel], 0),
            OperationsQueries.GetSessions => new StatusReport<SessionStatus>([Session], 2),
            OperationsQueries.GetPools => new StatusReport<PoolStatus>([new PoolStatus("default", "10.64.0.0/12", 1_048_574, 1, 7)], 0),
            OperationsQueries.GetGroups => new StatusReport<GroupStatus>([
                new GroupStatus("blue", "customer-1", "l2tp-blue", "10.1.0.1", "blues", "inForce", null),
                new GroupStatus("red", null, "l2tp-red", "10.1.0.1", null, "closed", "red.nft:3:5-8: Error: syntax error")], 0),
            OperationsQueries.GetTargets => new StatusReport<TargetStatus>([Target, new TargetStatus("empty", [])], 0),
            OperationsQueries.GetDialers => new QueryRefused("32 queries and traces are under way already"),
            OperationsQueries.GetNode => Node,
            OperationsQueries.GetHistory => new HistoryResult([Entry]),
            OperationsCommands.CloseTunnel { TunnelId: 4711 } => new CommandResult(true, "closing tunnel 4711"),
            OperationsCommands.CloseTunnel close => new CommandResult(false, $"no tunnel {close.TunnelId}"),
            OperationsCommands.CloseSession => new CommandResult(true, "closing session"),
            OperationsCommands.SetSequencing { TunnelId: 4711, SessionId: 3, On: false } => new CommandResult(true, "without sequence numbers"),
            OperationsCommands.Dial { Dialer: "head office" } => new CommandResult(true, "dialling"),
            TraceCommands.Start { Target: UserTarget } => new CommandResult(false, "no session of user \"ann\""),
            TraceCommands.Start start => new TraceEvents.Started(Context.ActorOf(Props.Create(() => new FakeTrace(start.Trace))), "tracing"),
            _ => "what?",
        });
    }

    /// <summary>Two packets at once, and one more when it is stopped.</summary>
    private sealed class FakeTrace(PcapTrace trace) : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);

        protected override void PreStart()
        {
            Packet();
            Packet();
        }

        protected override void PostStop()
        {
            Packet();
            trace.Complete();
        }

        private void Packet() => trace.OnDatagram(
            TapKinds.Control, TapDirection.Received, new UdpPath(Endpoint.FromIpv4(0xc0000201, 1701), Endpoint.FromIpv4(0xc0000202, 1701)),
            Convert.FromHexString("C802000C0007000000020003"));
    }
}
