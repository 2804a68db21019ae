using System.Diagnostics;
using System.Text.Json;
using Concentrator.Actors;
using Concentrator.Actors.Operations;

namespace Concentrator.Node.Hosting;

/// <summary>What the node knows of itself without asking an actor.</summary>
internal sealed class NodeStatusSource(NodeRuntime runtime) : INodeStatusSource
{
    private static readonly string Version = typeof(NodeStatusSource).Assembly.GetName().Version?.ToString(3) ?? "?";

    private readonly DateTimeOffset _started = runtime.WallTime;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    public NodeStatus Read()
    {
        var plane = runtime.DataPlane.Counters;
        var journal = runtime.Journal.Current;
        var counters = new SortedDictionary<string, long>
        {
            ["datagrams.received"] = plane.ReceivedDatagrams,
            ["data.delivered"] = plane.DeliveredData,
            ["control.received"] = plane.ReceivedControl,
            ["control.sent"] = plane.SentControl,
            ["pppoe.discovery"] = plane.Pppoe.Discovery,
            ["pppoe.received"] = plane.Pppoe.Received,
            ["pppoe.delivered"] = plane.Pppoe.Delivered,
            ["loops.allocatedBytes"] = plane.LoopAllocatedBytes,
            ["runtime.gen2Collections"] = GC.CollectionCount(GC.MaxGeneration),
            ["journal.recorded"] = journal.Recorded,
            ["journal.written"] = journal.Written,
            ["journal.dropped"] = journal.Dropped,
        };
        foreach (var (reason, count) in plane.Drops)
            counters[$"dropped.{CamelCase(reason)}"] = count;
        counters["dropped.receiveBufferFull"] = runtime.Ports.Open.Sum(port => port.ReceiveDrops);
        counters["dropped.earlyFrames"] = runtime.EarlyFrameDrops.Value;
        foreach (var (fate, count) in runtime.ControlFates.Snapshot())
            counters[$"control.{CamelCase(fate)}"] = count;
        var ledger = runtime.Ledger;
        return new NodeStatus(
            runtime.Configuration.Node.Name, Version, _started, Stopwatch.GetElapsedTime(_startedAt).TotalSeconds,
            [.. runtime.Ports.Open.Select(port => port.Local.ToString()).Order()], ledger.Tunnels, ledger.Sessions, ledger.HalfOpenTunnels, ledger.CallsInSetup,
            runtime.DataPlane.Description, journal.State, Environment.WorkingSet, GC.GetTotalAllocatedBytes(), counters);
    }

    public IReadOnlyList<GroupStatus> ReadGroups() => [.. runtime.Configuration.Groups.Select(group =>
    {
        var (state, failure) = runtime.Filters.StatusOf(group.Name);
        return new GroupStatus(group.Name, group.Namespace, group.Tun.Name, group.Tun.Address?.ToString(), group.Pool, CamelCase(state), failure);
    })];

    private static string CamelCase(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
