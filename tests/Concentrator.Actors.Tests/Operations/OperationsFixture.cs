using Akka.Actor;
using Akka.TestKit;
using Concentrator.Actors.Operations;
using Concentrator.Actors.Tunnels;
using Concentrator.Protocol.Ids;
using Concentrator.TestSupport;
using Xunit.Abstractions;

namespace Concentrator.Actors.Tests.Operations;

/// <summary>An operations actor all of whose neighbours are probes.</summary>
public abstract class OperationsFixture : HostedTestKit
{
    protected OperationsFixture(ITestOutputHelper output) : base(output, _ => { })
    {
        Slots = CreateTestProbe();
        Pools = CreateTestProbe();
        Dialers = CreateTestProbe();
        Pppoe = CreateTestProbe();
        History = CreateTestProbe();
        Operations = Sys.ActorOf(OperationsActor.Props(new OperationsTargets
        {
            Slots = Slots,
            Pools = Pools,
            Dialers = Dialers,
            CallTargets = CreateTestProbe(),
            Pppoe = Pppoe,
            History = History,
            Tunnels = new Directory(Tunnels),
            Node = new NodeSource(),
        }));
    }

    protected IActorRef Operations { get; }

    protected TestProbe Slots { get; }

    protected TestProbe Pools { get; }

    protected TestProbe Dialers { get; }

    protected TestProbe Pppoe { get; }

    protected TestProbe History { get; }

    protected Dictionary<TunnelId, IActorRef> Tunnels { get; } = [];

    protected static TunnelStatus Tunnel(int id) => new(
        id, 7, "established", "LNS", "default", "192.0.2.1:1701", "192.0.2.2:1701", "lac", "", 0, 0, 0, 4, 1, 0, 0, 0, null, 1000, 0);

    protected static SessionStatus Session(int tunnel, int session, string? user) => new(
        tunnel, session, 9, "established", "embedded", "default", user, null, "192.0.2.1:1701", null, null, null, null, null, null, 0, 0, 0, 0, 0);

    private sealed class Directory(Dictionary<TunnelId, IActorRef> tunnels) : ITunnelDirectory
    {
        public IActorRef? Find(TunnelId tunnel) => tunnels.GetValueOrDefault(tunnel);
    }

    private sealed class NodeSource : INodeStatusSource
    {
        public NodeStatus Read() =>
            new("node", "1.0", DateTimeOffset.UnixEpoch, 5, [], 0, 0, 0, 0, "user space", "none", 0, 0, new Dictionary<string, long>());

        public IReadOnlyList<GroupStatus> ReadGroups() => [new GroupStatus("blue", "customer-1", "l2tp-blue", "10.1.0.1", "blues", "inForce", null)];
    }
}
