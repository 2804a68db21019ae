using System.Collections.Concurrent;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Xunit;

namespace Concentrator.DataPlane.Tests.Pppoe;

internal sealed class DiscoveryRecorder : IDiscoverySink
{
    private readonly BlockingCollection<(MacAddress Source, bool IsUnicast, byte[] Packet)> _seen = [];

    public (MacAddress Source, bool IsUnicast, byte[] Packet) Next()
    {
        Assert.True(_seen.TryTake(out var seen, Bench.Patience));
        return seen;
    }

    public DropReason OnDiscovery(IPppoePort port, MacAddress source, bool isUnicast, ReadOnlySpan<byte> packet)
    {
        _seen.Add((source, isUnicast, packet.ToArray()));
        return DropReason.None;
    }
}
