using System.Collections.Concurrent;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.DataPlane.Ports;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.TestSupport.Planes;

/// <summary>An Ethernet interface without a kernel.</summary>
public sealed class FakePppoePort(string name, IDiscoverySink sink) : IPppoePort
{
    private readonly ConcurrentDictionary<PppoeSessionId, FakePppoePath> _sessions = new();

    /// <summary>Discovery packets that were sent, oldest first.</summary>
    public BlockingCollection<(MacAddress To, DiscoveryPacket Packet)> Sent { get; } = [];

    /// <summary>The sessions that are installed now.</summary>
    public IReadOnlyDictionary<PppoeSessionId, FakePppoePath> Sessions => _sessions;

    public bool IsDisposed { get; private set; }

    public string Interface => name;

    public MacAddress Address => new(0x02_00_00_00_00_fe);

    public int Mtu => 1508;

    public bool IsThere { get; set; } = true;

    public bool SendDiscovery(MacAddress to, ReadOnlySpan<byte> packet)
    {
        if (!DiscoveryPacket.TryParse(packet, out var parsed, out var error))
            throw new ArgumentException($"{error}", nameof(packet));
        Sent.Add((to, parsed));
        return true;
    }

    /// <summary>A discovery packet arrives.</summary>
    public DropReason Receive(MacAddress source, DiscoveryPacket packet, bool isUnicast = true) => sink.OnDiscovery(this, source, isUnicast, packet.ToArray());

    public IPppoePath InstallSession(PppoeSessionId id, MacAddress host, IPppSink sink, int queueLimit) =>
        _sessions[id] = new FakePppoePath(host, sink, gone => _sessions.TryRemove(new(id, gone)));

    public void Dispose() => IsDisposed = true;
}

public sealed class FakePppoePath(MacAddress host, IPppSink sink, Action<FakePppoePath> withdrawn) : IPppoePath
{
    /// <summary>PPP frames that were sent, oldest first.</summary>
    public BlockingCollection<(ushort Protocol, byte[] Packet)> Sent { get; } = [];

    public MacAddress Host => host;

    public SessionCounters Counters { get; set; }

    /// <summary>A PPP frame arrives.</summary>
    public void Receive(ushort protocol, ReadOnlySpan<byte> packet) => sink.OnPppFrame(protocol, packet);

    public bool SendPpp(ushort protocol, ReadOnlySpan<byte> packet)
    {
        Sent.Add((protocol, packet.ToArray()));
        return true;
    }

    public void PppFrameHandled()
    {
    }

    public void Withdraw() => withdrawn(this);
}
