using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Paths;
using Concentrator.Linux.Ethernet;
using Concentrator.Linux.Polling;
using Concentrator.Linux.Udp;
using Concentrator.Protocol.Ids;
using Concentrator.Protocol.Pppoe;

namespace Concentrator.DataPlane.Ports;

/// <summary>An Ethernet interface on the PPPoE loop: a socket for each stage, and the sessions in an array by id.</summary>
internal sealed class PppoePort : IPppoePort, ISendFailures
{
    private readonly PacketSocket _discovery, _sessions;
    private readonly PppoeReceiver _receiver;
    private readonly PollRegistration[] _registrations;
    private readonly PppoePath?[] _paths = new PppoePath?[1 << 16];

    /// <summary>What each receive loop of the tunnels sends here.</summary>
    private readonly FromTunnels[] _fromTunnels;

    /// <param name="receiveLoops">Of the tunnels.</param>
    public PppoePort(PppoePortOptions options, IDiscoverySink sink, PppoeReceiver receiver, int receiveLoops)
    {
        (Sink, _receiver) = (sink, receiver);
        _discovery = new PacketSocket(options.Interface, PppoeHeader.DiscoveryStage, options.ReceiveBuffer);
        try
        {
            _sessions = new PacketSocket(options.Interface, PppoeHeader.SessionStage, options.ReceiveBuffer);
            Mtu = _sessions.ReadMtu();
        }
        catch
        {
            _discovery.Dispose();
            _sessions?.Dispose();
            throw;
        }

        _fromTunnels = [.. Enumerable.Range(0, receiveLoops).Select(_ => new FromTunnels(new FrameSendBatch(_sessions, PppoeHeader.Size, this)))];
        _registrations =
        [
            receiver.Loop.Watch(_discovery, PollEvents.Readable, new Readable(() => receiver.PumpDiscovery(this, _discovery))),
            receiver.Loop.Watch(_sessions, PollEvents.Readable, new Readable(() => receiver.PumpSessions(this, _sessions))),
        ];
    }

    public IDiscoverySink Sink { get; }

    public string Interface => _discovery.Interface;

    public MacAddress Address => new(_discovery.Station);

    public int Mtu { get; }

    public bool IsThere => _sessions.IsThere;

    public LinkLayerAddress SessionAddress(MacAddress host) => _sessions.To(host.Value);

    public PppoePath? Find(PppoeSessionId id) => Volatile.Read(ref _paths[id.Value]);

    public bool SendDiscovery(MacAddress to, ReadOnlySpan<byte> packet) => Taken(_discovery.Send(_discovery.To(to.Value), packet));

    public bool SendSession(LinkLayerAddress to, ReadOnlySpan<byte> packet) => Taken(_sessions.Send(to, packet));

    /// <summary>On a receive loop of the tunnels: sends a frame that lies in its buffers when it has flushed.</summary>
    public unsafe void Enqueue(LinkLayerAddress to, PppoeHeader header, ReadOnlySpan<byte> frame)
    {
        var loop = UdpReceiver.Current;
        var (waiting, batch) = (_fromTunnels[loop.Index], _fromTunnels[loop.Index].Batch);
        if (batch.Count == 0)
            loop.FlushLater(waiting);
        header.Write(batch.Add(to, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(frame)), frame.Length));
    }

    public IPppoePath InstallSession(PppoeSessionId id, MacAddress host, IPppSink sink, int queueLimit)
    {
        var path = new PppoePath(this, id, host, sink, queueLimit);
        Volatile.Write(ref _paths[id.Value], path);
        return path;
    }

    public void Remove(PppoePath path) => Interlocked.CompareExchange(ref _paths[path.Id.Value], null, path);

    public void OnRefused(int count, int errno) => _receiver.Counters.Drops.Count(DropReason.PppoeSendFailed, count);

    public void Dispose() => _receiver.Loop.Run(() =>
    {
        foreach (var registration in _registrations)
            registration.Forget();
        _discovery.Dispose();
        _sessions.Dispose();
    });

    private bool Taken(int errno)
    {
        if (errno != 0)
            OnRefused(1, errno);
        return errno == 0;
    }

    private sealed class FromTunnels(FrameSendBatch batch) : IFlushable
    {
        public FrameSendBatch Batch => batch;

        public void Flush() => batch.Flush();
    }

    private sealed class Readable(Action pump) : IPollHandler
    {
        public void OnReady(PollEvents events) => pump();
    }
}
