using Concentrator.DataPlane.Counting;
using Concentrator.DataPlane.Packets;
using Concentrator.Linux.Tun;

namespace Concentrator.DataPlane.Ports;

/// <summary>
/// What a loop writes to TUN devices during one of its batches: packets of a flow wait for each other and go as one (<see cref="Superpacket"/>), since
/// a write costs the way through the kernel's stack, whatever it carries. Packets of one flow keep their order. One loop's.
/// </summary>
/// <param name="loop">That loop's number.</param>
internal sealed class TunWrites(DropCounters drops, int loop)
{
    /// <summary>Flows under way at once; one more sends the oldest off.</summary>
    private const int Flows = 16;

    [ThreadStatic]
    private static TunWrites? _ofThisThread;

    private readonly Waiting[] _waiting = [.. Enumerable.Range(0, Flows).Select(_ => new Waiting())];
    private int _oldest, _count;

    /// <summary>Null outside of a batch.</summary>
    public static TunWrites? Current => _ofThisThread;

    /// <summary>Until what is returned is disposed, packets that this thread writes may wait.</summary>
    public Batch Begin()
    {
        _ofThisThread = this;
        return new Batch(this);
    }

    /// <summary>Takes a packet; one that is refused later is counted then.</summary>
    /// <inheritdoc cref="TunPort.Write" path="/param"/>
    public DropReason Add(TunPort port, Span<byte> buffer, int room, in IpPacket packet)
    {
        if (port.Device.Offloads == TunOffloads.None)
            return WriteNow(port, buffer, room);
        ReadOnlySpan<byte> octets = buffer[room..];
        if (!FlowPacket.TryParse(octets, packet, out var flow))
        {
            Flush();
            return WriteNow(port, buffer, room);
        }

        var waiting = Find(port, flow.Flow);
        if ((port.Device.Offloads & (flow.IsTcp ? TunOffloads.Tcp : TunOffloads.Udp)) == 0 || !Superpacket.MayHold(octets, flow))
        {
            if (waiting is not null)
                Write(waiting);
            return WriteNow(port, buffer, room);
        }

        if (waiting is not null && waiting.Packet.TryAppend(octets, flow))
            return DropReason.None;
        if (waiting is not null)
            Write(waiting);
        else
            waiting = Take(port);
        waiting.Packet.Begin(octets, flow);
        _count++;
        return DropReason.None;
    }

    private void Flush()
    {
        // From the oldest on: flows have no order among each other, but a loop's batches should leave as they came.
        for (var i = 0; _count > 0 && i < Flows; i++)
        {
            var waiting = _waiting[(_oldest + i) % Flows];
            if (waiting.Packet.Count > 0)
                Write(waiting);
        }
    }

    private Waiting? Find(TunPort port, in Flow flow)
    {
        if (_count == 0)
            return null;
        foreach (var waiting in _waiting)
        {
            if (waiting.Packet.Count > 0 && waiting.Port == port && waiting.Packet.Flow == flow)
                return waiting;
        }

        return null;
    }

    /// <summary>The places are taken in turn, so the next one is free, or the oldest.</summary>
    private Waiting Take(TunPort port)
    {
        var waiting = _waiting[_oldest];
        _oldest = (_oldest + 1) % Flows;
        if (waiting.Packet.Count > 0)
            Write(waiting);
        waiting.Port = port;
        return waiting;
    }

    private void Write(Waiting waiting)
    {
        var packets = waiting.Packet.Count;
        var header = waiting.Packet.Finish();
        if (!waiting.Port!.QueueOf(loop).Write(header, waiting.Packet.Octets))
            drops.Count(DropReason.TunWriteFailed, packets);
        waiting.Packet.Clear();
        _count--;
    }

    private DropReason WriteNow(TunPort port, Span<byte> buffer, int room) => port.QueueOf(loop).Write(buffer, room) ? DropReason.None : DropReason.TunWriteFailed;

    public readonly ref struct Batch(TunWrites writes)
    {
        public void Dispose()
        {
            writes.Flush();
            _ofThisThread = null;
        }
    }

    private sealed class Waiting
    {
        public Superpacket Packet { get; } = new();

        public TunPort? Port { get; set; }
    }
}
